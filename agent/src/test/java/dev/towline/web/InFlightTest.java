package dev.towline.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final List<String> cut = new ArrayList<>();
    private final InFlight flights = new InFlight(4, 2);

    private InFlight.Flight begin(String client, String name) {
        return flights.begin(client, crowd -> cut.add(name + " " + crowd));
    }

    @Test
    void a_clients_oldest_makes_room_for_its_third() {
        begin("a", "1");
        begin("b", "2");
        begin("a", "3");
        begin("a", "4");
        assertEquals(List.of("1 OF_CLIENT"), cut);
        assertEquals(3, flights.size());
    }

    @Test
    void the_oldest_of_all_makes_room_for_the_fifth() {
        begin("a", "1");
        begin("b", "2");
        begin("c", "3");
        begin("d", "4");
        begin("e", "5");
        assertEquals(List.of("1 OF_ALL"), cut);
        assertEquals(4, flights.size());
    }

    @Test
    void one_that_has_ended_takes_no_place() {
        for (int i = 0; i < 100; i++) {
            flights.end(begin("a", "x"));
        }
        assertEquals(List.of(), cut);
        assertEquals(0, flights.size());
    }
}
