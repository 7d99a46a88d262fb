package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.config.Surroundings;
import dev.towline.host.Command;
import dev.towline.host.CommandResult;
import dev.towline.migrate.lint.Judgement;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.ShadowServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The deploy's own judge, for a project that is not deployed yet: first what runs makes its schema on the shadow server, then the change
 * is planned and contracted there. Both by the project's interpreter, in processes of their own.
 */
final class DjangoBase {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private final LintBase base;
    private final ShadowServer server;
    private final @Nullable Path schema;
    private final Map<String, Long> sent;
    private final List<RuleOverride> overrides;
    private final Consumer<String> notes;
    private final House.Tools tools;
    private Map<String, String> variables = Map.of();

    /**
     * @param schema of production, in the place of the base's own history; null for that
     * @param sent what production has sent, with its calls
     * @param notes where what is no finding goes
     */
    DjangoBase(LintBase base, ShadowServer server, @Nullable Path schema, Map<String, Long> sent,
            List<RuleOverride> overrides, Consumer<String> notes, House.Tools tools) {
        this.base = base;
        this.server = server;
        this.schema = schema;
        this.sent = sent;
        this.overrides = overrides;
        this.notes = notes;
        this.tools = tools;
    }

    Judgement judge(DjangoProject project, Imports imports) throws IOException {
        String python = project.program(imports.python());
        String settings = imports.settings();
        variables = imports.environment();
        Path there = base.there(project.root());
        if (!Files.isDirectory(there)) {
            throw Common.Invalid.of("--base", "there is no " + project.root() + " at " + base.ref(),
                    "leave --base out for a project that has never run");
        }
        try (ShadowServer.Reserved names = server.reserve()) {
            Map<String, Object> task = task(names.prefix(), settings);
            task.put("elsewhere", base.top().toString());
            task.put("laid", base.folder().toString());
            if (schema != null) {
                task.put("schema", schema.toAbsolutePath().toString());
            }
            Path state = ask("base", there, python, task);
            failed(Out.tree(Files.readString(state)).path("error"), python);
            task = task(names.prefix(), settings);
            task.put("base", state.toString());
            task.put("overrides",
                    overrides.stream().map(o -> List.of(o.rule(), o.migration(), o.sha256())).toList());
            task.put("traffic", sent.entrySet().stream()
                    .map(e -> Map.of("query", e.getKey(), "calls", e.getValue())).toList());
            return judgement(project, Out.tree(Files.readString(ask("judge", project.root(), python, task))));
        }
    }

