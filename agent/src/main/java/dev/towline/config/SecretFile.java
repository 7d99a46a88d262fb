package dev.towline.config;

import dev.towline.desired.Problem;
import dev.towline.secret.Secret;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a secret of the agent's own from a file that nobody else can read. */
final class SecretFile {
    private static final long LARGEST = 64 << 10;
    private static final Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final List<Problem> problems;

    SecretFile(List<Problem> problems) {
        this.problems = problems;
    }

    /** Its content without the line's end; empty where that has become a problem. A secret that is checked here has {@code shortest} characters. */
    Optional<Secret> read(Path file, int shortest) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(file.toString());
            }
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                return refused(file, "others can read or change this secret", "chmod 600 " + file);
            }
            if (Files.size(file) > LARGEST) {
                return refused(file, "a secret of more than 64 KiB is a mistake", "name another file");
            }
            return checked(file, Files.readString(file, StandardCharsets.UTF_8).strip(), shortest);
        } catch (NoSuchFileException e) {
            return refused(file, "there is no such file", "make it: (umask 077; openssl rand -hex 32 > " + file + ")");
        } catch (CharacterCodingException e) {
            return refused(file, "it is no text", "a secret is one line of text");
        } catch (IOException e) {
            return refused(file, "it cannot be read", "run as root, or chown it to the agent's user");
        }
    }

    private Optional<Secret> checked(Path file, String value, int shortest) {
        return value.length() < shortest
                ? refused(file,
                        value.isEmpty()
                                ? "it is empty"
                                : "a secret of fewer than " + shortest + " characters can be guessed",
                        "make one: (umask 077; openssl rand -hex 32 > " + file + ")")
                : Optional.of(Secret.of(value));
    }

    private Optional<Secret> refused(Path file, String message, String remedy) {
        problems.add(new Problem(file.toString(), 0, 0, message, remedy));
        return Optional.empty();
    }
}
