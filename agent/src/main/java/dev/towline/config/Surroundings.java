package dev.towline.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What the defaults take from the machine.
 *
 * @param hostName short, or empty where it cannot be known
 * @param home the folder of the installation, where there is one
 */
public record Surroundings(String hostName, Optional<Path> home) {
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    /** This machine; {@code towline.home} is set by bin/towline. */
    public static Surroundings ofThisMachine() {
        return new Surroundings(shortName(kernelName()),
                Optional.ofNullable(System.getProperty("towline.home")).map(Path::of));
    }

    private static String kernelName() {
        try {
            return Files.readString(KERNEL_NAME).strip();
        } catch (IOException e) {
            return "";
        }
    }

    static String shortName(String name) {
        int dot = name.indexOf('.');
        return (dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT);
    }
}
