package dev.towline.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoAppIT {
    @TempDir
    Path folder;
    private GuestBook book;

    @BeforeEach
    void open() throws IOException {
        book = new GuestBook(folder);
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void the_first_release_migrates_serves_and_keeps_what_is_written() throws Exception {
        GuestBook.Release first = book.build("r1");
        assertEquals(1, first.run("pending"));
        assertEquals(0, first.run("migrate"));
        assertEquals(0, first.run("pending"));
        assertEquals(0, first.run("check"));
        first.serve();
        assertTrue(first.post("name=Ada&text=a+%3Cb%3E+c").startsWith("HTTP/1.1 303"));
        String page = first.ask("/");
        assertTrue(page.contains("<b>Ada</b> a &lt;b&gt; c"), page);
        assertTrue(page.contains("first edition, release r1, 1 entries") && page.contains("Hello &lt;you&gt;"), page);
        Matcher style = Pattern.compile("/(static/site\\.[0-9a-f]{12}\\.css)").matcher(page);
        assertTrue(style.find() && Files.exists(first.path().resolve("public").resolve(style.group(1))), page);
        assertTrue(first.ask("/ready").contains("{\"ok\":true,\"release\":\"r1\",\"rows\":1}"));
        assertTrue(first.ask("/status").contains("\"slot\":\"blue\",\"rows\":1"));
        assertTrue(first.ask("/nothing").startsWith("HTTP/1.1 404"));
    }

    @Test
    void old_code_lives_with_the_second_release_s_schema() throws Exception {
        GuestBook.Release first = book.build("r1");
        assertEquals(0, first.run("migrate"));
        first.serve();
        GuestBook.Release second = book.build("r2", "r2-mood");
        assertEquals(1, second.run("pending"));
        assertEquals(0, second.run("migrate"));
        assertTrue(first.post("name=old&text=x").startsWith("HTTP/1.1 303"));
        second.serve();
        assertTrue(second.post("name=new&text=y&mood=glad").startsWith("HTTP/1.1 303"));
        assertTrue(second.ask("/").contains("<b>new</b> y <i>glad</i>"));
        assertTrue(first.ask("/").contains("<b>new</b> y"));
        assertEquals(0, first.run("pending"));
    }

    @Test
    void the_unhealthy_release_boots_and_says_why_it_is_not_ready() throws Exception {
        GuestBook.Release third = book.build("r3", "r2-mood", "r3-unhealthy");
        assertEquals(0, third.run("migrate"));
        third.serve();
        String ready = third.ask("/ready");
        assertTrue(ready.startsWith("HTTP/1.1 500") && ready.contains("no such table: visitor"), ready);
    }

    @Test
    void the_late_release_fails_only_after_it_was_switched_to_and_its_pages_go_on() throws Exception {
        GuestBook.Release fourth = book.build("r4", "r2-mood", "r4-late");
        assertEquals(0, fourth.run("migrate"));
        fourth.serve();
        assertTrue(fourth.ask("/ready").startsWith("HTTP/1.1 200"));
        Files.createSymbolicLink(book.current(), fourth.socket());
        long switched = System.nanoTime();
        assertTrue(fourth.ask("/ready").startsWith("HTTP/1.1 200"));
        Wait.until(() -> fourth.ask("/ready").startsWith("HTTP/1.1 500"));
        assertTrue(System.nanoTime() - switched > 2_900_000_000L);
        assertTrue(fourth.ask("/").startsWith("HTTP/1.1 200"));
    }

    @Test
    void the_worker_says_which_release_it_runs_from() throws Exception {
        GuestBook.Release last = book.build("r5", "r2-mood", "r5-good");
        assertEquals(0, last.run("migrate"));
        last.serve();
        assertTrue(last.ask("/status").contains("\"worker\":null"));
        last.start("work");
        Wait.until(() -> last.ask("/status").contains("\"worker\":{\"release\":\"r5\""));
        assertTrue(last.ask("/").contains("third edition"));
    }

    @Test
    void a_request_that_is_none_ends_only_its_own_connection() throws Exception {
        GuestBook.Release first = book.build("r1");
        assertEquals(0, first.run("migrate"));
        first.serve();
        assertEquals("", first.say("what?\r\n\r\n"));
        assertEquals("", first.say("POST /entries HTTP/1.1\r\nContent-Length: 70000\r\n\r\n"));
        assertTrue(first.ask("/").startsWith("HTTP/1.1 200"));
    }
}
