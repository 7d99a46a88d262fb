package dev.towline;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.towline.desired.parse.FolderFiles;
import dev.towline.restore.SqliteFiles;
import java.util.Set;

/**
 * Who may touch what is outside of the program: disk, processes, clock, chance, network, and the libraries that reach there. The demo
 * is no part of the agent: it plays the people and the machine around one, which is a process of its own.
 */
@AnalyzeClasses(packages = "dev.towline", importOptions = ImportOption.DoNotIncludeTests.class)
final class HandsTest {
    private static final String[] VALUE_ROOMS = {"dev.towline.plan..", "dev.towline.desired", "dev.towline.status..",
            "dev.towline.event..", "dev.towline.trigger.."};

    private static final Set<String> WRITES = Set.of("write", "writeString", "newOutputStream", "newBufferedWriter",
            "newByteChannel", "copy", "move", "delete", "deleteIfExists", "createFile", "createDirectory",
            "createDirectories", "createLink", "createSymbolicLink", "createTempFile", "createTempDirectory",
            "setAttribute", "setOwner", "setPosixFilePermissions", "setLastModifiedTime");

    private static final DescribedPredicate<JavaCall<?>> CHANGE_THE_DISK = describe("change the disk", call -> {
        JavaClass owner = call.getTargetOwner();
        String name = call.getName();
        return owner.isEquivalentTo(java.nio.file.Files.class) && WRITES.contains(name)
                || owner.isEquivalentTo(java.nio.channels.FileChannel.class) && name.equals("open")
                || owner.isEquivalentTo(java.io.File.class)
                        && Set.of("delete", "deleteOnExit", "mkdir", "mkdirs", "renameTo", "createNewFile",
                                "createTempFile", "setReadable", "setWritable", "setExecutable").contains(name)
                || name.equals("<init>")
                        && (owner.isEquivalentTo(java.io.FileOutputStream.class)
                                || owner.isEquivalentTo(java.io.FileWriter.class)
                                || owner.isEquivalentTo(java.io.RandomAccessFile.class)
                                || owner.isEquivalentTo(java.io.PrintWriter.class)
                                        && call.getTarget().getRawParameterTypes().getFirst()
                                                .isEquivalentTo(java.io.File.class));
    });

    private static final DescribedPredicate<JavaClass> THE_DISK = resideInAnyPackage("java.nio.file..")
            .and(describe("do", type -> !type.isAssignableTo(java.nio.file.Path.class) && !type.isEnum()
                    && !type.isAssignableTo(Exception.class)))
            .or(describe("be a stream of java.io on files",
                    type -> type.getPackageName().equals("java.io")
                            && (type.getSimpleName().startsWith("File") && !type.isAssignableTo(Exception.class)
                                    || type.getSimpleName().equals("RandomAccessFile"))))
            .or(describe("be a file channel", type -> type.isEquivalentTo(java.nio.channels.FileChannel.class)));

    private static final DescribedPredicate<JavaCall<?>> READ_THE_WALL_CLOCK = describe("read the wall clock",
            call -> call.getTargetOwner().getPackageName().equals("java.time")
                    && (call.getName().equals("now") && call.getTarget().getRawParameterTypes().isEmpty()
                            || call.getTargetOwner().isEquivalentTo(java.time.Clock.class)
                                    && call.getName().startsWith("system"))
                    || call.getTargetOwner().isEquivalentTo(System.class)
                            && call.getName().equals("currentTimeMillis"));

    private static final DescribedPredicate<JavaCall<?>> THROW_DICE = describe("throw dice",
            call -> call.getTargetOwner().isEquivalentTo(Math.class) && call.getName().equals("random")
                    || call.getTargetOwner().isEquivalentTo(java.util.UUID.class) && call.getName().equals("randomUUID")
                    || call.getTargetOwner().isEquivalentTo(java.util.random.RandomGenerator.class)
                            && (call.getName().equals("getDefault") || call.getName().equals("of"))
                    || call.getTargetOwner().isEquivalentTo(java.util.concurrent.ThreadLocalRandom.class)
                    || call.getTargetOwner().isAssignableTo(java.util.Random.class) && call.getName().equals("<init>"));

    private static final DescribedPredicate<JavaCall<?>> SLEEP = describe("sleep",
            call -> call.getTargetOwner().isEquivalentTo(Thread.class) && call.getName().equals("sleep"));

