package dev.towline.migrate.shadow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement that worked before a change and does not after it.
 *
 * @param left the column that it leaves out, which is NOT NULL now and which nothing fills; null where it does not prepare
 * @param why what the server says of it; empty where it leaves a column out
 */
public record Broken(Sent sent, @Nullable String left, String why) {

    /** The column that it leaves out, where that is what is wrong. */
    public Optional<String> column() {
        return Optional.ofNullable(left);
    }

    /** After the change. */
    public String now() {
        return "has sent " + sent.quoted() + (left == null
                ? ", which now fails: " + why
                : ", which leaves out " + left + ": that is NOT NULL now, and nothing fills it");
    }

    /** Of a change that is taken back for it. */
    public String would() {
        return "has sent " + sent.quoted()
                + (left == null ? ", which would fail: " + why : ", which leaves out " + left);
    }
}
