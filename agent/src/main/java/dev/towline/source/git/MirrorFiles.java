package dev.towline.source.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/**
 * The small files of a mirror, which say nothing that is not known: a damaged one is deleted or written again, so that it costs no new
 * mirror. Files that would let other folders speak for this one are deleted whenever they are found.
 */
final class MirrorFiles {
    private static final String HEAD = "ref: refs/heads/main\n";
    private static final List<String> FOREIGN = List.of("objects/info/alternates", "objects/info/http-alternates",
            "shallow", "info/grafts", "commondir", "gitdir", "config.worktree");
    private static final long LARGEST = 1 << 20;

    private MirrorFiles() {}

    /** Puts right what can be put right before it is opened; there is a mirror. */
    static void mend(Path mirror) throws IOException {
        for (String name : FOREIGN) {
            Files.deleteIfExists(mirror.resolve(name));
        }
        Path config = mirror.resolve("config");
        if (!sound(config)) {
            Files.deleteIfExists(config);
            Files.writeString(config, "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        }
        Path head = mirror.resolve("HEAD");
        if (!text(head).equals(HEAD)) {
            Files.deleteIfExists(head);
            Files.writeString(head, HEAD);
        }
        Path packed = mirror.resolve("packed-refs");
        if (Files.exists(packed) && !text(packed).lines().allMatch(MirrorFiles::refLine)) {
            Files.delete(packed);
        }
    }

    private static boolean refLine(String line) {
        return line.startsWith("#") || line.matches("\\^?[0-9a-f]{40}( refs/[\\x21-\\x7e]+)?");
    }

    private static boolean sound(Path config) throws IOException {
        String text = text(config);
        Config parsed = new Config();
        try {
            parsed.fromText(text);
        } catch (ConfigInvalidException e) {
            return false;
        }
        // No other formats, and no sections that are not ours: an include or a remote is somebody else's.
        return parsed.getBoolean("core", "bare", false)
                && parsed.getInt("core", "repositoryformatversion", -1) == 0
                && List.of("core", "fetch", "transfer", "protocol", "pack", "gc").containsAll(parsed.getSections());
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
            return "";
        }
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
