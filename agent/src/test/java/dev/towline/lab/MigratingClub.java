package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The club's site on a host, read and written to while its schema changes; what was acknowledged is added up by release. */
final class MigratingClub {
    static final Duration BUILD = Duration.ofMinutes(5);
    static final Duration SOON = Duration.ofSeconds(60);
    private static final String KEY = "the-winch-has-a-key";

    final DebianHost host;
    final TowlineOnHost towline;
    private final Map<String, Long> acknowledged = new HashMap<>();

    private MigratingClub(DebianHost host, TowlineOnHost towline) {
        this.host = host;
        this.towline = towline;
    }

    /** A host that has never seen Towline; returns when release r5 is live. */
    static MigratingClub serve(DebianHost host) {
        return serve(host, site -> site);
    }

    /** As above, with something else in its {@code site.yaml}. */
    static MigratingClub serve(DebianHost host, UnaryOperator<String> changed) {
        return serve(host, changed, "");
    }

    /** As above, with one more variable in its environment. */
    static MigratingClub serve(DebianHost host, UnaryOperator<String> changed, String variable) {
        TowlineOnHost towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        String first = towline.club().push("r5");
        towline.writeConfig("ysc");
        towline.writeSite("ysc",
                changed.apply(towline.readSite("ysc")) + "  django_env: { LOGGER_KEY: " + KEY
                        + (variable.isEmpty() ? "" : ", " + variable) + " }\n");
        towline.config().push("The first site");
        towline.start();
        towline.awaitLive("ysc", first, BUILD);
        return new MigratingClub(host, towline);
    }

    /** Reads and writes the whole time, none of which may fail. */
    void underLoad(Runnable action) {
        LoadResult[] both = loaded(action);
        for (LoadResult result : both) {
            assertEquals(0, result.failures(), result::toString);
        }
    }

    /** Reads and writes the whole time; each is answered, or told by a 503 when to come again. Gives how many were. */
    long underLoadInMaintenance(Runnable action) {
        LoadResult[] both = loaded(action);
        long unavailable = 0;
        for (LoadResult result : both) {
            assertEquals(result.unavailable(), result.failures(), result::toString);
            unavailable += result.unavailable();
        }
        return unavailable;
    }

    private LoadResult[] loaded(Runnable action) {
        Load reads = site("https://127.0.0.1/logsheet/").connections(4).pause(Duration.ofMillis(40));
        Load writes = site("https://127.0.0.1/logsheet/record/").header("X-Logger-Key", KEY)
                .post("glider=D-1234&minutes=42").connections(4).pause(Duration.ofMillis(40));
        try (Load.Running reading = reads.start(); Load.Running writing = writes.start()) {
            action.run();
            LoadResult read = reading.stop();
            LoadResult wrote = writing.stop();
            assertTrue(read.requests() > 50 && wrote.requests() > 50, () -> read + " " + wrote);
            wrote.releases().forEach((release, count) -> acknowledged.merge(release, count, Long::sum));
            return new LoadResult[]{read, wrote};
        }
    }

    private Load site(String url) {
        return Load.on(host, url).header("Host", "ysc.example.org");
    }

    /** Writes that this release has acknowledged. */
    long acknowledgedBy(String release) {
        return acknowledged.getOrDefault(release, 0L);
    }

    /** Writes that any release has acknowledged; an answer of nginx is none. */
    long acknowledged() {
        return acknowledged.entrySet().stream().filter(e -> !e.getKey().equals("-")).mapToLong(Map.Entry::getValue)
                .sum();
    }

    String sql(String query) {
        return host.run(Command.of("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", "ysc", "-c", query))
                .orFail().line();
    }

    long number(String query) {
        return Long.parseLong(sql(query));
    }

    boolean column(String table, String column) {
        return number("select count(*) from information_schema.columns where table_name = '" + table
                + "' and column_name = '" + column + "'") == 1;
    }

    /** Statements that wait for the contract, as the status tells them. */
    JsonNode waiting() {
        return towline.site("ysc").path("contracts");
    }

    /** The release that serves, as the status tells it. */
    String serving() {
        return towline.site("ysc").path("release").asText();
    }
}
