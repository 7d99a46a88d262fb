package dev.towline.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.host.TemporaryPostgres;
import dev.towline.history.Outcome;
import dev.towline.restore.Proof;
import dev.towline.restore.RestorePoint;
import dev.towline.restore.RestoreReport;
import dev.towline.trigger.Trigger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restore points of a real PostgreSQL: proved beside it, put in the place of what is live, and taken back from anywhere. */
class RestoreIT {
    private static @Nullable TemporaryPostgres server;
    @TempDir
    Path folder;
    @SuppressWarnings("NullAway.Init")
    private RestoringSite site;

    @BeforeAll
    static void start() throws Exception {
        server = TemporaryPostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static TemporaryPostgres server() {
        return java.util.Objects.requireNonNull(server);
    }

    /** A club with three members and a function in a language that only the superuser can bring. */
    @BeforeEach
    void open() throws Exception {
        site = RestoringSite.on(server(), folder);
        for (String old : site.host().databases().named("")) {
            if (!List.of("postgres", "template0", "template1").contains(old)) {
                site.host().databases().drop(old);
            }
        }
        site.host().databases().putRole("club", "geheim");
        site.host().databases().create("club", "club");
        site.host().databases().extension("club", "pg_stat_statements");
        ask("set role club; create table member (name text); insert into member values ('Ada'), ('Grace'), ('Mary');"
                + " create table django_migrations (id serial, app text, name text);"
                + " insert into django_migrations (app, name) values ('club', '0001_initial')");
    }

    private static String ask(String sql) {
        return server().ask("club", sql);
    }

    private static String members() {
        return ask("select string_agg(name, ',' order by name) from member");
    }

    private RestoreReport prove(boolean keep) {
        return site.restores().prove(RestoringSite.SITE,
                new Trigger.Request.Prove(Optional.empty(), Optional.empty(), keep));
    }

    private RestoreReport replace(RestorePoint point) {
        return site.restores().replace(RestoringSite.SITE, new Trigger.Request.Restore(point.name(), true), "ada");
    }

    @Test
    void a_point_is_proved_beside_the_live_database_and_what_differs_is_told() {
        site.save("aaaaaaa-00000001");
        ask("insert into member values ('Joan')");
        ask("create table later (a int)");
        ask("insert into django_migrations (app, name) values ('club', '0002_later')");
        RestoreReport report = prove(false);
        assertEquals("", report.failure());
        Proof proof = java.util.Objects.requireNonNull(report.proof());
        assertTrue(proof.tables().contains(new Proof.Table("public.member", 4L, 3L)), proof.toString());
        assertTrue(proof.tables().contains(new Proof.Table("public.later", 0L, null)), proof.toString());
        assertEquals(List.of("club.0002_later"), proof.migrations().onlyLive());
        assertEquals(List.of("public.django_migrations", "public.member"),
                proof.lost().stream().map(Proof.Table::name).toList());
        assertFalse(site.host().databases().named("").contains(proof.scratch()));
        assertEquals("Ada,Grace,Joan,Mary", members());
    }

    @Test
    void sql_files_are_compared_as_the_ledger_has_them() {
        ask("create schema towline; create table towline.sql_file (name text primary key, sha256 text not null, release text not null,"
                + " contract boolean not null, state text not null, steps integer not null default 0);"
                + " drop table django_migrations; insert into towline.sql_file values ('0001_member.sql', repeat('a', 64), 'r1', false, 'baseline'),"
                + " ('0002_age.sql', repeat('b', 64), 'r1', false, 'done'), ('0003_name.sql', repeat('c', 64), 'r1', true, 'waiting')");
        site.save("aaaaaaa-00000001");
        ask("update towline.sql_file set state = 'done' where name = '0003_name.sql'; insert into towline.sql_file"
                + " values (E'0004_x.sql\nrows 9 x', repeat('d', 64), 'r2', false, 'done', 0), ('0005_y.sql', repeat('e', 64), 'r2', false, 'running', 1)");
        Proof proof = java.util.Objects.requireNonNull(prove(false).proof());
        assertEquals(List.of("0003_name.sql", "0004_x.sql rows 9 x"), proof.migrations().onlyLive());
        assertEquals(List.of(), proof.migrations().onlyRestored());
        assertEquals(
                List.of("0003_name.sql cccccccccccc r1 done steps 0",
                        "0004_x.sql rows 9 x dddddddddddd r2 done steps 0",
                        "0005_y.sql eeeeeeeeeeee r2 running steps 1"),
                proof.ledger().onlyLive());
        assertEquals(List.of("0003_name.sql cccccccccccc r1 waiting steps 0"), proof.ledger().onlyRestored());
        assertEquals(new Proof.Table("towline.sql_file", 5L, 3L), proof.lost().getFirst());
    }

    @Test
    void what_was_restored_beside_can_be_kept_and_belongs_to_the_role() {
        site.save("aaaaaaa-00000001");
        Proof proof = java.util.Objects.requireNonNull(prove(true).proof());
        assertEquals("towline_scratch_club", proof.scratch());
        assertEquals(Optional.of("club"), site.host().databases().owner(proof.scratch()));
        assertEquals("club", server().ask(proof.scratch(),
                "select tableowner from pg_tables where tablename = 'member'"));
        assertEquals("1", server().ask(proof.scratch(),
                "select count(*) from pg_extension where extname = 'pg_stat_statements'"));
    }

    @Test
    void a_point_whose_bytes_changed_is_refused_before_anything_is_restored() throws Exception {
        RestorePoint point = site.save("aaaaaaa-00000001");
        Path file = Path.of(point.path());
        assertTrue(file.toFile().setWritable(true));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        RestoreReport report = prove(false);
        assertTrue(report.failure().contains("it is not what was saved"), report.failure());
        assertTrue(replace(point).failure().contains("it is not what was saved"));
        assertEquals(List.of("web"), site.running());
    }

    @Test
    void a_dump_that_does_not_restore_is_said_with_what_postgresql_says_and_leaves_nothing() {
        ask("create function broken() returns int language sql as 'select 1'");
        ask("set check_function_bodies = off; create view v as select broken() as x;"
                + " create table t (a int check (a > 0)); insert into t values (1);"
                + " create or replace function broken() returns int language plpgsql as"
                + " 'begin perform * from no_such_table; return 1; end'; create materialized view m as select 1 as x");
        ask("create function positive(int) returns boolean language sql immutable as 'select $1 > 0'");
        ask("create table u (a int check (positive(a))); insert into u values (1);"
                + " create or replace function positive(int) returns boolean language sql immutable as 'select false'");
        site.save("aaaaaaa-00000001");
        RestoreReport report = prove(true);
        assertTrue(report.failure().contains("violates check constraint"), report.failure());
        assertEquals(List.of(), site.host().databases().named("towline_scratch"));
    }

    @Test
    void a_point_takes_the_place_of_the_database_and_what_was_there_stays() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        ask("delete from member where name = 'Ada'");
        RestoreReport report = replace(point);
        assertEquals("", report.failure());
        assertEquals("Ada,Grace,Mary", members());
        List<String> aside = site.restores().setAside(RestoringSite.SITE);
        assertEquals(1, aside.size());
        assertEquals("Grace,Mary",
                server().ask(aside.getFirst(), "select string_agg(name, ',' order by name) from member"));
        assertTrue(report.notes().stream().anyMatch(note -> note.contains(aside.getFirst())), report.toString());
        List<RestorePoint> points = site.restores().points(RestoringSite.SITE);
        assertEquals(List.of("aaaaaaa-00000001", RestorePoint.BEFORE_RESTORE),
                points.stream().map(RestorePoint::release).toList());
        assertEquals(List.of("web"), site.running());
        assertFalse(site.isClosed());
        assertEquals(Optional.of("club"), site.host().databases().owner("club"));
        assertEquals(Outcome.SUCCEEDED,
                site.history().deployments().newest(RestoringSite.SITE, 1).getFirst().outcome());
        assertTrue(site.history().journal().openDeployment(RestoringSite.SITE).isEmpty());
    }

