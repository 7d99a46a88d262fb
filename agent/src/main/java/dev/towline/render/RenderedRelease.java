package dev.towline.render;

import dev.towline.desired.MigrationOverride;
import dev.towline.desired.MigrationPermit;
import dev.towline.host.Digest;
import dev.towline.host.JobLimits;
import dev.towline.source.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One release of a site's app as it shall be built and run.
 *
 * @param id revision and settings in one name, the same for the same inputs: {@code <7 digits of the commit>-<8 of the settings>}
 * @param settings digest of all that makes the release besides the app's files
 * @param home the site's folder, {@code /opt/<site>}
 * @param path {@code <home>/releases/<id>}
 * @param appFolder sub-folder of the app repo that is the app, or empty
 * @param user who builds and runs it
 * @param files files of the (config, app) pair inside the release, such as its env file; their paths are absolute
 * @param environmentFiles of those, the ones that builds and migrations read
 * @param writable folders besides the release that a build or migration may write
 * @param current the link that names the running release, {@code <home>/current}
 * @param previous the link that names the one before, whose static files stay reachable
 * @param keep how many complete releases stay
 * @param folders names in the release that belong to the site's user while it is built, besides {@code app}; all else in it, and the
 *     release's folder itself, is root's
 * @param limits of each of its commands; they make no other release
 */
