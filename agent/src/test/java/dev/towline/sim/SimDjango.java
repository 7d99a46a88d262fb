package dev.towline.sim;

import dev.towline.host.Job;
import dev.towline.host.sim.SimHost;
import dev.towline.host.sim.SimWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Databases with ordered migrations, and towline_django as it answers about them. A database is expanded up to one generation of the
 * schema and contracted up to another; a release works with it when its own generation is one of those or between them.
 */
final class SimDjango {
    /** Who deferred what a generation takes away. */
    private record Deferred(int generation, String release) {
        @Override
        public String toString() {
            return generation + "@" + release;
        }
    }

    /** What is in a database; as text it is the content of the simulated one, and so of its dumps. */
    record Schema(int expanded, int contracted, List<Deferred> ledger) {
        Schema {
            ledger = List.copyOf(ledger);
        }

        static Schema of(String content) {
            if (content.isEmpty()) {
                return new Schema(0, 0, List.of());
            }
            String[] words = content.split(" ");
            List<Deferred> ledger = new ArrayList<>();
            for (int i = 2; i < words.length; i++) {
                int at = words[i].indexOf('@');
                ledger.add(new Deferred(Integer.parseInt(words[i].substring(0, at)), words[i].substring(at + 1)));
            }
            return new Schema(Integer.parseInt(words[0]), Integer.parseInt(words[1]), ledger);
        }

        boolean fits(int generation) {
            return contracted <= generation && generation <= expanded;
        }

        boolean waits() {
            return contracted < expanded;
        }

        /** Everything that adds to it. An empty database has nothing to take away. */
        Schema expand(int to, String release) {
            List<Deferred> next = new ArrayList<>(ledger);
            for (int generation = expanded + 1; generation <= to; generation++) {
                next.add(new Deferred(generation, release));
            }
            return new Schema(Math.max(expanded, to), expanded == 0 ? to : contracted, next);
        }

        /** What waits before it too. */
        Schema maintain(int to) {
            return new Schema(Math.max(expanded, to), Math.max(expanded, to), ledger);
        }

        /** As far as nobody needs it and, with a release that is about to follow, only what was deferred before its first run. */
        Schema contract(int needed, Optional<String> before) {
            int to = Math.min(expanded, needed);
            int first = before.flatMap(
                    r -> ledger.stream().filter(d -> d.release().equals(r)).map(Deferred::generation).findFirst())
                    .orElse(Integer.MAX_VALUE);
            return new Schema(expanded, Math.max(contracted, Math.min(to, first - 1)), ledger);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(expanded + " " + contracted);
            ledger.forEach(d -> text.append(' ').append(d));
            return text.toString();
        }
    }

    private static final Pattern SHADOW = Pattern.compile("towline_shadow_.*");
    private final SimHost host;
    private final SimGit git;
    private final Machine machine;
    private final Set<String> refused = new TreeSet<>();
    private final Map<String, Boolean> contracts = new TreeMap<>();
    private final Map<String, String> settled = new TreeMap<>();

    SimDjango(SimHost host, SimGit git, Machine machine) {
        this.host = host;
        this.git = git;
        this.machine = machine;
    }

    List<Schema> schemas(Site site) {
        return site.databases().stream().map(this::schema).toList();
    }

    private Schema schema(String database) {
        return Schema.of(host.simDatabases().content(database));
    }

    /** Whether the code of a release works with the database that is there; where migrations are not ordered nobody asks. */
    boolean fits(SimGit.Made made) {
        return !made.site().isOrdered()
                || schemas(made.site()).stream().allMatch(schema -> schema.fits(made.app().schema()));
    }

    /** Releases that a judge has refused here. */
    Set<String> refused() {
        return refused;
    }

    /** Whether the site's last contract ended with an error of the database, so that it went on waiting. */
    boolean contractFailed(Site site) {
        return Boolean.FALSE.equals(contracts.get(site.name().value()));
    }

    /** The release that was last told that what ran before it has ended. */
    Optional<String> settled(Site site) {
        return Optional.ofNullable(settled.get(site.name().value()));
    }

