package dev.towline.host.local;

import dev.towline.host.HostException;
import dev.towline.host.HostException.Kind;
import dev.towline.host.linux.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The environment of child processes: a few names of the agent's own, then the unit's, then its files'. */
final class LocalEnvironment {
    private LocalEnvironment() {}

    static Map<String, String> base() {
        Map<String, String> base = new HashMap<>();
        for (String name : List.of("PATH", "HOME", "USER", "LOGNAME", "TMPDIR")) {
            String value = System.getenv(name);
            if (value != null) {
                base.put(name, value);
            }
        }
        base.put("LANG", "C.UTF-8");
        return base;
    }

    static Map<String, String> of(ServiceSpec spec) {
        Map<String, String> environment = base();
        for (String assignment : spec.environment()) {
            int equals = assignment.indexOf('=');
            environment.put(assignment.substring(0, equals), assignment.substring(equals + 1));
        }
        spec.environmentFiles().forEach(f -> addFile(environment, f.path(), f.optional()));
        return environment;
    }

    static void addFile(Map<String, String> environment, String path, boolean optional) {
        try {
            environment.putAll(EnvironmentText.parse(WholeFile.text(Path.of(path))));
        } catch (NoSuchFileException e) {
            if (!optional) {
                throw new HostException(Kind.REJECTED, "the EnvironmentFile " + path + " is not there", e);
            }
        } catch (IOException e) {
            throw new HostException(Kind.DISK, "cannot read " + path + ": " + e.getClass().getSimpleName(), e);
        }
    }

    /** Whether a program can be started; the shell around it would only say so in the log. */
    static boolean hasProgram(String program, Map<String, String> environment) {
        if (program.contains("/")) {
            return Files.isExecutable(Path.of(program)) && !Files.isDirectory(Path.of(program));
        }
        return Arrays.stream(environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1))
                .anyMatch(p -> p.startsWith("/") && Files.isExecutable(Path.of(p, program)));
    }
}