public record RenderedRelease(String id, Revision app, Digest settings, String home, String path, String appFolder,
        String user,
        String group, Strategy strategy, Optional<Environment> environment, List<RenderedFile> files,
        List<String> environmentFiles, List<String> writable, List<BuildStep> build, List<BuildStep> checks,
        Optional<Migration> migration, Optional<WebProcess> web, List<BackgroundProcess> background, String current,
        String previous, int keep, List<String> folders, Limits limits) {
    /** Where the app's own files lie. */
    public static final String APP = "app";
    /** What nginx serves. */
    public static final String PUBLIC = "public";
    /** Name of the file that marks a release or environment as complete. */
    public static final String COMPLETE = ".complete";
    /** Name of the link in a release that names the environment that it runs in. */
    public static final String ENVIRONMENT = ".environment";

    /**
     * What a command may use.
     *
     * @param time how long it may take, where the site says so; else each command says it
     * @param job the rest
     */
    public record Limits(Optional<Duration> time, JobLimits job) {
        public static final Limits STANDARD = new Limits(Optional.empty(), JobLimits.STANDARD);

        public Duration of(BuildStep step) {
            return time.orElse(step.timeout());
        }
    }

    /** With the limits that hold where a site says nothing. */
    public RenderedRelease(String id, Revision app, Digest settings, String home, String path, String appFolder,
            String user, String group, Strategy strategy, Optional<Environment> environment, List<RenderedFile> files,
            List<String> environmentFiles, List<String> writable, List<BuildStep> build, List<BuildStep> checks,
            Optional<Migration> migration, Optional<WebProcess> web, List<BackgroundProcess> background,
            String current, String previous, int keep, List<String> folders) {
        this(id, app, settings, home, path, appFolder, user, group, strategy, environment, files, environmentFiles,
                writable, build, checks, migration, web, background, current, previous, keep, folders,
                Limits.STANDARD);
    }

    /** How the new release takes over. */
    public enum Strategy {
        BLUE_GREEN, RESTART
    }

    /**
     * What releases with the same inputs share, for instance a Python environment, at its final path.
     *
     * @param digest of the inputs; the name of the folder
     * @param path {@code <home>/venvs/<digest>}
     * @param unanswered the command that tells the interpreter apart, where it could not be run: then the digest is not the
     *     one that counts, and nothing is to be built by it
     */
    public record Environment(String digest, String path, List<BuildStep> steps, Optional<String> unanswered) {
        public Environment(String digest, String path, List<BuildStep> steps) {
            this(digest, path, steps, Optional.empty());
        }

        public Environment {
            HostPath.check(path);
            steps = List.copyOf(steps);
        }
    }

    /** One command of a build, run as the site's user in the release's app folder. */
    public record BuildStep(String name, List<String> argv, Duration timeout) {
        public BuildStep {
            argv = List.copyOf(argv);
        }
    }

    /**
     * The commands that tell whether migrations are pending (exit 0: none) and that run them, and what to save before. SQL files that
     * are ordered may have none; then they are empty.
     *
     * @param ordered where they go out in a non-breaking order instead of by {@code run}
     * @param unordered why they do not, although the site asks for it; empty otherwise
     */
    public record Migration(BuildStep pending, BuildStep run, List<RestoreSource> saves, Optional<Ordered> ordered,
            String unordered) {
        public Migration(BuildStep pending, BuildStep run, List<RestoreSource> saves) {
            this(pending, run, saves, Optional.empty(), "");
        }

        public Migration {
            saves = List.copyOf(saves);
        }
    }

    /** Whose migrations they are, and where. */
    public sealed interface Engine {
        /**
         * Django's own.
         *
         * @param python the interpreter, below the environment's folder
         */
        record Django(String python) implements Engine {}

        /**
         * Files of SQL.
         *
         * @param folder below the app's folder
         * @param url the variable of the environment files that says where the database is
         * @param baseline files up to this number count as applied where there is no ledger yet
         * @param timeout how long they may take
         */
        record SqlFiles(String folder, String url, int baseline, Duration timeout) implements Engine {}
    }

    /**
     * Migrations that are expanded before the new release starts and contracted later.
     *
     * @param databases the site's own; each has a plan and a ledger of its own
     * @param folder {@code <home>/migrations}, for plans and what releases need
     * @param lockTimeout how long a statement waits for a lock before it is tried again
     * @param permits what single migrations may do besides
     * @param overrides rules that single migrations may break
     */
    public record Ordered(Engine engine, List<RestoreSource> databases, String folder, ContractPolicy contract,
            Duration lockTimeout, List<MigrationPermit> permits, List<MigrationOverride> overrides) {
        public Ordered {
            databases = List.copyOf(databases);
            if (databases.isEmpty()) {
                throw new IllegalArgumentException("what is ordered has a database");
            }
            permits = List.copyOf(permits);
            overrides = List.copyOf(overrides);
            HostPath.check(folder);
            if (lockTimeout.isZero() || lockTimeout.isNegative()) {
                throw new IllegalArgumentException("lockTimeout is more than nothing, for instance 2s");
            }
        }
    }

    /** When what old code needed is taken away. */
    public enum ContractPolicy {
        NEXT_RELEASE, AFTER_SOAK, MANUAL
    }

    /** A database to save before migrations run. */
    public sealed interface RestoreSource {
        /** What it is called: the name of a database, or the path of a file, which alone begins with a slash. */
        String place();

        /** A database of the host's PostgreSQL. */
        record Postgres(String database) implements RestoreSource {
            @Override
            public String place() {
                return database;
            }
        }

        /** A SQLite file. */
        record Sqlite(String path) implements RestoreSource {
            @Override
            public String place() {
                return path;
            }
        }
    }

    /**
     * The web process: one unit a slot, each with a socket path of its own, and the link that names the one that serves.
     *
     * @param socketUnit for {@code RESTART}: the unit that holds the listening socket; null otherwise
     */
    public record WebProcess(String name, SlotUnit blue, SlotUnit green, String currentSocket,
            @Nullable String socketUnit,
            Duration drain) {
        public SlotUnit slot(Slot slot) {
            return slot == Slot.BLUE ? blue : green;
        }
    }

    /** A slot's unit, its file and the socket that it listens on. */
    public record SlotUnit(String unit, RenderedFile file, String socket) {}

    /**
     * A worker, scheduler or timer: it runs from exactly one release.
     *
     * @param start the unit that is enabled and started: the service, or the timer
     * @param service the service itself, stopped before the next release's one starts
     */
    public record BackgroundProcess(String name, String start, String service, List<RenderedFile> files) {
        public BackgroundProcess {
            files = List.copyOf(files);
        }

        public boolean isTimer() {
            return start.endsWith(".timer");
        }
    }

    public RenderedRelease {
        HostPath.check(home);
        HostPath.check(path);
        files = List.copyOf(files);
        environmentFiles = List.copyOf(environmentFiles);
        writable = List.copyOf(writable);
        build = List.copyOf(build);
        checks = List.copyOf(checks);
        background = List.copyOf(background);
        folders = List.copyOf(folders);
        for (String folder : folders) {
            if (!folder.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,100}") || folder.equals(APP)) {
                throw new IllegalArgumentException("a folder of a release has a plain name, for instance classes, not '"
                        + folder + "'; app is there anyway");
            }
        }
        for (String file : environmentFiles) {
            if (exchangeable(path, folders, file)) {
                throw new IllegalArgumentException(
                        file + " is read as root before the program starts, and a build could"
                                + " exchange it there; put it directly into the release's folder");
            }
        }
        if (keep < 2) {
            throw new IllegalArgumentException("keep is at least 2: the running release and the one to go back to");
        }
    }

    /** The folders that the site's user may write while it is built. */
    public List<String> buildFolders() {
        return Stream.concat(Stream.of(APP), folders.stream()).map(name -> path + "/" + name).toList();
    }

    /** Whether the site's user may exchange what is at the path, below the release's folder, while it is built. */
    public boolean exchangeable(String file) {
        return exchangeable(path, folders, file);
    }

    private static boolean exchangeable(String path, List<String> folders, String file) {
        return Stream.concat(Stream.of(APP), folders.stream())
                .anyMatch(name -> file.startsWith(path + "/" + name + "/"));
    }

    public String app(String below) {
        return path + "/" + APP + (below.isEmpty() ? "" : "/" + below);
    }
}
