package dev.towline.config;

import dev.towline.desired.Parsed;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.parse.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code agent.yaml}: first its form, then what it means here; each step tells all of its problems at once. */
public final class SettingsReader {
    private static final long LARGEST = 1 << 20;

    private final Surroundings here;

    public SettingsReader(Surroundings here) {
        this.here = here;
    }

    /** Relative paths in the file are meant from its own folder. */
    public Parsed<AgentSettings> read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                return refused(file, "it is larger than 1 MiB", "agent settings are a page of YAML");
            }
            return read(file.toAbsolutePath(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return refused(file, "there is no such file",
                    "write it as the README shows, or name another with --config");
        } catch (IOException e) {
            return refused(file, "it cannot be read: " + e.getMessage(), "run as root, or name another with --config");
        }
    }

    Parsed<AgentSettings> read(Path file, byte[] bytes) {
        Parsed<AgentFile> written = YamlReader.read(file.toString(), bytes, AgentFile.class);
        Path folder = file.getParent();
        return written.value().isEmpty() || folder == null
                ? Parsed.refused(written.problems())
                : new Meaning(here, folder, Place.of(file.toString())).of(written.value().get());
    }

    private static Parsed<AgentSettings> refused(Path file, String message, String remedy) {
        return Parsed.refused(List.of(new Problem(file.toString(), 0, 0, message, remedy)));
    }
}
