package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.towline.cli.Terminal.Said;
import dev.towline.host.PostgresServer;
import dev.towline.lab.Command;
import dev.towline.lab.Debian;
import dev.towline.lab.DebianPostgres;
import dev.towline.lab.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code towline lint --shadow --base --traffic} of SQL files, on the PostgreSQL of each Debian; of Django projects see DjangoMigrationsIT. */
@ParameterizedClass
@EnumSource
class LintBaseIT {
    private static @Nullable PostgresServer server;

    @TempDir
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private GitRepository repository;
    private final int version;

    LintBaseIT(Debian debian) {
        version = debian.postgres();
    }

    @BeforeParameterizedClassInvocation
    static void start(Debian debian) throws IOException, InterruptedException {
        server = DebianPostgres.start(debian, "club");
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        PostgresServer started = server;
        server = null;
        if (started != null) {
            started.close();
        }
    }

    @BeforeEach
    void what_runs() {
        repository = GitRepository.create(folder.resolve("shop.git"));
        repository.write("migrations/0001_member.sql", """
                CREATE TABLE member (id bigint PRIMARY KEY, name text, nick text);
                CREATE VIEW wide AS SELECT id, name, nick FROM member;
                CREATE TABLE lever (n int);
                CREATE FUNCTION pull() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  DROP VIEW wide; CREATE VIEW wide AS SELECT id, name FROM member; RETURN NEW; END $$;
                CREATE TRIGGER pull BEFORE INSERT ON lever FOR EACH ROW EXECUTE FUNCTION pull();
                """).push("first");
    }

    @AfterEach
    void nothing_is_left_behind() {
        assertEquals("0", psql("SELECT count(*) FROM pg_database WHERE datname LIKE 'towline%'"));
    }

    private static PostgresServer server() {
        return Objects.requireNonNull(server);
    }

    private static String psql(String sql) {
        return Command.of(server().binaries().resolve("psql").toString(), "-h", server().host(), "-p",
                String.valueOf(server().port()), "-U", "club", "-d", "postgres", "-qtAXc", sql).runOk().line();
    }

    private Said lint(String... words) throws IOException {
        Path statements = Files.writeString(folder.resolve("statements.jsonl"), """
                {"query" : "SELECT nick FROM wide WHERE id = $1", "calls" : 812}
                {"query" : "SELECT name FROM member WHERE nick = $1", "calls" : 7}
                {"query" : "INSERT INTO member (id, name) VALUES ($1, $2)", "calls" : 3}
                {"query" : "SELECT gone FROM long_ago", "calls" : 1}
                {"query" : "CREATE TABLE utility (n int)", "calls" : 1}
                """);
        List<String> all = new ArrayList<>(
                List.of("lint", repository.work().resolve("migrations").toString(), "--shadow", server().url("club"),
                        "--base", "origin/main", "--traffic", statements.toString()));
        all.addAll(List.of(words));
        return Terminal.withoutHouse().type(all.toArray(String[]::new));
    }

    private static List<String> traffic(Said said, int file) {
        List<String> found = new ArrayList<>();
        for (JsonNode finding : said.json().at("/files/" + file + "/findings")) {
            if (finding.path("rule").asText().equals("traffic")) {
                found.add(finding.path("severity").asText() + " " + finding.path("line").asText() + ": "
                        + finding.path("why").asText());
            }
        }
        return found;
    }

    @Test
    void what_production_sends_and_a_file_makes_fail_blocks_with_its_calls() throws IOException {
        repository.branch("narrow").write("migrations/0002_wide.sql", """
                ALTER TABLE member ADD COLUMN level int;
                INSERT INTO lever VALUES (1);
                """);
        Said said = lint("--json");
        assertEquals(1, said.exit(), said.err());
        List<String> found = traffic(said, 0);
        assertEquals(1, found.size(), said.out());
        assertTrue(found.getFirst().startsWith("block 1: ") && found.getFirst()
                .contains(
                        "running code has sent SELECT nick FROM wide WHERE id = $1 (sent 812 times), which now fails: "
                                + "column \"nick\" does not exist"),
                found.getFirst());
        assertTrue(said.err().contains("3 of the 5 statements of --traffic work before the first pending file"),
                said.err());
    }

    @Test
    void a_file_that_waits_is_warned_of_and_what_comes_and_goes_within_a_file_is_not() throws IOException {
        repository.branch("contract").write("migrations/0002_view.sql",
                "DROP VIEW wide; CREATE VIEW wide AS SELECT id, name, nick, 1 AS more FROM member;\n")
                .write("migrations/0003_nick.sql",
                        "-- towline: contract\nDROP VIEW wide;\nALTER TABLE member DROP COLUMN nick;\n");
        Said said = lint("--json");
        assertEquals(List.of(), traffic(said, 0), said.out());
        List<String> found = traffic(said, 1);
        assertEquals(2, found.size(), said.out());
        assertTrue(found.stream().allMatch(f -> f.startsWith("warn ")), found.toString());
        assertTrue(said.out().contains("nothing: the file waits, and a deploy asks again before it runs"), said.out());
    }

    @Test
    void an_insert_that_leaves_out_what_nothing_fills_blocks() throws IOException {
        repository.branch("full").write("migrations/0002_full.sql", """
                ALTER TABLE member ADD COLUMN level int NOT NULL DEFAULT 1;
                ALTER TABLE member ALTER COLUMN level DROP DEFAULT;
                """);
        List<String> found = traffic(lint("--json"), 0);
        assertEquals(1, found.size(), found.toString());
        assertTrue(found.getFirst().contains("which leaves out level: that is NOT NULL now, and nothing fills it"),
                found.getFirst());
    }

    @Test
    void a_harmless_change_passes_and_other_code_s_statements_are_said_to_be_so() throws IOException {
        repository.branch("fine").write("migrations/0002_fine.sql", "ALTER TABLE member ADD COLUMN level int;\n");
        Said said = lint();
        assertEquals(0, said.exit(), said.out() + said.err());
        assertTrue(said.out().contains("1 migration, 0 blocking"), said.out());
        Said strange = Terminal.withoutHouse().type("lint", repository.work().resolve("migrations").toString(),
                "--shadow", server().url("club"), "--traffic", folder.resolve("statements.jsonl").toString());
        assertTrue(strange.err().contains("0 of the 5 statements of --traffic work") && strange.err()
                .contains("name what is there before by --base, --applied or --schema"), strange.err());
        assertFalse(strange.err().contains("gone FROM"), "statements are not printed where nothing is wrong with them");
        assertEquals(version, Integer.parseInt(psql("SHOW server_version_num")) / 10000);
    }
}
