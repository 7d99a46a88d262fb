package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Restore points on a real host: dumps, restores and exchanges as transient units of the user postgres. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreHostTest {
    private static final Duration BUILD = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static DebianHost host;
    static TowlineOnHost towline;

    /** The second release migrates, so there is a point from before it; a note has been written since. */
    @BeforeAll
    static void aSiteWithARestorePoint() {
        host = LAB.host();
        towline = TowlineOnHost.install(host, Duration.ofSeconds(3));
        String first = towline.club().push("r2");
        towline.writeConfig("ysc");
        towline.config().push("The first site");
        towline.start();
        towline.awaitLive("ysc", first, BUILD);
        towline.awaitLive("ysc", towline.club().push("r3"), BUILD);
        sql("ysc", "set role ysc; create table note (text text); insert into note values ('since')");
    }

    private static String sql(String database, String query) {
        return host.run(Command.of("runuser", "-u", "postgres", "--", "psql", "-qtAX", "-d", database, "-c", query))
                .orFail().stdout().strip();
    }

    private static List<String> databases() {
        return sql("postgres", "select datname from pg_database where datname like '%ysc%' order by 1").lines()
                .toList();
    }

    private static JsonNode json(ExecResult result) {
        try {
            return JSON.readTree(result.stdout());
        } catch (JsonProcessingException e) {
            throw new AssertionError(result.toString(), e);
        }
    }

    private static void serves() {
        Await.until("the site serves", Duration.ofSeconds(60), () -> towline.get("ysc", "/ready/").contains(" 200"),
                () -> towline.get("ysc", "/ready/") + host.journal());
        assertEquals("active", host.exec("systemctl", "is-active", "ysc-worker").stdout().strip());
        assertFalse(host.exec("test", "-e", "/opt/ysc/maintenance").ok());
    }

    @Test
    @Order(1)
    void points_are_listed_and_verified_and_nobody_else_can_read_them() {
        JsonNode points = json(towline.towline("restore", "ysc", "--verify", "--json")).path("points");
        assertTrue(points.size() >= 2, points::toString);
        points.forEach(point -> assertEquals("right", point.path("checksum").asText(), points::toString));
        String path = points.path(0).path("path").asText();
        assertEquals("postgres root 400", host.exec("stat", "-c", "%U %G %a", path).stdout().strip());
        assertFalse(host.exec("runuser", "-u", "ysc", "--", "cat", path).ok());
        assertTrue(towline.towline("restore", "ysc").stdout().contains("BEFORE RELEASE"));
    }

    @Test
    @Order(2)
    void one_is_proved_beside_the_live_database() {
        ExecResult said = towline.towline("restore", "ysc", "--to-scratch");
        assertEquals(0, said.exit(), said::toString);
        assertTrue(said.stdout().contains("is whole and restores"), said::toString);
        assertTrue(said.stdout().contains("public.note"), said::toString);
        assertTrue(said.stdout().contains("migration only in the live one: "), said::toString);
        assertEquals(List.of("ysc"), databases());
    }

    @Test
    @Order(3)
    void without_a_terminal_nothing_is_replaced_unless_it_was_said() {
        ExecResult said = towline.towline("restore", "ysc", "--replace");
        assertEquals(1, said.exit(), said::toString);
        assertTrue(said.stderr().contains("--yes") && said.stdout().contains("1 rows of 1"), said::toString);
        assertEquals("since", sql("ysc", "select text from note"));
    }

    @Test
    @Order(4)
    void a_point_takes_the_place_of_the_database_and_visitors_see_only_200_or_the_page_of_maintenance() {
        host.shell("""
                systemd-run -q --unit=visitor sh -c 'while :; do curl -sk -o /dev/null --max-time 10 -w "%{http_code}\\n" \
                --resolve ysc.example.org:443:127.0.0.1 https://ysc.example.org/ready/ >>/tmp/codes; done'
                """).orFail();
        ExecResult said = towline.towline("restore", "ysc", "--replace", "--yes");
        assertEquals(0, said.exit(), said::toString);
        serves();
        Await.until("the visitor saw it open", Duration.ofSeconds(10),
                () -> host.shell("tail -n 1 /tmp/codes").line().equals("200"));
        host.execOk("systemctl", "stop", "visitor");
        assertEquals(Set.of("200", "503"), Set.copyOf(host.shell("sort -u /tmp/codes").stdout().lines().toList()));
        assertEquals("", sql("ysc", "select to_regclass('note')"));
        assertEquals("ysc", sql("ysc", "select pg_get_userbyid(datdba) from pg_database where datname = 'ysc'"));
        String aside = databases().getLast();
        assertTrue(aside.startsWith("ysc_replaced_"), aside);
        assertEquals("since", sql(aside, "select text from note"));
        assertEquals(sql(aside, "select count(*) from django_migrations"),
                sql("ysc", "select count(*) from django_migrations"));
        assertTrue(towline.towline("restore", "ysc").stdout().contains(aside));
        assertTrue(towline.towline("history", "ysc").stdout().contains("restore 2"));
    }

    @Test
    @Order(5)
    void killed_while_the_site_is_closed_it_opens_again_by_itself() {
        sql("ysc", "set role ysc; create table if not exists note (text text); insert into note values ('again')");
        host.shell("systemd-run -q --unit=person towline restore ysc --replace --yes").orFail();
        Await.until("the site is closed", Duration.ofSeconds(60),
                () -> host.exec("test", "-e", "/opt/ysc/maintenance").ok(), host::journal);
        host.execOk("systemctl", "kill", "-s", "KILL", "--kill-whom=main", "towline");
        Await.until("the site is open", Duration.ofSeconds(90),
                () -> !host.exec("test", "-e", "/opt/ysc/maintenance").ok()
                        && towline.get("ysc", "/ready/").contains(" 200"),
                host::journal);
        serves();
        Await.until("it is known how it ended", Duration.ofSeconds(90),
                () -> Set.of("interrupted", "succeeded").contains(towline.newest("ysc").path("outcome").asText()),
                host::journal);
        String outcome = towline.newest("ysc").path("outcome").asText();
        if (outcome.equals("interrupted")) {
            assertEquals("again", sql("ysc", "select max(text) from note where text = 'again'"));
        }
    }
}