    private Map<String, Object> task(String prefix, @Nullable String settings) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("server", server.address().libpq());
        task.put("prefix", prefix);
        task.put("release", base.ref());
        if (settings != null) {
            task.put("settings", settings);
        }
        return task;
    }

    /** The file that the process leaves; what it is asked goes in by stdin, for there is a password in it. */
    private Path ask(String command, Path folder, String python, Map<String, Object> task) throws IOException {
        Path out = base.workspace().resolve(command + ".json");
        List<String> argv = List.of(python, "-m", "towline_django.lint", command, "--out", out.toString());
        CommandResult result = tools.commands().run(Command.of(argv).in(folder.toString())
                .with(environment(folder)).input(Out.JSON.writeValueAsBytes(task)).within(LONGEST));
        if (!Files.isRegularFile(out)) {
            throw Common.Invalid.of(folder.toString(),
                    "the project's interpreter failed: "
                            + result.output().lines().reduce((a, b) -> b).orElse("no output"),
                    "see that " + python + " runs the project");
        }
        return out;
    }

    private Map<String, String> environment(Path folder) throws IOException {
        String home = Surroundings.ofThisMachine().home().map(Path::toString)
                .orElseThrow(() -> Common.Invalid.of("lib/python/towline_django", "this installation lacks it",
                        "install Towline anew"));
        Map<String, String> environment = new HashMap<>(variables);
        boolean here = !folder.startsWith(base.workspace());
        Stream<String> paths = Stream.of(environment.getOrDefault("PYTHONPATH", "").split(File.pathSeparator))
                .filter(path -> !path.isEmpty()).map(path -> here ? path : moved(path));
        environment.put("PYTHONPATH", Stream.concat(Stream.of(home + "/lib/python"), paths)
                .collect(Collectors.joining(File.pathSeparator)));
        environment.put("TOWLINE_JUDGE",
                Out.JSON.writeValueAsString(List.of(home + "/bin/towline", "judge")));
        return environment;
    }

    /** A folder of the working tree that is on the path is the base's own for the base. */
    private String moved(String path) {
        try {
            Path folder = Path.of(path);
            return folder.isAbsolute() && folder.toRealPath().startsWith(base.top())
                    ? base.there(folder).toString()
                    : path;
        } catch (IOException e) {
            return path;
        }
    }

    private void failed(JsonNode error, String python) {
        if (error.isMissingNode() || error.isNull()) {
            return;
        }
        String said = error.path("message").asText();
        String migration = error.path("migration").isTextual() ? error.path("migration").asText() + ": " : "";
        throw switch (error.path("code").asText()) {
            case "load" -> Common.Invalid.of("--base", "the project at " + base.ref() + " cannot be imported: " + said,
                    "see that " + python
                            + " has what its requirements name; files that Git does not hold are not there");
            case "schema" -> Common.Invalid.of("--schema", "it cannot be made on the shadow: " + said,
                    "dump it by pg_dump --schema-only --no-owner --no-privileges");
            default -> Common.Invalid.of("--base",
                    "the migrations of " + base.ref() + " do not run on an empty database: " + migration + said,
                    "give production's schema in their place: --schema FILE, from pg_dump --schema-only --no-owner --no-privileges");
        };
    }

    private Judgement judgement(DjangoProject project, JsonNode found) throws IOException {
        JsonNode error = found.path("error");
        if (error.isObject()) {
            throw Common.Invalid.of(project.root().toString(),
                    "the change cannot be judged on the shadow: " + error.path("message").asText(),
                    "mend it, or lint without --base");
        }
        Set<String> pending = new TreeSet<>();
        found.path("pending").forEach(file -> pending.add(DjangoProject.shown(Path.of(file.asText()))));
        List<String> missing = new ArrayList<>();
        found.path("missing").forEach(name -> missing.add(name.asText()));
        if (!missing.isEmpty()) {
            notes.accept(base.ref() + " has migrations that are not here (" + String.join(", ", missing)
                    + "): rebase, or hold the change against what it began with: --base \"$(git merge-base HEAD "
                    + base.ref() + ")\"");
        }
        if (!sent.isEmpty()) {
            notes.accept(found.path("prepared").asInt() + " of the " + sent.size()
                    + " statements of --traffic work on the schema of " + base.ref() + ", and were tried again after");
        }
        List<Judgement.Found> findings = new ArrayList<>();
        for (JsonNode json : found.path("findings")) {
            findings.add(finding(project, json, json.path("rule").asText(), json.path("block").asBoolean(),
                    json.path("why").asText(), json.path("remedy").asText()));
        }
        for (JsonNode json : found.path("untried")) {
            findings.add(finding(project, json, "shadow-untried", false, "it may reach beyond the shadow",
                    "only the rules have judged it"));
        }
        return new Judgement(pending, findings);
    }

    private static Judgement.Found finding(DjangoProject project, JsonNode json, String rule, boolean blocks,
            String why, String remedy) throws IOException {
        Path file = Optional.of(json.path("file")).filter(JsonNode::isTextual).map(node -> Path.of(node.asText()))
                .orElse(project.root().resolve("manage.py"));
        return new Judgement.Found(
                new SourceFile(DjangoProject.shown(file),
                        Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8) : ""),
                json.path("line").asInt(1), rule, blocks, json.path("statement").asText(), why, remedy);
    }
}