    static boolean isCommand(Job job) {
        return job.argv().size() > 5 && job.argv().get(2).equals("towline_django");
    }

    SimWork work(Job job, SimGit.Made made, String path) {
        if (!host.simDisk().exists(path)) {
            return SimWork.failing(203, "no such interpreter");
        }
        List<String> words = job.argv();
        String command = words.get(3);
        return SimWork.doing(() -> host.simDisk().put(words.get(5), answer(command, made, path, words)))
                .taking(Duration.ofMillis(Set.of("run", "contract").contains(command) ? 6000 : 300));
    }

    private String answer(String command, SimGit.Made made, String path, List<String> words) {
        String release = path.substring(path.lastIndexOf('/') + 1);
        if (command.equals("state")) {
            return "{\"ok\":true,\"databases\":{},\"state\":{\"release\":\"" + release + "\"}}";
        }
        if (command.equals("contract")) {
            contracts.put(made.site().name().value(), machine.databaseUp());
        }
        if (command.equals("settle")) {
            settled.put(made.site().name().value(), path);
        }
        if (!machine.databaseUp()) {
            return "{\"ok\":false,\"error\":{\"code\":\"database\",\"message\":\"connection refused\"},\"databases\":{}}";
        }
        for (String database : made.site().databases()) {
            if (words.stream().filter("--owned"::equals).count() != made.site().databases().size()
                    || !words.contains(database)) {
                throw new Violation(command + " is not told of " + database);
            }
        }
        return switch (command) {
            case "status" -> told(made.site(), now -> "\"pending\":" + list(made.app().schema() > now.expanded()));
            case "plan" -> plan(made, release, words);
            case "check" -> check(made, release, words);
            case "run" -> run(made, release, words);
            case "contract" -> contract(made, release, words);
            case "settle" -> told(made.site(), now -> "\"repeated\":[]");
            default -> throw new Violation("towline_django has no command " + command);
        };
    }

    private static String list(boolean any) {
        return any ? "[{\"migration\":\"app.0001\"}]" : "[]";
    }

    private String told(Site site, Function<Schema, String> more) {
        return told(site, true, "", more);
    }

    private String told(Site site, boolean ok, String error, Function<Schema, String> more) {
        return "{\"ok\":" + ok + "," + error + "\"databases\":{" + site.databases().stream()
                .map(database -> "\"" + database + "\":{\"waiting\":" + list(schema(database).waits()) + ","
                        + more.apply(schema(database)) + "}")
                .collect(Collectors.joining(",")) + "}}";
    }

    private String plan(SimGit.Made made, String release, List<String> words) {
        Set<String> broken = new TreeSet<>();
        for (String database : made.site().databases()) {
            int named = IntStream.range(0, words.size())
                    .filter(i -> words.get(i).equals("--shadow") && words.get(i + 1).equals(database)).findFirst()
                    .orElseThrow(() -> new Violation("no shadow for " + database));
            if (!host.simDatabases().all().contains(words.get(named + 2))) {
                throw new Violation("there is no shadow " + words.get(named + 2));
            }
            Schema now = schema(database);
            if (git.breaks(made.site().name(), now.expanded(), made.app().schema())
                    && !words.contains("--maintenance") && now.expanded() > 0) {
                broken.add(database);
            }
        }
        if (!broken.isEmpty()) {
            refused.add(release);
        }
        return told(made.site(), broken.isEmpty(), "", now -> "\"refusals\":" + list(!broken.isEmpty()));
    }

    private String check(SimGit.Made made, String release, List<String> words) {
        int needed = needed(made.site(), words);
        boolean fits = fits(made) && schemas(made.site()).stream().allMatch(now -> needed >= now.contracted());
        if (!fits) {
            refused.add(release);
        }
        return told(made.site(), fits, "", now -> "\"problems\":" + list(!fits));
    }

