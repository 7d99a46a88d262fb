package dev.towline.host.local;

import dev.towline.host.linux.ProcessTree;
import dev.towline.host.linux.DiskErrors;
import dev.towline.host.linux.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process that was started for something, known again after the agent's death. The process writes the file itself before it
 * becomes the program, so that there is no moment in which it runs unknown; boot and start time tell it from a later one with
 * the same number.
 */
record PidFile(Path path) {
    /** Writes the boot and the kernel's line about itself, then becomes what follows. */
    private static final String WRITE = "read -r stat </proc/$$/stat; read -r boot </proc/sys/kernel/random/boot_id;"
            + " printf '%s %s\\n' \"$boot\" \"$stat\" >\"$0.new\" && mv -f \"$0.new\" \"$0\" && exec \"$@\"";

    /** The command that runs these words in a session of its own and leaves its mark here. */
    List<String> wrap(List<String> argv) {
        return Stream.concat(Stream.of("setsid", "sh", "-c", WRITE, path.toString()), argv.stream()).toList();
    }

    /** The process that wrote the file, while it lives. */
    Optional<Long> living() {
        String text;
        try {
            text = WholeFile.text(path);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskErrors.of("read", path, e);
        }
        String[] fields = text.strip().split(" ", -1);
        if (fields.length < 23 || !fields[1].matches("\\d{1,9}")) {
            return Optional.empty();
        }
        // The shell's name has no space, so that the 22nd field of its line is the 22nd word.
        String identity = fields[0] + ":" + fields[22];
        long pid = Long.parseLong(fields[1]);
        return ProcessTree.identity(pid).filter(identity::equals).map(i -> pid);
    }

    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw DiskErrors.of("remove", path, e);
        }
    }
}
