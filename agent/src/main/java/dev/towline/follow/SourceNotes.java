package dev.towline.follow;

import dev.towline.source.Printable;
import dev.towline.source.Revision;
import dev.towline.source.Snapshot;
import dev.towline.source.Source;
import dev.towline.source.SourceException;
import dev.towline.source.VersionRange;
import dev.towline.status.SourceStatus.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a person should know of a source that is followed: what its tags or files look like and are not. */
final class SourceNotes {
    private static final int SHOWN = 3;

    private @Nullable Revision seen;
    private List<Note> ofFiles = List.of();
    private @Nullable List<Note> told;

    /** The current notes; empty when they have not changed since the last call. The files of a revision are read once. */
    synchronized Optional<List<Note>> changed(Source source) {
        List<Note> all = new ArrayList<>(tags(source.passedOver()));
        all.addAll(files(source));
        if (all.equals(told == null ? List.of() : told)) {
            return Optional.empty();
        }
        told = List.copyOf(all);
        return Optional.of(told);
    }

    private static List<Note> tags(List<VersionRange.PassedOver> tags) {
        return tags.isEmpty()
                ? List.of()
                : List.of(new Note("tags-passed-over", tags.stream().map(VersionRange.PassedOver::tag).toList(),
                        "tags that look like newer versions are passed over: "
                                + shown(tags, VersionRange.PassedOver::toString)));
    }

    private List<Note> files(Source source) {
        try {
            Optional<Revision> now = source.current();
            if (now.isPresent() && !now.get().equals(seen)) {
                ofFiles = files(source.snapshot(now.get()));
                seen = now.get();
            }
        } catch (SourceException e) {
            // The mirror is damaged, or the commit is over a cap: who needs the files says so.
            return ofFiles;
        }
        return ofFiles;
    }

    private static List<Note> files(Snapshot snapshot) {
        List<Note> notes = new ArrayList<>();
        List<String> pointers = snapshot.lfsPointers();
        if (!pointers.isEmpty()) {
            notes.add(new Note("lfs-pointers", pointers, count(pointers, "file is a pointer", "files are pointers")
                    + " of Git LFS, which is not fetched; a release has the pointer instead: "
                    + shown(pointers, SourceNotes::quoted)));
        }
        List<String> submodules = snapshot.skippedSubmodules();
        if (!submodules.isEmpty()) {
            notes.add(new Note("submodules", submodules, count(submodules, "submodule is", "submodules are")
                    + " not fetched; a release has nothing there: " + shown(submodules, SourceNotes::quoted)));
        }
        return notes;
    }

    private static String count(List<String> all, String one, String many) {
        return all.size() + " " + (all.size() == 1 ? one : many);
    }

    private static String quoted(String path) {
        return "'" + Printable.of(path) + "'";
    }

    private static <T> String shown(List<T> all, Function<T, String> text) {
        return all.stream().limit(SHOWN).map(text).collect(Collectors.joining(", "))
                + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }
}