    /** One database after the other; a migration that fails does so in the last, when the others are expanded. */
    private String run(SimGit.Made made, String release, List<String> words) {
        if (!host.simDisk().exists(words.get(words.indexOf("--plan") + 1))) {
            throw new Violation("there is no plan");
        }
        for (String database : made.site().databases()) {
            boolean last = database.equals(made.site().databases().getLast());
            Optional<String> failure = expand(made, database, last, release, words.contains("--maintenance"));
            if (failure.isPresent()) {
                return told(made.site(), false,
                        "\"error\":{\"code\":\"" + failure.get() + "\",\"message\":\"it failed\"},",
                        now -> "\"applied\":[]");
            }
        }
        return told(made.site(), now -> "\"applied\":[]");
    }

    private Optional<String> expand(SimGit.Made made, String database, boolean last, String release,
            boolean maintenance) {
        Schema now = schema(database);
        int to = made.app().schema();
        boolean pending = to > now.expanded();
        if (pending && last && made.app().kind() == AppKind.MIGRATION_FAILS) {
            return Optional.of("failed");
        }
        if (pending && now.expanded() > 0 && !maintenance && git.breaks(made.site().name(), now.expanded(), to)) {
            return Optional.of("unknown-statement");
        }
        if (pending) {
            machine.migrated(database, to);
            put(database, maintenance ? now.maintain(to) : now.expand(to, release));
        }
        return Optional.empty();
    }

    private String contract(SimGit.Made made, String release, List<String> words) {
        int before = words.indexOf("--only-before");
        Optional<String> only = before < 0 ? Optional.empty() : Optional.of(words.get(before + 1));
        int given = needed(made.site(), words);
        int needed = only.filter(release::equals).isEmpty() ? Math.min(given, made.app().schema()) : given;
        made.site().databases().forEach(database -> put(database, schema(database).contract(needed, only)));
        boolean blocked = schemas(made.site()).stream().anyMatch(next -> needed < next.expanded());
        return told(made.site(), !blocked, "", next -> "\"blocked\":" + list(needed < next.expanded()));
    }

    private void put(String database, Schema schema) {
        host.simDatabases().content(database, schema.toString());
    }

    /** The oldest generation among the states that were given. */
    private int needed(Site site, List<String> words) {
        int needed = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals("--states")) {
                needed = Math.min(needed, generation(site, words.get(i + 1)));
            }
        }
        return needed;
    }

    private int generation(Site site, String state) {
        if (!host.simDisk().exists(state)) {
            throw new Violation("there is no state " + state);
        }
        String id = state.substring(state.lastIndexOf('/') + 1).replace(".state.json", "");
        return git.made(site.home() + "/releases/" + id).orElseThrow().app().schema();
    }

    /** What programs of PostgreSQL do in jobs: shadows come and go, dumps are put back. */
    Optional<SimWork> postgres(Job job) {
        List<String> words = job.argv();
        if (job.name().endsWith("-shadow")) {
            return Optional.of(!machine.databaseUp()
                    ? SimWork.failing(1, "connection refused")
                    : SimWork.doing(() -> host.simDatabases().madeByJob(words.get(4), words.get(5))));
        }
        if (job.name().endsWith("-shadow-away")) {
            return Optional.of(!machine.databaseUp()
                    ? SimWork.failing(1, "connection refused")
                    : SimWork.doing(() -> away(words.getLast())));
        }
        if (job.name().endsWith("-restore") && words.getFirst().equals("sh")) {
            return Optional.of(!machine.databaseUp()
                    ? SimWork.failing(1, "connection refused")
                    : SimWork.doing(() -> restore(database(words.get(4)), words.get(5))));
        }
        return Optional.empty();
    }

    private void away(String database) {
        if (!SHADOW.matcher(database).matches()) {
            throw new Violation("a real database is dropped: " + database);
        }
        host.simDatabases().droppedByJob(database);
    }

    private void restore(String database, String dump) {
        host.simDatabases().content(database, host.simDisk().text(dump).orElseThrow().substring("dump ".length()));
    }

    static String database(String connection) {
        return connection.substring("dbname='".length(), connection.length() - 1);
    }
}