    @Test
    void the_site_is_closed_and_stopped_while_the_databases_are_exchanged_and_not_before() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        site.watch("restore", () -> assertEquals(List.of("web"), site.running()));
        site.watch("dump", () -> assertTrue(site.isClosed() && site.running().isEmpty()));
        assertEquals("", replace(point).failure());
        assertEquals(2, site.watched());
    }

    @Test
    void the_release_that_runs_brings_the_migrations_that_the_point_lacks() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        ask("insert into django_migrations (app, name) values ('club', '0002_later')");
        assertEquals("", replace(point).failure());
        assertEquals("0001_initial,0002_later",
                ask("select string_agg(name, ',' order by name) from django_migrations"));
    }

    @Test
    void where_its_migrations_fail_everything_is_as_it_was() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        ask("insert into django_migrations (app, name) values ('club', '0002_later')");
        ask("insert into member values ('Joan')");
        site.migrationsFail();
        RestoreReport report = replace(point);
        assertTrue(report.failure().contains("the migration ended with 1")
                && report.failure().endsWith("all is as it was"), report.failure());
        assertEquals("Ada,Grace,Joan,Mary", members());
        assertEquals(List.of("web"), site.running());
        assertFalse(site.isClosed());
        assertEquals(List.of(), site.host().databases().named("club_replaced"));
        assertEquals(List.of(), site.host().databases().named("towline_scratch"));
    }

    /** Killed at each effect in turn and begun again, as recovery does. */
    @Test
    void a_failed_maintenance_release_is_put_back_wherever_it_is_cut_and_nothing_is_left_beside() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        ask("insert into member values ('Joan')");
        int deaths = 0;
        do {
            site.dieAtEffect(++deaths);
            String members = members();
            assertTrue(members.equals("Ada,Grace,Joan,Mary") || members.equals("Ada,Grace,Mary"), members);
        } while (site.survives(() -> site.putBack(point)));
        assertTrue(deaths > 8, deaths + " effects");
        assertEquals("Ada,Grace,Mary", members());
        assertEquals(Optional.of("club"), site.host().databases().owner("club"));
        assertEquals(List.of("club"), site.host().databases().named("club"));
        assertEquals(List.of(), site.host().databases().named("towline"));
    }

    /** Tables have other numbers in a restored database, and columns too where one was dropped before. */
    @Test
    void the_ledger_finds_tables_columns_and_constraints_again() {
        ask("alter table member add gone int, add age int, add constraint adult check (age > 17);"
                + " alter table member drop gone");
        ask("create schema towline; create table towline.statement (id serial, release text, migration text, phase text,"
                + " state text, kind text, schema_name text, table_name text, column_name text, name text, table_oid bigint,"
                + " attnum integer, object_oid bigint, detail text not null default '{}');"
                + " insert into towline.statement (kind, schema_name, table_name, column_name, table_oid, attnum, detail)"
                + " select 'drop-column', 'public', 'member', 'age', attrelid, attnum, '{\"x\": 1, \"columns\": [[\"age\", '"
                + " || attnum || ']]}' from pg_attribute where attname = 'age';"
                + " insert into towline.statement (kind, schema_name, table_name, name, table_oid, object_oid)"
                + " select 'drop-constraint', 'public', 'member', conname, conrelid, oid from pg_constraint where conname = 'adult';"
                + " insert into towline.statement (kind, schema_name, table_name, table_oid)"
                + " select 'drop-table', 'public', 'nothing', 'member'::regclass");
        RestorePoint point = site.save("aaaaaaa-00000001");
        String before = ask("select 'member'::regclass::oid");
        assertEquals("", replace(point).failure());
        assertFalse(before.equals(ask("select 'member'::regclass::oid")));
        assertEquals("t|t|[[\"age\", 2]]", ask("select table_oid = 'member'::regclass::oid, attnum = (select attnum"
                + " from pg_attribute where attrelid = 'member'::regclass and attname = 'age'), detail::jsonb->'columns'"
                + " from towline.statement where kind = 'drop-column'"));
        assertEquals("t", ask("select object_oid = (select oid from pg_constraint where conname = 'adult')"
                + " from towline.statement where kind = 'drop-constraint'"));
        assertEquals("4294967295", ask("select table_oid from towline.statement where kind = 'drop-table'"));
    }

    @Test
    void a_point_of_another_sites_database_is_refused() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        site.rename(point, point.name().replace("-club.dump", "-postgres.dump"));
        RestoreReport report = prove(false);
        assertTrue(report.failure().contains("no database of ysc"), report.failure());
    }

    /** Killed before and after each effect in turn, also while it is being taken back: one of the two, whole, and open. */
    @Test
    void wherever_the_agent_is_killed_the_site_comes_back_on_the_database_that_it_had_or_on_the_restored_one() {
        RestorePoint point = site.save("aaaaaaa-00000001");
        ask("insert into member values ('Joan')");
        ask("insert into django_migrations (app, name) values ('club', '0002_later')");
        boolean done = false;
        int deaths = 0;
        while (!done) {
            site.dieAtEffect(++deaths);
            done = !site.survives(() -> assertEquals("", replace(point).failure()));
            site.dieAtEffect(done ? 0 : 1 + deaths % 4);
            while (site.survives(() -> site.recover())) {
                site.dieAtEffect(0);
            }
            site.dieAtEffect(0);
            String committed = site.history().deployments().newest(RestoringSite.SITE, 1).getFirst()
                    .outcome() == Outcome.SUCCEEDED ? "Ada,Grace,Mary" : "Ada,Grace,Joan,Mary";
            assertEquals(committed, members(), "after death " + deaths);
            assertEquals("2", ask("select count(*) from django_migrations"), "after death " + deaths);
            assertEquals(List.of("web"), site.running(), "after death " + deaths);
            if (committed.equals("Ada,Grace,Mary")) {
                ask("insert into member values ('Joan')");
                site.host().files().delete(site.flag());
            }
            assertFalse(site.isClosed(), "after death " + deaths);
        }
        assertTrue(deaths > 20, deaths + " effects");
    }
}
