package dev.towline.status;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One source, as of its last fetch. The url has no credentials.
 *
 * @param standing whether it can be followed: the tag of a {@link dev.towline.event.SourceStanding}
 * @param result of the last fetch since the agent started, or empty
 * @param detail what the last look said; why it cannot be followed
 * @param notes what a person should know although it is followed
 */
public record SourceStatus(String name, String url, String track, @Nullable String revision, String standing,
        String result,
        String detail,
        @Nullable Instant lastSuccess, @Nullable Instant lastTry, List<Note> notes) {
    /** Names in a note at most; its text says how many there are. */
    public static final int MOST_ITEMS = 20;

    public SourceStatus {
        notes = List.copyOf(notes);
    }

    /**
     * Something that is not as it looks.
     *
     * @param kind tags-passed-over, lfs-pointers or submodules
     * @param items the tags or paths, the first {@value #MOST_ITEMS}
     * @param text for people
     */
    public record Note(String kind, List<String> items, String text) {
        public Note {
            items = items.stream().limit(MOST_ITEMS).toList();
        }
    }

    SourceStatus masked(UnaryOperator<String> mask) {
        return new SourceStatus(name, mask.apply(url), track, revision, standing, result, mask.apply(detail),
                lastSuccess,
                lastTry, notes.stream().map(n -> new Note(n.kind(), n.items().stream().map(mask).toList(),
                        mask.apply(n.text()))).toList());
    }

    SourceStatus withNotes(List<Note> newNotes) {
        return new SourceStatus(name, url, track, revision, standing, result, detail, lastSuccess, lastTry, newNotes);
    }
}
