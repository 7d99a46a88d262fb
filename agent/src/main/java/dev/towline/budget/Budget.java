package dev.towline.budget;

import java.time.Duration;

/**
 * Limits on what comes from outside: Git, HTTP, templates, builds, managed files. Each is far below the heap of the agent (96 MiB). What
 * a user may change has a key of its own; the value here is its default. {@code docs/reference/limits.md} is made from this list.
 */
public enum Budget {
    // ---- configuration
    CONFIG_FILE(Area.CONFIG, Unit.BYTES, 1 << 20, "the file is a problem of its targets",
            ""), CONFIG_PROBLEMS(Area.CONFIG, Unit.COUNT, 50, "further problems of the file are not listed", ""),
    // ---- jobs
    JOB_OUTPUT_FILE(Area.JOB, Unit.BYTES, 32 << 20, "the file that a running job writes to is emptied once it was read",
            ""), JOB_OUTPUT_AT_ONCE(Area.JOB, Unit.BYTES, 1 << 20,
                    "of output that comes faster than it is read, the middle is left out and counted",
                    ""), JOB_TASKS(Area.JOB, Unit.COUNT, 4_096,
                            "the kernel starts no further process or thread of the job", "release.limits.tasks"),
    //
    JOB_OUTPUT(Area.JOB, Unit.BYTES, 256 << 20, "the build or check is stopped; a migration goes on",
            "release.limits.output"), BUILD_DEPTH(Area.JOB, Unit.COUNT, 200,
                    "folders in folders that a build makes; the release is refused", ""),
    //
    BUILD_FILES(Area.JOB, Unit.COUNT, 1_000_000, "files and folders that a build makes; the release is refused", ""),
    // ---- migrations
    MIGRATION_LONGEST_LOCK_WAIT(Area.MIGRATION, Unit.MILLISECONDS, 60_000,
            "a file's own lock_timeout above it is reported; the deploy uses its own limit",
            "migrations.lockTimeout"), MIGRATION_LONGEST_STATEMENT(Area.MIGRATION, Unit.MILLISECONDS, 30 * 60_000,
                    "a file's own statement_timeout above it is reported; the deploy uses this limit", ""),
    // ---- what is shown
    COMMITS_COUNTED(Area.CONFIG, Unit.COUNT, 1_000,
            "the count stops here: status says that a pinned release is this many commits behind", ""),
    // ---- HTTP and webhooks
    HTTP_CONNECTIONS(Area.HTTP, Unit.COUNT, 256, "the connection that was idle the longest is closed", ""),
    // a reserve for others: nginx and Prometheus come from one address
    HTTP_CONNECTIONS_OF_ADDRESS(Area.HTTP, Unit.COUNT, 160, "the address's longest idle connection is closed", ""),
    //
    HTTP_HEADER(Area.HTTP, Unit.MILLISECONDS, 10_000, "a connection without a first request is closed", ""),
    // longer than the heartbeat of events
    HTTP_IDLE(Area.HTTP, Unit.MILLISECONDS, 60_000, "the idle connection is closed", ""),
    //
    HTTP_HEAD(Area.HTTP, Unit.BYTES, 16 << 10, "431; the head of a request is refused", ""),
    //
    HTTP_BODY(Area.HTTP, Unit.BYTES, 16 << 10, "413; the body of an API request is refused", ""),
    //
    HOOK_BODY(Area.HTTP, Unit.BYTES, 3 << 20, "413; choose fewer events for the hook", ""),
    // what is held in memory of each delivery
    HOOK_HEAD(Area.HTTP, Unit.BYTES, 1 << 10, "later bytes of a delivery are signed and not kept", ""),
    //
    HOOK_BODY_TIME(Area.HTTP, Unit.MILLISECONDS, 10_000, "408; the connection is closed", ""),
    //
    HOOKS_IN_FLIGHT(Area.HTTP, Unit.COUNT, 96, "503 with Retry-After for the oldest one", ""),
    //
    HOOKS_IN_FLIGHT_OF_CLIENT(Area.HTTP, Unit.COUNT, 48, "429 with Retry-After for the client's oldest one", ""),
    //
    HOOK_DELIVERIES_KEPT(Area.HTTP, Unit.COUNT, 500, "an older delivery is not counted as replayed", ""),
    //
    HOOK_LOG(Area.HTTP, Unit.MILLISECONDS, 60_000, "one log line for each hook and result, with a count", ""),
    //
    EVENTS_KEPT(Area.HTTP, Unit.COUNT, 256, "a listener that missed more reads the status again", ""),
    //
    EVENT_LISTENERS(Area.HTTP, Unit.COUNT, 32, "503 with Retry-After", ""),
    //
    EVENTS_WAITING(Area.HTTP, Unit.COUNT, 512, "the slow listener is disconnected", ""),
    //
    EVENT_BYTES_WAITING(Area.HTTP, Unit.BYTES, 128 << 10, "the slow listener is disconnected", ""),
    // ---- git
    GIT_LIST(Area.GIT, Unit.BYTES, 2 << 20, "the list of branches and tags is read by the fetching process", ""),
    //
    GIT_LIST_APART(Area.GIT, Unit.BYTES, 16 << 20, "the fetch fails", ""),
    //
    GIT_LIST_TIME(Area.GIT, Unit.MILLISECONDS, 60_000, "the fetch fails", ""),
    //
    GIT_TIME(Area.GIT, Unit.MILLISECONDS, 300_000, "the fetch fails and its process is killed", "git.timeout"),
    //
    GIT_SILENCE(Area.GIT, Unit.MILLISECONDS, 30_000, "the fetch fails", ""),
    //
    GIT_RATE(Area.GIT, Unit.BYTES, 1 << 10, "that much must come in each minute, or the fetch fails", ""),
    //
    GIT_PROGRESS(Area.GIT, Unit.BYTES, 1 << 20, "progress messages of a server; the fetch fails", ""),
    //
    GIT_PACK(Area.GIT, Unit.BYTES, 512L << 20, "the revision is refused", "git.maxFetchMiB"),
    //
    GIT_OBJECTS(Area.GIT, Unit.COUNT, 1_000_000, "objects of one fetch; the revision is refused", "git.maxObjects"),
    //
    GIT_OBJECT(Area.GIT, Unit.BYTES, 100L << 20, "the revision is refused", "git.maxFileMiB"),
    //
    GIT_COMMIT(Area.GIT, Unit.BYTES, 1 << 20, "a commit or tag; the revision is refused", "git.maxCommitMiB"),
    //
    GIT_FOLDER(Area.GIT, Unit.BYTES, 4 << 20, "one tree object; the revision is refused", "git.maxFolderMiB"),
    //
    GIT_FILES(Area.GIT, Unit.COUNT, 100_000, "files and folders of a commit; the revision is refused", "git.maxFiles"),
    //
    GIT_PATHS(Area.GIT, Unit.BYTES, 8 << 20, "all paths of a commit; the revision is refused", ""),
    //
    GIT_DEPTH(Area.GIT, Unit.COUNT, 100, "folders in folders; the revision is refused", ""),
    //
    GIT_TREE(Area.GIT, Unit.BYTES, 1L << 30, "all files of a commit; the revision is refused", "git.maxTreeMiB"),
    //
    GIT_READ(Area.GIT, Unit.BYTES, 2 << 20, "a file that the agent itself reads is a problem of its targets", ""),
    //
    GIT_CHAIN(Area.GIT, Unit.BYTES, 8 << 20, "what a file is stored as a difference to; as above", ""),
    //
    GIT_SESSIONS(Area.GIT, Unit.COUNT, 16, "SSH sessions that wait for the next poll; the eldest is ended", ""),
    //
    GIT_PROCESSES(Area.GIT, Unit.COUNT, 3, "fetching processes at once; the next one waits", ""),
    //
    GIT_PROCESS_HEAP(Area.GIT, Unit.BYTES, 256L << 20, "the process ends, and the revision is refused",
            "git.memoryMiB"),
    //
    API_TOKENS(Area.HTTP, Unit.COUNT, 64, "agent.yaml is refused", ""),
    //
    LOGIN_CODES(Area.HTTP, Unit.COUNT, 8, "the oldest unused login URL of the dashboard stops working", ""),
    //
    LOGIN_CODE_TIME(Area.HTTP, Unit.MILLISECONDS, 120_000, "an unused login URL stops working", ""),
    //
    SESSIONS(Area.HTTP, Unit.COUNT, 16, "the oldest session of the dashboard ends", ""),
    //
    SESSION_TIME(Area.HTTP, Unit.MILLISECONDS, 14_400_000, "the session of the dashboard ends", ""),
    //
    AUDIT_QUIET(Area.HTTP, Unit.MILLISECONDS, 60_000, "one audit line for all strangers, and one for each hook", ""),
    //
    AUDIT_FILE(Area.STATE, Unit.BYTES, 4 << 20, "audit.log is rotated; one older file is kept", ""),
    // ---- templates
    TEMPLATE_SIZE(Area.TEMPLATE, Unit.BYTES, 1 << 20, "the template is refused", ""), TEMPLATE_NESTING(Area.TEMPLATE,
            Unit.COUNT, 100, "brackets and blocks nested deeper are refused", ""), TEMPLATE_CHAIN(Area.TEMPLATE,
                    Unit.COUNT, 500, "more operators, filters or attributes in a row are refused",
                    ""), TEMPLATE_DEPTH(Area.TEMPLATE, Unit.COUNT, 1_000,
                            "calls, blocks and expressions nested deeper end the rendering",
                            ""), TEMPLATE_WORK(Area.TEMPLATE, Unit.COUNT, 60_000_000,
                                    "more steps end the rendering of the file", ""), TEMPLATE_MEMORY(Area.TEMPLATE,
                                            Unit.BYTES, 32 << 20, "more bytes of values end the rendering of the file",
                                            ""), TEMPLATE_TIME(Area.TEMPLATE, Unit.MILLISECONDS, 10_000,
                                                    "the rendering of the file ends", ""), TEMPLATE_TEXT(Area.TEMPLATE,
                                                            Unit.BYTES, 4 << 20,
                                                            "no text and no rendered file is longer",
                                                            ""), TEMPLATE_LIST(Area.TEMPLATE, Unit.COUNT, 200_000,
                                                                    "no list is longer", ""), TEMPLATE_VALUE_DEPTH(
                                                                            Area.TEMPLATE, Unit.COUNT, 100,
                                                                            "lists and dicts nested deeper are refused",
                                                                            ""), TEMPLATE_YAML(Area.TEMPLATE,
                                                                                    Unit.BYTES, 128 << 10,
                                                                                    "`from_yaml` refuses the text",
                                                                                    ""), TEMPLATE_REGEX(Area.TEMPLATE,
                                                                                            Unit.COUNT, 10_000,
                                                                                            "a longer regular expression is refused",
                                                                                            ""), TARGET_FILES(
                                                                                                    Area.TEMPLATE,
                                                                                                    Unit.BYTES,
                                                                                                    16 << 20,
                                                                                                    "the files of the target are refused",
                                                                                                    ""), TARGET_TIME(
                                                                                                            Area.TEMPLATE,
                                                                                                            Unit.MILLISECONDS,
                                                                                                            60_000,
                                                                                                            "the rendering of the target ends",
                                                                                                            ""),
    // ---- managed files
    HOST_FILE(Area.FILES, Unit.BYTES, 8 << 20,
            "no file of the host that the agent needs as a whole is longer (secrets, answers of migrations, unit files);"
                    + " a managed file may be, and is compared and replaced piece by piece",
            ""),
    //
    UNDO_FILE(Area.FILES, Unit.BYTES, 1L << 30,
            "a longer file is not replaced, because it could not be put back; move it away", ""),
    //
    UNDO_RESERVE(Area.FILES, Unit.BYTES, 256L << 20,
            "that much stays free on the disk of the state folder, or a file over 1 MiB is not replaced", ""),
    // ---- triggers
    WEBHOOK_GAP(Area.TRIGGER, Unit.MILLISECONDS, 5_000, "later webhooks wake the agent once, at its end", ""),
    //
    WEBHOOK_LOOKS(Area.TRIGGER, Unit.MILLISECONDS, 15_000,
            "between two fetches of one repository that webhooks cause; of those that come meanwhile the last one counts",
            ""),
    //
    WAITING_REQUESTS(Area.TRIGGER, Unit.COUNT, 16, "the request is refused; try again later", ""),
    // ---- reconciliation
    RECONCILE_DECISION(Area.RECONCILE, Unit.MILLISECONDS, 600_000,
            "a reconciliation that still reads and plans, and has changed nothing, is given up and tried again", ""),
    //
    WATCHDOG_INTERVAL(Area.RECONCILE, Unit.MILLISECONDS, 30_000, "the watchdog looks at every loop again", ""),
    //
    UNFORESEEN_PAUSE(Area.RECONCILE, Unit.MILLISECONDS, 60_000, "after an unexpected error the target is tried again",
            ""),
    //
    HOST_HEAD_START(Area.RECONCILE, Unit.MILLISECONDS, 120_000,
            "a site goes on with the config revision that the host has ended last", ""),
    //
    RENDERING(Area.RECONCILE, Unit.MILLISECONDS, 60_000, "the revision is invalid; the last good one is kept", ""),
    //
    HUNG_RENDERINGS(Area.RECONCILE, Unit.COUNT, 8, "nothing more is rendered until one of them ends", ""),
    //
    FETCHES_AT_ONCE(Area.RECONCILE, Unit.COUNT, 6, "further app repos wait for their turn", ""),
    //
    SLOW_FETCHES_AT_ONCE(Area.RECONCILE, Unit.COUNT, 2,
            "further app repos whose last fetch took over 10 s wait for their turn", ""),
    //
    FETCH_PATIENCE(Area.RECONCILE, Unit.MILLISECONDS, 30_000,
            "a requested reconciliation goes on with what was fetched before", "");

