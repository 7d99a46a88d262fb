package dev.towline.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.towline.host.Digest;
import dev.towline.host.FileStat;
import dev.towline.host.HostFiles;
import dev.towline.host.Ownership;
import dev.towline.plan.Action;
import dev.towline.plan.Step;
import dev.towline.render.RenderedFile;
import dev.towline.secret.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Unified diffs of files about to be written, with secrets hidden by their values. What stood before in a file that may hold one is not
 * shown: an older secret is known to nobody. Nor is what somebody else wrote into a file that others may not read.
 */
final class Diffs {
    private static final int CONTEXT = 3;
    private static final int LARGEST = 256 * 1024;
    private final HostFiles files;
    private final UnaryOperator<String> mask;

    Diffs(HostFiles files, UnaryOperator<String> mask) {
        this.files = files;
        this.mask = mask;
    }

    List<String> of(Step step) {
        return step.action() instanceof Action.PutFile put
                ? of(put.file(), step.cause() == Step.Cause.CHANGED)
                : List.of();
    }

    /** @param ours whether what stands there is what we wrote */
    private List<String> of(RenderedFile file, boolean ours) {
        if (file.content().withheld()) {
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
        List<String> known = file.secret() && hidden(file.ownership()) ? hidden(old.get(), wanted.get()) : old.get();
        List<String> shown = UnifiedDiffUtils.generateUnifiedDiff(before.length == 0 ? "/dev/null" : file.path(),
                file.path(), known, DiffUtils.diff(known, wanted.get()), CONTEXT);
        return shown.isEmpty() && !Digest.of(before).equals(file.content().digest())
                ? List.of(file.path() + " differs in a secret, or in how its lines end")
                : shown;
    }

    /** The old lines, with what goes hidden. */
    private static List<String> hidden(List<String> old, List<String> wanted) {
        List<String> lines = new ArrayList<>(old);
        DiffUtils.diff(old, wanted).getDeltas().forEach(delta -> {
            int first = delta.getSource().getPosition();
            for (int i = first; i < first + delta.getSource().size(); i++) {
                lines.set(i, Secret.MASK);
            }
        });
        return lines;
    }

    private static boolean hidden(Ownership ownership) {
        return (ownership.mode() & 0004) == 0;
    }

    /** Masked as a whole: a secret may have several lines. */
    private Optional<List<String>> lines(byte[] bytes) {
        try {
            return Optional.of(mask.apply(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
                    .lines().toList());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
