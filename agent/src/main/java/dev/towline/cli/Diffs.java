package dev.towline.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.towline.host.FileStat;
import dev.towline.host.HostFiles;
import dev.towline.plan.Action;
import dev.towline.render.RenderedFile;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Unified diffs of files about to be written. A file with a secret in it shows only that it differs. */
final class Diffs {
    private static final int CONTEXT = 3;
    private static final int LARGEST = 256 * 1024;
    private final HostFiles files;

    Diffs(HostFiles files) {
        this.files = files;
    }

    List<String> of(Action action) {
        return action instanceof Action.PutFile put ? of(put.file()) : List.of();
    }

    private List<String> of(RenderedFile file) {
        byte[] before = files.stat(file.path()).filter(FileStat::isFile).filter(s -> s.size() <= LARGEST)
                .map(s -> files.read(file.path()))
                .orElse(new byte[0]);
        if (file.secret()) {
            return List.of(file.path() + " holds secrets: its difference is not shown");
        }
        Optional<List<String>> old = lines(before);
        Optional<List<String>> wanted = lines(file.content().bytes());
        if (old.isEmpty() || wanted.isEmpty() || file.content().size() > LARGEST) {
            return List.of(file.path() + " is not text, or too long to be shown");
        }
        return UnifiedDiffUtils.generateUnifiedDiff(before.length == 0 ? "/dev/null" : file.path(), file.path(),
                old.get(),
                DiffUtils.diff(old.get(), wanted.get()), CONTEXT);
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
