package dev.towline.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.towline.host.FileStat;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.plan.Action;
import dev.towline.plan.Step;
import dev.towline.render.RenderedFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Unified diffs of files about to be written. A file with a secret in it shows only that it differs, and so does one that others may not
 * read and that somebody else wrote: its words may be a secret that nobody knows.
 */
final class Diffs {
    private static final int CONTEXT = 3;
    private static final int LARGEST = 256 * 1024;
    private final HostFiles files;

    Diffs(HostFiles files) {
        this.files = files;
    }

    List<String> of(Step step) {
        return step.action() instanceof Action.PutFile put
                ? of(put.file(), step.cause() == Step.Cause.CHANGED)
                : List.of();
    }

    /** @param ours whether what stands there is what we wrote */
    private List<String> of(RenderedFile file, boolean ours) {
        if (file.secret()) {
            return List.of(file.path() + " holds secrets: its difference is not shown");
        }
        Optional<FileStat> there = files.stat(file.path()).filter(FileStat::isFile);
        if (there.isPresent() && !ours && (hidden(file.ownership()) || hidden(there.get().ownership()))) {
            return List.of(file.path() + " is not readable by everybody: its difference is not shown; "
                    + there.get().size() + " bytes are there, " + file.content().size() + " are wanted");
        }
        if (there.filter(s -> s.size() > LARGEST).isPresent()) {
            return List.of(file.path() + " is too long to be shown");
        }
        byte[] before = there.map(s -> files.read(file.path())).orElse(new byte[0]);
        Optional<List<String>> old = lines(before);
        Optional<List<String>> wanted = lines(file.content().bytes());
        if (old.isEmpty() || wanted.isEmpty() || file.content().size() > LARGEST) {
            return List.of(file.path() + " is not text, or too long to be shown");
        }
        return UnifiedDiffUtils.generateUnifiedDiff(before.length == 0 ? "/dev/null" : file.path(), file.path(),
                old.get(),
                DiffUtils.diff(old.get(), wanted.get()), CONTEXT);
    }

    private static boolean hidden(Ownership ownership) {
        return (ownership.mode() & 0004) == 0;
    }

    private static Optional<List<String>> lines(byte[] bytes) {
        try {
            return Optional
                    .of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString().lines().toList());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