    // What is decided from values can be tested by a table, replayed from a seed, and shown before it is done.
    @ArchTest
    static final ArchRule value_rooms_hold_values_only = noClasses().that().resideInAnyPackage(VALUE_ROOMS).should()
            .dependOnClassesThat(resideInAnyPackage("java.net..", "java.sql..", "javax.sql..", "java.nio.channels..",
                    "io.vertx..", "org.eclipse.jgit..", "com.fasterxml.jackson..", "io.micrometer..", "org.yaml..")
                    .or(THE_DISK)
                    .or(describe("be a process", type -> type.isEquivalentTo(ProcessBuilder.class)
                            || type.isEquivalentTo(Process.class) || type.isEquivalentTo(Runtime.class))));

    // As above: a value that asks what time it is, is another value a second later.
    @ArchTest
    static final ArchRule value_rooms_do_not_know_the_time = noClasses().that().resideInAnyPackage(VALUE_ROOMS)
            .should().callMethodWhere(READ_THE_WALL_CLOCK.or(describe("measure time",
                    call -> call.getTargetOwner().isEquivalentTo(System.class) && call.getName().equals("nanoTime"))));

    // All that inputs do not determine comes in through the host, so that a failing seed replays exactly. People's commands wait
    // in real time, and JGit asks its own system reader.
    @ArchTest
    static final ArchRule the_time_comes_from_the_host = noClasses().that()
            .resideOutsideOfPackages("dev.towline.host.*..", "dev.towline.cli", "dev.towline.source.git").should()
            .callCodeUnitWhere(READ_THE_WALL_CLOCK);

    // As above. Secrets and temporary names must be unpredictable, and a seed would make them so.
    @ArchTest
    static final ArchRule chance_comes_from_the_wiring = noClasses().that()
            .resideOutsideOfPackages("dev.towline", "dev.towline.host.*..", "dev.towline.secret", "dev.towline.web",
                    "dev.towline.demo")
            .should().callCodeUnitWhere(THROW_DICE);

    // As above: a pass waits by the host's pause, which a simulated host passes in no time and may use to strike.
    @ArchTest
    static final ArchRule waiting_goes_through_the_host = noClasses().that()
            .resideOutsideOfPackages("dev.towline.host.*..", "dev.towline.cli").should().callMethodWhere(SLEEP);

    // Every effect passes the host, so that each can be journalled, undone, and made to fail in a test. Git mirrors, the history,
    // the audit trail and the socket are the agent's own state; SqliteFiles is what the agent's own binary does as a job of a site's user;
    // lint writes its report where the person who typed it says.
    @ArchTest
    static final ArchRule only_the_host_changes_the_disk = noClasses().that()
            .resideOutsideOfPackages("dev.towline.host.*..", "dev.towline.source.git", "dev.towline.history.sqlite",
                    "dev.towline.demo")
            .and().areNotAssignableTo(SqliteFiles.class)
            .and().doNotHaveFullyQualifiedName("dev.towline.web.LocalSocket")
            .and().doNotHaveFullyQualifiedName("dev.towline.audit.AuditFile")
            .and().doNotHaveFullyQualifiedName("dev.towline.Rooms")
            .and().doNotHaveFullyQualifiedName("dev.towline.cli.LintCommand")
            .should().callCodeUnitWhere(CHANGE_THE_DISK);

    // Reading is an effect too: what a pass has read must be what the host showed it. Beside those above, settings and the folder of
    // a config repo that a person names are read directly, before there is a host.
    @ArchTest
    static final ArchRule only_few_read_the_disk = noClasses().that()
            .resideOutsideOfPackages("dev.towline.host.*..", "dev.towline.source.git", "dev.towline.history.sqlite",
                    "dev.towline.config", "dev.towline.cli", "dev.towline.demo")
            .and().areNotAssignableTo(SqliteFiles.class).and().areNotAssignableTo(FolderFiles.class)
            .and().haveNameNotMatching("dev\\.towline\\.desired\\.parse\\.FolderFiles\\$.*")
            .and().doNotHaveFullyQualifiedName("dev.towline.web.LocalSocket")
            .and().doNotHaveFullyQualifiedName("dev.towline.audit.AuditFile")
            .and().doNotHaveFullyQualifiedName("dev.towline.Rooms")
            .should().dependOnClassesThat(THE_DISK);

