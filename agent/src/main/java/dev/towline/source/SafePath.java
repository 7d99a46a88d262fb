package dev.towline.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which paths of a tree may be written to a disk. */
public final class SafePath {
    private static final int LONGEST = 4000;
    private static final int LONGEST_NAME = 255;
    // What Windows and macOS take for ".git": trailing dots and blanks, the 8.3 name, an alternate stream.
    private static final Pattern GIT = Pattern.compile("\\.git[ .]*(:.*)?|git~[0-9]+");
    // Characters that HFS+ drops when it compares names.
    private static final Pattern INVISIBLE = Pattern.compile("[\\u200c-\\u200f\\u202a-\\u202e\\u206a-\\u206f\\ufeff]");

    private SafePath() {}

    /** What is wrong with the path, or nothing. */
    public static Optional<String> problem(String path) {
        if (path.startsWith("/")) {
            return Optional.of("it is absolute");
        }
        if (path.length() > LONGEST) {
            return Optional.of("it is longer than " + LONGEST + " characters");
        }
        for (String name : path.split("/", -1)) {
            Optional<String> problem = nameProblem(name);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    /** What is wrong with the name of one file or folder, or nothing. */
    public static Optional<String> nameProblem(String name) {
        if (name.isEmpty()) {
            return Optional.of("it has an empty part");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("it has the part '" + name + "'");
        }
        if (name.indexOf('\0') >= 0 || name.indexOf('/') >= 0) {
            return Optional.of("it holds a NUL or a slash inside a name");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return Optional.of("a name in it is longer than " + LONGEST_NAME + " bytes");
        }
        if (GIT.matcher(INVISIBLE.matcher(name).replaceAll("").toLowerCase(Locale.ROOT)).matches()) {
            return Optional.of("'" + Printable.of(name) + "' is a form of .git, which would give the repository's "
                    + "author a say over Git itself");
        }
        return Optional.empty();
    }

    /** @throws SourceException of kind UNSAFE, naming the revision and the path */
    public static void require(Revision revision, String path) {
        problem(path).ifPresent(why -> {
            throw new SourceException(FailureKind.UNSAFE,
                    "Commit " + revision + " holds the path '" + Printable.of(path)
                            + "', which must not be written: " + why + ". Rename it and commit.");
        });
    }
}
