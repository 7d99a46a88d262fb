package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.source.FailureKind;
import dev.towline.source.FetchResult;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that do not stop, each speaking Git's protocol up to the point where it misbehaves. */
@Timeout(60)
class HostileServerTest {
    private static final int FEW_MIB = 40 << 20;

    @TempDir
    Path temp;

    private FetchResult.Failed fetch(HostileServer server) {
        try (server;
                GitSource source = new GitSource(
                        SourceSpec.of("club", server.url(), RevisionPolicy.parse("main")), temp.resolve("mirror"))) {
            FetchResult.Failed failed = assertInstanceOf(FetchResult.Failed.class, source.fetch());
            assertTrue(server.sent() < FEW_MIB, "it took " + server.sent() + " bytes");
            return failed;
        }
    }

    private static void endless(HostileServer server, java.io.OutputStream out, String piece) throws IOException {
        while (true) {
            HostileServer.write(out, piece);
            server.count(piece.length());
        }
    }

    @Test
    void progress_without_end_and_without_a_newline_is_cut_off() throws Exception {
        String packet = "%04x".formatted(1005) + "\u0002" + "x".repeat(1000);
        FetchResult.Failed failed = fetch(
                HostileServer.offering((_, server, out) -> endless(server, out, packet)));
        assertEquals(FailureKind.LIMIT, failed.kind(), failed.why());
        assertTrue(failed.why().contains("progress"), failed.why());
    }

    @Test
    void a_list_of_refs_without_end_is_cut_off() throws Exception {
        FetchResult.Failed failed = fetch(new HostileServer((_, server, out) -> {
            HostileServer.head(out, "200 OK", HostileServer.ADVERTISEMENT);
            HostileServer.packet(out, "# service=git-upload-pack\n");
            HostileServer.flush(out);
            for (int i = 0;; i++) {
                String line = HostileServer.ID + " refs/heads/" + "b".repeat(200) + i + "\n";
                HostileServer.packet(out, line);
                server.count(line.length());
            }
        }));
        assertEquals(FailureKind.LIMIT, failed.kind(), failed.why());
    }

    @Test
    void a_compressed_answer_that_nobody_asked_for_is_refused() throws Exception {
        FetchResult.Failed failed = fetch(new HostileServer((_, server, out) -> {
            HostileServer.head(out, "200 OK", HostileServer.ADVERTISEMENT, "Content-Encoding: gzip\r\n");
            endless(server, out, "x".repeat(1000));
        }));
        assertEquals(FailureKind.NETWORK, failed.kind());
    }

    @Test
    void headers_without_end_are_cut_off() throws Exception {
        fetch(new HostileServer((_, server, out) -> {
            HostileServer.write(out, "HTTP/1.1 200 OK\r\n");
            endless(server, out, "X-More: " + "x".repeat(1000) + "\r\n");
        }));
    }

    @Test
    void redirects_without_end_are_cut_off() throws Exception {
        fetch(new HostileServer((_, server, out) -> {
            server.count(1 << 20);
            HostileServer.head(out, "302 Found", "text/plain", "Location: " + server.url()
                    + "/info/refs?service=git-upload-pack\r\n");
        }));
    }

    @Test
    void an_error_page_without_end_is_not_read() throws Exception {
        fetch(new HostileServer((_, server, out) -> {
            HostileServer.head(out, "500 Sorry", "text/html");
            endless(server, out, "x".repeat(1000));
        }));
    }

    @Test
    void packets_lose_their_progress_and_nothing_else() throws Exception {
        String text = "0008NAK\n" + "000a\u0002hello" + "0006\u0001P" + "0005\u0001" + "0000" + "0009\u0003oops"
                + "0000";
        String kept = "0008NAK\n" + "0006\u0001P" + "0005\u0001" + "0000" + "0009\u0003oops" + "0000";
        assertEquals(kept, through(text));
        assertEquals("PACK and whatever", through("PACK and whatever"));
    }

    @Test
    void whatever_comes_packets_end_or_fail_as_such() {
        Random random = new Random(20261130);
        for (int run = 0; run < 5_000; run++) {
            byte[] bytes = new byte[random.nextInt(200)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) "0001234567890abcdef\u0001\u0002\u0003PACKNAK\n".charAt(random.nextInt(30));
            }
            try (InputStream in = new Packets(new ByteArrayInputStream(bytes), ByteBudget.ofPack(1 << 20))) {
                byte[] out = in.readAllBytes();
                assertTrue(out.length <= bytes.length, "run " + run);
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "run " + run);
            }
        }
    }

    @Test
    void a_byte_a_second_is_too_slow() {
        long[] now = {0};
        ByteBudget budget = new ByteBudget(1 << 20, "too much", () -> now[0]);
        InputStream drip = budget.limit(new InputStream() {
            @Override
            public int read() {
                now[0] += 1_000_000_000L;
                return 'x';
            }
        });
        IOException slow = assertThrows(IOException.class, () -> {
            for (int i = 0; i < 200; i++) {
                drip.read();
            }
        });
        assertInstanceOf(java.net.SocketTimeoutException.class, slow);
        assertTrue(now[0] < 70_000_000_000L);
    }

    private static String through(String text) throws IOException {
        try (InputStream in = new Packets(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)),
                ByteBudget.ofPack(1 << 20))) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
