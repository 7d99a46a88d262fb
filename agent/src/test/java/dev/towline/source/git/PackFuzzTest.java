package dev.towline.source.git;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.source.Credentials;
import dev.towline.source.FetchLimits;
import dev.towline.source.FetchResult;
import dev.towline.source.ForcePush;
import dev.towline.source.Revision;
import dev.towline.source.RevisionPolicy;
import dev.towline.source.SourceSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a server answers: the revision that it offered, or a failure in words, soon and within the memory. A bounded sample; the
 * long run is {@code mvn test -Dtest=PackFuzzTest -Dfuzz.seeds=20000}, and {@code -Dfuzz.seed=N} tells one again.
 */
class PackFuzzTest {
    private static final int SEEDS = 25;
    private static final int TRAILER = 20;
    private static final int FILE = 300_000;
    private static final long MOST_MEMORY = 96L << 20;
    private static final FetchLimits LIMITS = new FetchLimits(4 << 20, 2 << 20, 1_000, 8 << 20, Duration.ofSeconds(20));

    @TempDir
    Path temp;

    private byte[] pack = new byte[0];
    private String head = "";

    @BeforeEach
    void makePack() throws Exception {
        Path folder = temp.resolve("club.git");
        try (GitUpstream upstream = new GitUpstream(folder)) {
            byte[] bytes = new byte[FILE];
            new Random(1).nextBytes(bytes);
            for (int i = 0; i < 6; i++) {
                bytes[i * 1_000]++;
                head = upstream.commit("main", upstream.tree(
                        GitUpstream.Raw.of("big.bin", FileMode.REGULAR_FILE, upstream.blob(bytes)),
                        GitUpstream.Raw.of("folder", FileMode.TREE, upstream.tree(Map.of("a", "text " + i, "b", "x")))),
                        "Commit " + i).commit();
            }
        }
        assertEquals(0, new ProcessBuilder("git", "-C", folder.toString(), "repack", "-q", "-a", "-d", "-f",
                "--window=10").inheritIO().start().waitFor());
        try (var packs = Files.list(folder.resolve("objects/pack"))) {
            pack = Files.readAllBytes(packs.filter(p -> p.toString().endsWith(".pack")).findFirst().orElseThrow());
        }
    }

    private static void seeds(LongConsumer run) {
        Long one = Long.getLong("fuzz.seed");
        if (one != null) {
            run.accept(one);
        } else {
            LongStream.range(0, Integer.getInteger("fuzz.seeds", SEEDS)).forEach(run);
        }
    }

    /** A few bytes changed, moved, doubled or lost. */
    private static byte[] mutated(byte[] from, Random random) {
        byte[] bytes = from.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && bytes.length > 8; changes--) {
            // Most of what decides stands at the beginning of the stream and of objects.
            int at = random.nextInt(random.nextInt(3) == 0 ? Math.min(bytes.length, 200) : bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(random.nextBoolean() ? 4 : 2_000));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt(256);
                case 2 ->
                    bytes = joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                case 3 ->
                    bytes = joined(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                case 4 -> Arrays.fill(bytes, at, at + Math.min(length, 12), (byte) 0xff);
                default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
            }
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** So that what is wrong is met by the reader of objects and not by the check of the whole. */
    private static byte[] signed(byte[] bytes) throws Exception {
        if (bytes.length <= TRAILER) {
            return bytes;
        }
        MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
        sha1.update(bytes, 0, bytes.length - TRAILER);
        return joined(Arrays.copyOf(bytes, bytes.length - TRAILER), sha1.digest());
    }

    private byte[] answer(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HostileServer.packet(out, "NAK\n");
        for (int at = 0; at < content.length; at += 8_000) {
            int length = Math.min(8_000, content.length - at);
            HostileServer.write(out, "%04x".formatted(length + 5) + "\1");
            out.write(content, at, length);
        }
        HostileServer.flush(out);
        return out.toByteArray();
    }

    private byte[] list() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HostileServer.packet(out, "# service=git-upload-pack\n");
        HostileServer.flush(out);
        HostileServer.packet(out,
                head + " refs/heads/main\0multi_ack_detailed side-band-64k ofs-delta agent=hostile\n");
        HostileServer.flush(out);
        return out.toByteArray();
    }

    private void fetches(long seed, byte[] list, byte[] answer) throws Exception {
        Path mirror = temp.resolve("mirror-" + seed);
        try (HostileServer server = new HostileServer((request, _, out) -> {
            boolean get = request.startsWith("GET");
            HostileServer.head(out, "200 OK", get ? HostileServer.ADVERTISEMENT : HostileServer.RESULT);
            write(out, get ? list : answer);
        });
                GitSource source = new GitSource(new SourceSpec("club", server.url(), RevisionPolicy.parse("main"),
                        ForcePush.REFUSE, Credentials.none(), LIMITS), mirror)) {
            long before = allocated();
            FetchResult result = assertTimeoutPreemptively(Duration.ofSeconds(40), source::fetch);
            long took = allocated() - before;
            assertTrue(took < MOST_MEMORY, "seed " + seed + " took " + (took >> 20) + " MiB: " + result);
            switch (result) {
                case FetchResult.Moved moved -> {
                    assertEquals(Revision.of(head), moved.to(), "seed " + seed);
                    assertArrayEquals("text 5".getBytes(StandardCharsets.UTF_8),
                            source.snapshot(moved.to()).read("folder/a").orElseThrow(), "seed " + seed);
                }
                case FetchResult.Refused refused -> clear(seed, refused.why());
                case FetchResult.Failed failed -> clear(seed, failed.why());
                case FetchResult.Unchanged same -> throw new AssertionError("seed " + seed + ": " + same);
            }
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private static void clear(long seed, String why) {
        assertFalse(why.isBlank() || why.contains("java.") || why.contains("OutOfMemory"),
                "seed " + seed + ": " + why);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }

    @Test
    void the_pack_as_it_is_is_taken() throws Exception {
        fetches(-1, list(), answer(pack));
        assertInstanceOf(Path.class, temp.resolve("mirror--1/mirror.git").toRealPath());
    }

    @Test
    void a_mutated_pack() {
        seeds(seed -> attempt(seed, random -> {
            byte[] bytes = mutated(pack, random);
            fetches(seed, list(), answer(random.nextInt(3) > 0 ? signed(bytes) : bytes));
        }));
    }

    @Test
    void mutated_packets_around_a_pack() {
        seeds(seed -> attempt(seed, random -> fetches(seed, list(), mutated(answer(pack), random))));
    }

    @Test
    void a_mutated_list() {
        seeds(seed -> attempt(seed, random -> fetches(seed, mutated(list(), random), answer(pack))));
    }

    private interface Run {
        void with(Random random) throws Exception;
    }

    private static void attempt(long seed, Run run) {
        try {
            run.with(new Random(seed));
        } catch (Exception e) {
            throw new AssertionError("seed " + seed, e);
        }
    }
}
