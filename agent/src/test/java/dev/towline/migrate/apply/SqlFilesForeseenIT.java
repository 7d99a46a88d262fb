package dev.towline.migrate.apply;

import static dev.towline.migrate.apply.Club.and;
import static dev.towline.migrate.apply.Club.file;
import static dev.towline.migrate.apply.Club.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.migrate.lint.SourceFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rows are known to refuse is said before anybody is shut out, on a real PostgreSQL. */
class SqlFilesForeseenIT {
    private static final List<SourceFile> FIRST = List.of(file("0001_member.sql", """
            CREATE TABLE team (id bigint PRIMARY KEY);
            CREATE TABLE member (id bigint, email text, level int, team bigint, gone boolean DEFAULT false);
            ALTER TABLE member ADD CONSTRAINT later CHECK (level > 0) NOT VALID;
            """));
    @RegisterExtension
    static final Clubs CLUBS = new Clubs();

    private static Club club;

    @BeforeAll
    static void rows() {
        club = CLUBS.club();
        club.release("r1", FIRST, List.of());
        club.ask("ALTER TABLE member DROP CONSTRAINT later; INSERT INTO member (id, email, level, team) VALUES"
                + " (1, 'a@x', 0, 7), (1, 'A@x', NULL, NULL), (2, 'a@x', 3, NULL), (NULL, NULL, 4, NULL);"
                + " ALTER TABLE member ADD CONSTRAINT later CHECK (level > 0) NOT VALID");
    }

    private static List<Object> refusals(boolean maintenance, String sql) {
        return club.list(club.plan("r2", and(FIRST, file("0002_strict.sql", sql)), FIRST, maintenance), "refusals");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "ALTER TABLE member ADD CONSTRAINT u UNIQUE (email); | duplicates | 1 value(s) of (email) are there more than once in member",
            "CREATE UNIQUE INDEX u ON member (lower(email)); | duplicates | 1 value(s)",
            "CREATE UNIQUE INDEX CONCURRENTLY u ON public.member (email); | duplicates | 1 value(s)",
            "ALTER TABLE member ADD PRIMARY KEY (id); | duplicates | 1 value(s) of (id)",
            "ALTER TABLE member ADD CONSTRAINT p PRIMARY KEY (email, level); | wrong-rows | have NULL in level",
            "ALTER TABLE member ALTER COLUMN level SET NOT NULL; | wrong-rows | 1 row(s) of member have NULL in level",
            "ALTER TABLE member ADD CONSTRAINT c CHECK (level > 0); | wrong-rows | 1 row(s) of member are against the check c",
            "ALTER TABLE member ADD CONSTRAINT c CHECK (level > 0) NOT VALID; ALTER TABLE member VALIDATE CONSTRAINT c; | wrong-rows | against the check c",
            "ALTER TABLE member VALIDATE CONSTRAINT later; | wrong-rows | against the check later",
            "ALTER TABLE member ADD FOREIGN KEY (team) REFERENCES team; | wrong-rows | 1 row(s) of member refer to what is not there"})
    void maintenance_is_refused_with_what_is_in_its_way(String sql, String rule, String why) {
        List<Object> refusals = refusals(true, sql);
        assertTrue(refusals.stream().map(String::valueOf).anyMatch(r -> r.contains("rule=" + rule)
                && r.contains(why) && r.contains("final=true") && r.contains("override=null")), refusals::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CREATE UNIQUE INDEX u ON member (email) WHERE gone;",
            "ALTER TABLE member ADD CONSTRAINT u UNIQUE (email, level);",
            "DELETE FROM member WHERE id = 2; ALTER TABLE member ADD CONSTRAINT u UNIQUE (email);",
            "INSERT INTO team VALUES (7); ALTER TABLE member ADD FOREIGN KEY (team) REFERENCES team;",
            "DO $$ BEGIN UPDATE member SET level = 1; END $$; ALTER TABLE member ALTER COLUMN level SET NOT NULL;",
            "ALTER TABLE member ADD CONSTRAINT c CHECK (level > 0) NOT VALID;",
            "ALTER TABLE member ADD COLUMN code text UNIQUE;"})
    void what_may_well_go_is_let_pass(String sql) {
        assertEquals(List.of(), refusals(true, sql));
    }

    @Test
    void of_a_release_that_waits_for_its_contract_it_is_a_note() {
        Map<String, @Nullable Object> plan = club.plan("r2",
                and(FIRST, file("0002_unique.sql", "ALTER TABLE member ADD CONSTRAINT u UNIQUE (email);")), FIRST,
                false);
        ok(plan);
        assertTrue(club.list(plan, "notes").toString().contains(
                "0002_unique.sql: 1 value(s) of (email) are there more than once in member: the contract waits"),
                plan::toString);
    }
}
