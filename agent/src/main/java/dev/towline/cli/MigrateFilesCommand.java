package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.host.Ownership;
import dev.towline.migrate.apply.Budgets;
import dev.towline.migrate.apply.Planned;
import dev.towline.migrate.apply.SqlFileCommands;
import dev.towline.migrate.apply.Task;
import dev.towline.migrate.lint.RuleOverride;
import dev.towline.migrate.lint.SourceFile;
import dev.towline.migrate.shadow.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges and runs the SQL files of one release, as a job of the site's user; where the database is stands in its environment. */
@Command(name = "migrate-files", hidden = true, mixinStandardHelpOptions = true, description = "Judge, run or contract the SQL files of a release; the agent starts it.", footer = {
        "",
        "Example: towline migrate-files status --folder migrations --release 1234567-89abcdef --database club --out status.json"})
final class MigrateFilesCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "status|check|plan|run|contract|settle|doctor")
    @SuppressWarnings("NullAway.Init")
    private String command;

    @Option(names = "--out", required = true, paramLabel = "FILE")
    @SuppressWarnings("NullAway.Init")
    private Path out;

    @Option(names = "--release", required = true, paramLabel = "ID")
    @SuppressWarnings("NullAway.Init")
    private String release;

    @Option(names = "--folder", required = true, paramLabel = "FOLDER")
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Option(names = "--database", required = true, paramLabel = "NAME")
    @SuppressWarnings("NullAway.Init")
    private String database;

    @Option(names = "--url-from", paramLabel = "VARIABLE", defaultValue = "DATABASE_URL")
    @SuppressWarnings("NullAway.Init")
    private String variable;

    @Option(names = "--lock-timeout", paramLabel = "MS", defaultValue = "2000")
    private long lockTimeout;

    @Option(names = "--baseline", paramLabel = "NUMBER", defaultValue = "0")
    private int baseline;

    @Option(names = "--override", arity = "4", paramLabel = "RULE MIGRATION SHA256 REASON")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--shadow", arity = "2", paramLabel = "DATABASE SHADOW")
    private @Nullable List<String> shadow;

    @Option(names = "--running", paramLabel = "FOLDER")
    private @Nullable Path running;

    @Option(names = "--both")
    private boolean both;

    @Option(names = "--maintenance")
    private boolean maintenance;

    @Option(names = "--plan", paramLabel = "FILE")
    private @Nullable Path plan;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Map<String, @Nullable Object> answer;
        try {
            answer = new LinkedHashMap<>(answer());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            Map<String, Object> error = Map.of("code", "failed", "message", String.valueOf(e.getMessage()), "blockers",
                    List.of());
            answer = new LinkedHashMap<>(
                    Map.of("command", command, "ok", false, "error", error, "databases", Map.of()));
        }
        answer.put("maintenance", maintenance);
        String user = System.getProperty("user.name", "");
        tools().files().write(out.toAbsolutePath().toString(), Out.JSON.writeValueAsBytes(answer),
                new Ownership(user, user, 0600));
        return Boolean.TRUE.equals(answer.get("ok")) ? 0 : 1;
    }

    private Map<String, @Nullable Object> answer() throws IOException {
        SqlFileCommands files = new SqlFileCommands(task());
        return switch (command) {
            case "status" -> files.status();
            case "check" -> files.check();
            case "plan" -> files.plan(given(shadow, "--shadow").getLast(), inUse(), maintenance);
            case "run" -> files.run(planned(given(plan, "--plan")));
            case "doctor" -> files.doctor();
            case "contract" -> files.contract(read(given(running, "--running")), both);
            case "settle" -> files.settle();
            default -> throw Common.Invalid.of(command, "there is no such command",
                    "choose status, check, plan, run, contract, settle or doctor");
        };
    }

    private static <T> T given(@Nullable T value, String option) {
        if (value == null) {
            throw Common.Invalid.of(option, "it is missing", "give it");
        }
        return value;
    }

    private Task task() throws IOException {
        String url = System.getenv(variable);
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException("the release's environment has no " + variable
                    + ", which says where the database is: postgresql://user:password@host:port/database");
        }
        ServerAddress address;
        try {
            address = ServerAddress.of(url, System.getenv("PGPASSWORD"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(variable + " in the release's environment: " + e.getMessage(), e);
        }
        List<RuleOverride> spoken = new ArrayList<>();
        for (int i = 0; i + 3 < overrides.size(); i += 4) {
            spoken.add(new RuleOverride(overrides.get(i), overrides.get(i + 1), overrides.get(i + 2),
                    overrides.get(i + 3)));
        }
        Out told = new Out(spec.commandLine().getOut());
        return new Task(release, database, address, read(folder), baseline, spoken,
                Budgets.of(Duration.ofMillis(lockTimeout)), Thread::sleep, told::line);
    }

    /** Where the folder of what runs is not where this release has its own, all that has run is taken to be known to it. */
    private java.util.function.@Nullable Predicate<SourceFile> inUse() throws IOException {
        Path known = running;
        if (known == null) {
            return null;
        }
        if (!Files.isDirectory(known)) {
            return file -> true;
        }
        List<String> names = read(known).stream().map(SourceFile::name).toList();
        return file -> names.contains(file.name());
    }

    /** Files as people know them: from the app's folder on, in which this runs. */
    private static List<SourceFile> read(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<SourceFile> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".sql") && !name.endsWith(".down.sql") && !name.startsWith(".")) {
                    files.add(new SourceFile(folder.getFileName() + "/" + name, text(file)));
                }
            }
        }
        return files;
    }

    private static String text(Path file) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Files.readAllBytes(file))).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file.getFileName() + " is not UTF-8; write it so", e);
        }
    }

    /** What was judged; a plan for maintenance is none for a site that serves. */
    private List<Planned> planned(Path file) throws IOException {
        JsonNode json = Out.tree(Files.readString(file));
        if (!json.path("ok").asBoolean() || json.path("maintenance").asBoolean() != maintenance) {
            throw new IllegalArgumentException("the plan is none for this: it was refused, or made "
                    + (maintenance ? "for a site that serves" : "for maintenance"));
        }
        List<Planned> planned = new ArrayList<>();
        json.path("databases").path(database).path("files")
                .forEach(one -> planned.add(new Planned(one.path("name").asText(), one.path("sha256").asText(),
                        one.path("contract").asBoolean(), one.path("takes").asText())));
        return planned;
    }

    private House.Tools tools() {
        return ((Towline) spec.root().userObject()).house().tools();
    }
}
