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
    // ---- migrations
    MIGRATION_LONGEST_LOCK_WAIT(Area.MIGRATION, Unit.MILLISECONDS, 60_000,
            "a file's own lock_timeout above it is reported; the deploy uses its own limit",
            "migrations.lockTimeout"), MIGRATION_LONGEST_STATEMENT(Area.MIGRATION, Unit.MILLISECONDS, 30 * 60_000,
                    "a file's own statement_timeout above it is reported; the deploy uses this limit", ""),
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
    // ---- triggers
    WEBHOOK_GAP(Area.TRIGGER, Unit.MILLISECONDS, 5_000, "later webhooks wake the agent once, at its end", ""),
    //
    WAITING_REQUESTS(Area.TRIGGER, Unit.COUNT, 16, "the request is refused; try again later", "");

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

    /** @throws ArithmeticException where it is no int */
    public int count() {
        return Math.toIntExact(amount);
    }

    /** @throws IllegalStateException where it is no time */
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