    // A process that something else started is one that no journal knows of and no simulated crash has met. (java.lang.Process
    // itself is also the shape of JGit's SSH channels, which start nothing.)
    @ArchTest
    static final ArchRule only_the_host_starts_processes = noClasses().that()
            .resideOutsideOfPackages("dev.towline.host.*..", "dev.towline.demo").should()
            .dependOnClassesThat(describe("start or signal processes",
                    type -> type.isEquivalentTo(ProcessBuilder.class) || type.isEquivalentTo(ProcessHandle.class)))
            .orShould().callMethodWhere(describe("start one by Runtime.exec",
                    call -> call.getTargetOwner().isEquivalentTo(Runtime.class) && call.getName().equals("exec")));

    // One library, one room: it can be replaced, or found guilty, by reading one package.
    @ArchTest
    static final ArchRule jgit_lives_in_source_git = library("org.eclipse.jgit..", "org.apache.sshd..")
            .stays("source.git");

    // Hostile templates meet our own grammar and filters; a general engine would bring its own way into the program.
    @ArchTest
    static final ArchRule no_template_engine_is_known = noClasses().should()
            .dependOnClassesThat(resideInAnyPackage("com.hubspot.jinjava..", "freemarker..", "com.mitchellbosecke..",
                    "org.apache.velocity.."));

    // Patterns that other people wrote are matched in linear time; java.util.regex would let one of them hang a pass.
    @ArchTest
    static final ArchRule re2j_judges_what_comes_from_git = library("com.google.re2j..").stays("health", "render");

    // The grammar costs tens of megabytes and is somebody else's; behind our own values it can be replaced, and stays out of the agent.
    @ArchTest
    static final ArchRule the_grammar_lives_in_migrate_sql = library("org.antlr..", "org.pgcodekeeper..")
            .stays("migrate.sql");

    // Only who keeps a store, a restore point or a check speaks SQL.
    @ArchTest
    static final ArchRule sql_lives_where_databases_are = library("java.sql..", "javax.sql..", "org.sqlite..",
            "org.postgresql..").stays("history.*", "migrate", "restore", "health");

    // The names of the metrics are API; whoever could register one elsewhere would make another by mistake.
    @ArchTest
    static final ArchRule micrometer_lives_in_metrics = library("io.micrometer..", "io.prometheus..").stays("metrics");

    // Event loops end at the edge: whatever is called from a pass is plain blocking code. Health asks over HTTP through it.
    @ArchTest
    static final ArchRule vertx_stays_at_the_edges = noClasses().that().resideOutsideOfPackages("dev.towline",
            "dev.towline.web", "dev.towline.health", "dev.towline.notify").should().dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    // Arguments are the command line's business; a room that reads its own options could not be wired otherwise.
    @ArchTest
    static final ArchRule picocli_lives_in_cli = noClasses().that()
            .resideOutsideOfPackage("dev.towline.cli").and().areNotAssignableTo(Main.class).should()
            .dependOnClassesThat().resideInAPackage("picocli..");

    // JSON and YAML stand at the borders: what people write, the schemas for their editors, what they are shown, what a check is answered, what is kept in a
    // column, what a migration's process answers, and the two filters that templates know (to_json, to_yaml).
    @ArchTest
    static final ArchRule jackson_lives_at_the_borders = library("com.fasterxml.jackson..")
            .stays("desired.parse", "desired.schema", "web", "cli", "health", "history.sqlite", "render.*",
                    "audit", "demo", "migrate.order", "migrate.django");

    // As above: the parser's own reader underneath, and to_yaml and from_yaml, which must write as Ansible's does.
    @ArchTest
    static final ArchRule yaml_lives_at_the_borders = library("org.yaml..").stays("desired.parse", "render.*");

    // Everybody logs through slf4j; how a line looks is decided once, at the entry.
    @ArchTest
    static final ArchRule logging_is_set_up_at_the_entry = noClasses().that().resideOutsideOfPackage("dev.towline")
            .should().dependOnClassesThat(resideInAPackage("java.util.logging.."));

    // What a room prints, no log line, no --json and no test would see. Commands print, through the stream that they were given.
    @ArchTest
    static final ArchRule only_commands_print = noClasses().that().resideOutsideOfPackage("dev.towline.cli").should(
            ACCESS_STANDARD_STREAMS);

    private static Library library(String... packages) {
        return new Library(packages);
    }

    /** A library and where it may be known. */
    private record Library(String... packages) {
        ArchRule stays(String... rooms) {
            String[] allowed = java.util.Arrays.stream(rooms).map(room -> "dev.towline." + room + "..")
                    .toArray(String[]::new);
            return noClasses().that().resideOutsideOfPackages(allowed).should().dependOnClassesThat()
                    .resideInAnyPackage(packages);
        }
    }
}
