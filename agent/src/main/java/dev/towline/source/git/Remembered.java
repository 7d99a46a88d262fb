package dev.towline.source.git;

import dev.towline.source.Revision;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What a source remembers from one fetch to the next, across restarts and a rebuilt mirror.
 *
 * @param accepted the revision in use and where it came from
 * @param refused  what the remote last offered that was refused, so that it is not fetched again and again
 */
record Remembered(Optional<Accepted> accepted, Optional<Refusal> refused) {
    private static final Remembered NOTHING = new Remembered(Optional.empty(), Optional.empty());

    /**
     * A revision that was taken.
     *
     * @param terms the URL and the policy then
     */
    record Accepted(String terms, Offer offer, Revision revision) {}

    /**
     * A revision that was not taken.
     *
     * @param terms the URL, the policy, the caps and the rule for rewritten history then
     */
    record Refusal(String terms, Offer offer, String why) {}

    static Remembered nothing() {
        return NOTHING;
    }

    /** Without what came from another URL: its objects may be of use, its revision is not this source's. */
    Remembered of(String url) {
        return new Remembered(accepted.filter(taken -> taken.terms().startsWith(url + " ")),
                refused.filter(refusal -> refusal.terms().startsWith(url + " ")));
    }

    Remembered accept(Accepted taken) {
        return new Remembered(Optional.of(taken), Optional.empty());
    }

    Remembered refuse(Refusal refusal) {
        return new Remembered(accepted, Optional.of(refusal));
    }

    /** @throws IOException if there is a file that cannot be read; IllegalArgumentException if it is damaged */
    static Remembered load(Path file) throws IOException {
        if (!Files.exists(file)) {
            return NOTHING;
        }
        Properties stored = new Properties();
        stored.load(new StringReader(Files.readString(file)));
        Optional<Accepted> accepted = Optional.ofNullable(stored.getProperty("accepted.revision"))
                .map(id -> new Accepted(get(stored, "accepted.terms"), offer(stored, "accepted"), Revision.of(id)));
        Optional<Refusal> refused = Optional.ofNullable(stored.getProperty("refused.why"))
                .map(why -> new Refusal(get(stored, "refused.terms"), offer(stored, "refused"), why));
        return new Remembered(accepted, refused);
    }

    /** Written beside, forced to the disk and renamed, so that a crash leaves the old memory or the new. */
    void save(Path file) throws IOException {
        Properties stored = new Properties();
        accepted.ifPresent(taken -> {
            stored.setProperty("accepted.revision", taken.revision().commit());
            store(stored, "accepted", taken.terms(), taken.offer());
        });
        refused.ifPresent(refusal -> {
            stored.setProperty("refused.why", refusal.why());
            store(stored, "refused", refusal.terms(), refusal.offer());
        });
        StringWriter text = new StringWriter();
        stored.store(text, null);
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void store(Properties stored, String prefix, String terms, Offer offer) {
        stored.setProperty(prefix + ".terms", terms);
        stored.setProperty(prefix + ".ref", offer.ref());
        stored.setProperty(prefix + ".id", offer.id().name());
    }

    private static Offer offer(Properties stored, String prefix) {
        return new Offer(get(stored, prefix + ".ref"), ObjectId.fromString(get(stored, prefix + ".id")));
    }

    private static String get(Properties stored, String key) {
        String value = stored.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException("'" + key + "' is missing");
        }
        return value;
    }
}
