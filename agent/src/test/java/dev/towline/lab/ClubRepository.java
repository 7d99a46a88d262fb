package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * The sample application's repository. A release {@code r1 … r8} is the base with the overlays up to its own; any other
 * folder under {@code club/} (a broken one) is laid over the newest release that was pushed.
 */
public final class ClubRepository {
    public static final int NEWEST = 8;
    private final GitRepository git;
    private int release = 1;

    private ClubRepository(GitRepository git) {
        this.git = git;
    }

    /** A new empty one. */
    public static ClubRepository create(Path bare) {
        return new ClubRepository(GitRepository.create(bare));
    }

    public GitRepository git() {
        return git;
    }

    /** Commits and pushes a release, say {@code r3} or {@code broken-boot}; gives the commit's id. */
    public String push(String name) {
        stage(name);
        return git.push("Release " + name);
    }

    /** As {@link #push}, of several overlays over the newest release, the later over the earlier. */
    public String push(String first, String... more) {
        stage(first);
        for (String overlay : more) {
            lay(overlay, git.work());
        }
        String name = more[more.length - 1];
        git.write("VERSION", name + "\n");
        return git.push("Release " + name);
    }

    /** Makes the clone hold a release, without a commit. */
    public void stage(String name) {
        boolean ordinary = name.matches("r[1-9]");
        if (ordinary) {
            release = Integer.parseInt(name.substring(1));
        }
        git.clear();
        tree(release, git.work());
        if (!ordinary) {
            lay(name, git.work());
        }
        git.write("VERSION", name + "\n");
    }

    /** Lays a release into an empty folder. */
    static void tree(int release, Path target) {
        lay("base", target);
        for (int number = 2; number <= release; number++) {
            lay("r" + number, target);
        }
    }

    private static void lay(String overlay, Path target) {
        Path from = LabFiles.at("club/" + overlay);
        try (Stream<Path> all = Files.walk(from)) {
            for (Path source : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Path to = target.resolve(from.relativize(source).toString());
                Files.createDirectories(to.getParent());
                Files.copy(source, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
