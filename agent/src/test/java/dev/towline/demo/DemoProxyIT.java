package dev.towline.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoProxyIT {
    private static final Path PROGRAM = Path.of("../config-repo-example/components/demo-proxy/files/Proxy.java");

    @TempDir
    Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private GuestBook book;
    private Process proxy;
    private Path settings;
    private int port;

    @BeforeEach
    void open() throws IOException {
        book = new GuestBook(folder);
        settings = folder.resolve("proxy.properties");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        write("X-Front = one");
        proxy = new ProcessBuilder(GuestBook.JAVA, PROGRAM.toString(), "serve", settings.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("proxy.log").toFile()).start();
        Wait.until(() -> get("/").statusCode() > 0);
    }

    @AfterEach
    void close() {
        proxy.destroy();
        proxy.onExit().join();
        book.close();
        client.close();
    }

    @Test
    void every_request_goes_where_the_link_leads_at_that_moment() throws Exception {
        assertEquals(502, get("/").statusCode());
        GuestBook.Release first = book.build("r1");
        assertEquals(0, first.run("migrate"));
        first.serve();
        GuestBook.Release second = book.build("r2", "r2-mood");
        assertEquals(0, second.run("migrate"));
        second.serve();
        point(first);
        HttpResponse<String> before = get("/");
        assertEquals("r1", before.headers().firstValue("X-Release").orElse(""));
        assertEquals("one", before.headers().firstValue("X-Front").orElse(""));
        point(second);
        HttpResponse<String> after = get("/");
        assertEquals("r2", after.headers().firstValue("X-Release").orElse(""));
        assertEquals(200, get(style(before.body())).statusCode());
        assertEquals(200, get(style(after.body())).statusCode());
        assertEquals(303, client.send(HttpRequest.newBuilder(uri("/entries"))
                .POST(HttpRequest.BodyPublishers.ofString("name=Ada&text=hello")).build(), BodyHandlers.ofString())
                .statusCode());
        assertTrue(get("/").body().contains("<b>Ada</b> hello"));
        assertEquals(404, get("/static/../app/src/guestbook/Main.java").statusCode());
    }

    @Test
    void a_hangup_takes_new_headers_in_and_bad_settings_leave_the_old_ones() throws Exception {
        write("X-Front = two");
        hangup();
        Wait.until(() -> get("/").headers().firstValue("X-Front").orElse("").equals("two"));
        write("X/Front = three");
        hangup();
        Wait.until(() -> Files.readString(folder.resolve("proxy.log")).contains("the old settings stay"));
        assertEquals("two", get("/").headers().firstValue("X-Front").orElse(""));
    }

    @Test
    void its_check_refuses_what_it_could_not_use() throws Exception {
        assertEquals(0, check());
        Files.writeString(settings, "port = 99999\nsockt = x\n");
        assertEquals(1, check());
    }

    private int check() throws IOException, InterruptedException {
        return new ProcessBuilder(GuestBook.JAVA, PROGRAM.toString(), "check", settings.toString()).inheritIO().start()
                .waitFor();
    }

    private void hangup() throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-HUP", Long.toString(proxy.pid())).start().waitFor());
    }

    /** As the release and its predecessor, each switch in one rename. */
    private void point(GuestBook.Release release) throws IOException {
        if (Files.exists(folder.resolve("current"))) {
            Files.move(folder.resolve("current"), folder.resolve("previous"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createSymbolicLink(folder.resolve("current"), release.path());
        Path link = Files.createSymbolicLink(folder.resolve("new.sock"), release.socket());
        Files.move(link, book.current(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void write(String header) throws IOException {
        Files.writeString(settings, """
                port = %d
                socket = %s
                static.running = %s/current/public
                static.before = %s/previous/public
                header.%s
                """.formatted(port, book.current(), folder, folder, header));
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String style(String page) {
        return Pattern.compile("/static/site\\.[0-9a-f]{12}\\.css").matcher(page).results().findFirst().orElseThrow()
                .group();
    }
}
