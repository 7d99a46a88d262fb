package dev.towline.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A bare repository and somebody's clone of it, worked on with the real git. */
public final class GitRepository {
    private final Path bare;
    private final Path work;

    private GitRepository(Path bare, Path work) {
        this.bare = bare;
        this.work = work;
    }

    /** A new empty one at {@code bare}, with a clone beside it; the branch is {@code main}. */
    public static GitRepository create(Path bare) {
        Path work = bare.resolveSibling(bare.getFileName() + ".clone");
        var repository = new GitRepository(bare, work);
        git("init", "--quiet", "--bare", "--initial-branch=main", bare.toString());
        git("init", "--quiet", "--initial-branch=main", work.toString());
        repository.inWork("remote", "add", "origin", bare.toString());
        return repository;
    }

    /** The clone's folder; what is changed there goes out with the next {@link #push}. */
    public Path work() {
        return work;
    }

    public Path bare() {
        return bare;
    }

    public GitRepository write(String path, String text) {
        try {
            Path file = work.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String read(String path) {
        try {
            return Files.readString(work.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empties the work tree, so that the next commit holds only what is written after this. */
    public GitRepository clear() {
        try (Stream<Path> all = Files.walk(work)) {
            all.filter(path -> !path.equals(work) && !path.startsWith(work.resolve(".git")))
                    .sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits everything, pushes the current branch and gives the commit's id. */
    public String push(String subject) {
        commit(subject);
        inWork("push", "--quiet", "--tags", "origin", "HEAD");
        return head();
    }

    public String commit(String subject) {
        inWork("add", "--all");
        inWork("commit", "--quiet", "--allow-empty", "--message", subject);
        return head();
    }

    /** Goes to another branch, made from where we are if it is new. */
    public GitRepository branch(String name) {
        inWork("checkout", "--quiet", "-B", name);
        return this;
    }

    /** Tags the current commit and pushes the tag. */
    public void tag(String name) {
        inWork("tag", "--annotate", "--message", name, name);
        inWork("push", "--quiet", "origin", "refs/tags/" + name);
    }

    /** Rewrites history: the branch goes back to {@code commit}. */
    public void forcePush(String commit) {
        inWork("reset", "--quiet", "--hard", commit);
        inWork("push", "--quiet", "--force", "origin", "HEAD");
    }

    public String head() {
        return inWork("rev-parse", "HEAD").line();
    }

    private ExecResult inWork(String... arguments) {
        var all = new ArrayList<>(List.of("-C", work.toString()));
        all.addAll(List.of(arguments));
        return git(all.toArray(String[]::new));
    }

    /** Without the developer's own configuration: no signing, no hooks, no other default branch. */
    private static ExecResult git(String... arguments) {
        return Command.of(arguments).behind(List.of("git", "-c", "user.name=Club Developer", "-c",
                "user.email=developer@club.example", "-c", "core.hooksPath=/dev/null"))
                .with("GIT_CONFIG_GLOBAL", "/dev/null").with("GIT_CONFIG_NOSYSTEM", "1").runOk();
    }
}
