package dev.towline.cli;

import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What runs in production, as a commit of the repository that holds the change: its files in a temporary folder, which goes at the end.
 * Repository, work tree and index stay as they are.
 */
final class LintBase implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private final String ref;
    private final Path top;
    private final Path workspace;
    private final House.Tools tools;

    private LintBase(String ref, Path top, Path workspace, House.Tools tools) {
        this.ref = ref;
        this.top = top;
        this.workspace = workspace;
        this.tools = tools;
    }

    /** @param here a file or folder of the repository */
    static LintBase of(String ref, Path here, House.Tools tools) throws IOException {
        Path real = here.toRealPath();
        Path folder = Files.isDirectory(real) ? real : Optional.ofNullable(real.getParent()).orElse(real);
        Path top = Path.of(top(folder, tools));
        CommandResult commit = git(top, Map.of(), tools, "rev-parse", "--verify", "--quiet", "--end-of-options",
                ref + "^{commit}");
        if (!commit.ok()) {
            throw Common.Invalid.of("--base", "there is no commit \"" + ref + "\" in " + top,
                    "name one that is here, for instance after git fetch origin main: --base origin/main"
                            + " (in GitHub Actions: actions/checkout with fetch-depth: 0)");
        }
        LintBase base = new LintBase(ref, top, workspace(tools), tools);
        try {
            base.layOut(commit.stdout().strip());
            return base;
        } catch (IOException | RuntimeException e) {
            base.close();
            throw e;
        }
    }

    private static String top(Path folder, House.Tools tools) {
        CommandResult top = git(folder, Map.of(), tools, "rev-parse", "--show-toplevel");
        if (!top.ok() || top.stdout().isBlank()) {
            throw Common.Invalid.of("--base", folder + " is in no Git repository: " + last(top),
                    "lint the working tree of a clone, or leave --base out");
        }
        return top.stdout().strip();
    }

    private static Path workspace(House.Tools tools) throws IOException {
        CommandResult made = tools.commands().run(Command.of("mktemp", "-d", "-t", "towline-lint-XXXXXXXXXX")
                .with(temporary()));
        if (!made.ok()) {
            throw Common.Invalid.of("--base", "there is no temporary folder for it: " + last(made),
                    "let TMPDIR name a folder that may be written");
        }
        return Path.of(made.stdout().strip()).toRealPath();
    }

    private static Map<String, String> temporary() {
        return Optional.ofNullable(System.getenv("TMPDIR")).map(folder -> Map.of("TMPDIR", folder)).orElse(Map.of());
    }

    /** By an index of our own. */
    private void layOut(String commit) throws IOException {
        Map<String, String> index = Map.of("GIT_INDEX_FILE", workspace.resolve("index").toString());
        for (List<String> words : List.of(List.of("read-tree", commit),
                List.of("checkout-index", "--all", "--force", "--quiet", "--prefix=" + folder() + "/"))) {
            CommandResult done = git(top, index, tools, words.toArray(String[]::new));
            if (!done.ok()) {
                throw Common.Invalid.of("--base", "the files of " + ref + " cannot be laid out: " + last(done),
                        "see that git checkout " + ref + " works in " + top);
            }
        }
    }

    /** Nothing of the repository's own configuration runs: no hooks, no monitor. */
    private static CommandResult git(Path folder, Map<String, String> environment, House.Tools tools, String... words) {
        List<String> argv = new ArrayList<>(List.of("git", "-C", folder.toString(), "-c", "core.hooksPath=/dev/null",
                "-c", "core.fsmonitor=false"));
        argv.addAll(List.of(words));
        Map<String, String> all = new HashMap<>(environment);
        all.put("LC_ALL", "C");
        Optional.ofNullable(System.getenv("HOME")).ifPresent(home -> all.put("HOME", home));
        return tools.commands().run(Command.of(argv).with(all).within(LONGEST));
    }

    private static String last(CommandResult result) {
        return result.output().lines().filter(line -> !line.isBlank()).findFirst().orElse("git said nothing");
    }

    /** As the person calls it. */
    String ref() {
        return ref;
    }

    /** The repository's work tree. */
    Path top() {
        return top;
    }

    /** The base's own. */
    Path folder() {
        return workspace.resolve("base");
    }

    /** For what belongs to this run. */
    Path workspace() {
        return workspace;
    }

    /** Where a path of the work tree is, or would be, at the base. */
    Path there(Path here) throws IOException {
        Path real = here.toRealPath();
        if (!real.startsWith(top)) {
            throw Common.Invalid.of("--base", here + " is not in the repository " + top,
                    "lint what is in one repository at a time");
        }
        return folder().resolve(top.relativize(real).toString());
    }

    @Override
    public void close() {
        tools.files().deleteTree(workspace.toString());
    }
}
