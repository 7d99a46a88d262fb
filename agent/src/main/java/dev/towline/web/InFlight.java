package dev.towline.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Deliveries whose bodies are still coming, at most so many in all and from one client. A new one is always let in; where there are too
 * many, the oldest makes room. An honest delivery takes milliseconds, so the oldest is one that comes slowly on purpose, and a flood
 * cannot keep an honest one out.
 */
final class InFlight {
    /** Why one must make room. */
    enum Crowd {
        OF_CLIENT, OF_ALL
    }

    private final int most;
    private final int mostOfClient;
    private final Deque<Flight> flights = new ArrayDeque<>();

    /** One that is in flight. */
    record Flight(String client, Consumer<Crowd> cut) {
        // Two flights of one client are two.
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    InFlight(int most, int mostOfClient) {
        this.most = most;
        this.mostOfClient = mostOfClient;
    }

    /** Begins one; {@code cut} is called at most once, where it has to make room. Only on one event loop. */
    Flight begin(String client, Consumer<Crowd> cut) {
        if (flights.stream().filter(flight -> flight.client().equals(client)).count() >= mostOfClient) {
            evict(client);
        } else if (flights.size() >= most) {
            flights.removeFirst().cut().accept(Crowd.OF_ALL);
        }
        Flight begun = new Flight(client, cut);
        flights.addLast(begun);
        return begun;
    }

    private void evict(String client) {
        for (Iterator<Flight> oldest = flights.iterator(); oldest.hasNext();) {
            Flight flight = oldest.next();
            if (flight.client().equals(client)) {
                oldest.remove();
                flight.cut().accept(Crowd.OF_CLIENT);
                return;
            }
        }
    }

    void end(Flight flight) {
        flights.remove(flight);
    }

    int size() {
        return flights.size();
    }
}