    private final Area area;
    private final Unit unit;
    private final long amount;
    private final String beyond;
    private final String key;

    /**
     * @param beyond what happens with what is over the limit
     * @param key the key of agent.yaml or site.yaml that changes it, or empty
     */
    Budget(Area area, Unit unit, long amount, String beyond, String key) {
        this.area = area;
        this.unit = unit;
        this.amount = amount;
        this.beyond = beyond;
        this.key = key;
    }

    /** Where the input comes from; a section of the page. */
    public enum Area {
        HTTP("HTTP and webhooks"), GIT("Git"), CONFIG("Config repo"), TEMPLATE("Templates"), TRIGGER(
                "Triggers"), RECONCILE("Reconciliation"), FILES("Managed files"), JOB(
                        "Builds, migrations and other commands"), HEALTH(
                                "Health checks"), MIGRATION("Migrations"), STATE("State and output");

        private final String title;

        Area(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** Of what the amount is a number. */
    public enum Unit {
        BYTES, COUNT, MILLISECONDS
    }

    public Area area() {
        return area;
    }

    /** In bytes, pieces or milliseconds. */
    public long amount() {
        return amount;
    }

    /**
     * The amount as an int.
     *
     * @throws ArithmeticException where it is none
     */
    public int count() {
        return Math.toIntExact(amount);
    }

    /**
     * The amount as a time.
     *
     * @throws IllegalStateException where it is none
     */
    public Duration duration() {
        if (unit != Unit.MILLISECONDS) {
            throw new IllegalStateException(this + " is no time");
        }
        return Duration.ofMillis(amount);
    }

    /** As a person writes it: {@code 3 MiB}, {@code 16}, {@code 30 s}. */
    public String text() {
        return switch (unit) {
            case COUNT -> "%,d".formatted(amount);
            case BYTES -> bytes();
            case MILLISECONDS -> time();
        };
    }

    private String bytes() {
        if (amount % (1 << 20) == 0) {
            return "%,d MiB".formatted(amount >> 20);
        }
        return amount % (1 << 10) == 0 ? "%,d KiB".formatted(amount >> 10) : "%,d bytes".formatted(amount);
    }

    private String time() {
        if (amount % 60_000 == 0) {
            return amount / 60_000 + " min";
        }
        return amount % 1_000 == 0 ? amount / 1_000 + " s" : amount + " ms";
    }

    String beyond() {
        return beyond;
    }

    String key() {
        return key;
    }
}
