package dev.towline.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A column is renamed in two releases: the first adds it under its new name and copies the values, the second deletes the old one. Then
 * ten releases are skipped. Nobody notices, and each row has the value that was written, whichever code wrote it.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RenameHostTest {
    private static final int SKIPPED = 10;

    @RegisterExtension
    static final BootedHost LAB = BootedHost.of(HostImage.READY);

    static MigratingClub club;
    static TowlineOnHost towline;

    @BeforeAll
    static void theOldReleaseServes() {
        club = MigratingClub.serve(LAB.host());
        towline = club.towline;
    }

    @Test
    @Order(1)
    void the_first_release_adds_the_column_and_what_old_code_wrote_after_the_copy_is_copied_too() {
        club.underLoad(() -> towline.awaitLive("ysc", towline.club().push("two-1"), MigratingClub.BUILD));
        assertTrue(club.acknowledgedBy("r5") > 0 && club.acknowledgedBy("two-1") > 0);
        everyFlightLasted42();
    }

    @Test
    @Order(2)
    void rolled_back_old_code_goes_on_and_out_again_its_flights_are_copied() {
        club.underLoad(() -> towline.towline("rollback", "ysc").orFail());
        club.underLoad(() -> Await.holds("old code writes", Duration.ofSeconds(3), () -> true));
        club.underLoad(() -> towline.towline("retry", "ysc").orFail());
        everyFlightLasted42();
    }

    @Test
    @Order(3)
    void the_second_release_deletes_the_old_column_when_nobody_needs_it() {
        club.underLoad(() -> towline.awaitLive("ysc", towline.club().push("two-1", "two-2"), MigratingClub.BUILD));
        assertTrue(club.column("logsheet_flight", "minutes"), "kept for old code");
        everyFlightLasted42();
    }

    @Test
    @Order(4)
    void ten_releases_are_skipped_at_once() {
        for (int number = 1; number < SKIPPED; number++) {
            release(number);
            towline.club().git().commit("Step " + number);
        }
        release(SKIPPED);
        // In one push: an agent that sees one in between rightly begins with it.
        club.underLoad(() -> towline.awaitLive("ysc", towline.club().git().push("Step " + SKIPPED),
                MigratingClub.BUILD));
        assertTrue(!club.column("logsheet_flight", "minutes"), "contracted by the release after it");
        // Each release adds a column and deletes that of the one before the last; what came and went in between never was.
        assertEquals("step10,step9", club.sql("select string_agg(column_name, ',' order by column_name) from "
                + "information_schema.columns where table_name = 'logsheet_flight' and column_name like 'step%'"));
        everyFlightLasted42();
        club.underLoad(() -> towline.towline("rollback", "ysc").orFail());
        club.underLoad(() -> towline.towline("retry", "ysc").orFail());
        everyFlightLasted42();
        assertEquals(0, club.number("select count(*) from logsheet_flight where step9 <> 9 or step10 <> 10"));
    }

    @Test
    @Order(5)
    void an_agent_that_is_killed_while_a_migration_runs_cuts_nothing() {
        GitRepository git = towline.club().git();
        git.write("logsheet/migrations/0015_slow.py", """
                import time

                from django.db import migrations


                def slow(apps, schema_editor):
                    time.sleep(6)
                    apps.get_model("logsheet", "Glider").objects.update(model="seen")


                class Migration(migrations.Migration):
                    dependencies = [('logsheet', '%s')]
                    operations = [migrations.RunPython(slow, migrations.RunPython.noop)]
                """.formatted(name(SKIPPED)));
        git.write("VERSION", "slow\n");
        String agent = agent();
        club.underLoad(() -> {
            String slow = git.push("A slow migration");
            Await.until("the migration runs", MigratingClub.BUILD, () -> club.host.exec("systemctl", "is-active",
                    "towline-towline-ysc-migrate-*").stdout().lines().anyMatch(line -> line.startsWith("activ")));
            club.host.execOk("systemctl", "kill", "--signal=KILL", "towline");
            towline.awaitLive("ysc", slow, MigratingClub.BUILD);
        });
        assertNotEquals(agent, agent());
        assertEquals(1, club.number("select count(*) from django_migrations where name = '0015_slow'"));
        assertEquals(0, club.number("select count(*) from logsheet_glider where model <> 'seen'"));
        everyFlightLasted42();
    }

    private static String agent() {
        return club.host.execOk("systemctl", "show", "-P", "InvocationID", "towline").line();
    }

    private static void everyFlightLasted42() {
        assertEquals(0, club.number("select count(*) from logsheet_flight where duration <> 42"));
        assertTrue(club.number("select count(*) from logsheet_flight") >= club.acknowledged());
    }

    /** One of many: it adds a column, deletes that of the release before the last, and changes no code else. */
    private static void release(int number) {
        GitRepository git = towline.club().git();
        String before = number == 1 ? "0004_remove_flight_minutes" : name(number - 1);
        String operations = "migrations.AddField('flight', 'step" + number + "', models.IntegerField(default=" + number
                + ")),\n"
                + (number > 2 ? "        migrations.RemoveField('flight', 'step" + (number - 2) + "'),\n" : "");
        git.write("logsheet/migrations/" + name(number) + ".py", """
                from django.db import migrations, models


                class Migration(migrations.Migration):
                    dependencies = [('logsheet', '%s')]
                    operations = [
                        %s    ]
                """.formatted(before, operations));
        String models = git.read("logsheet/models.py").replaceAll("    step.*\n", "");
        String fields = (number > 1 ? field(number - 1) : "") + field(number);
        git.write("logsheet/models.py", models.replace("    duration =", fields + "    duration ="));
        git.write("VERSION", "step-" + number + "\n");
    }

    private static String field(int number) {
        return "    step" + number + " = models.IntegerField(default=" + number + ")\n";
    }

    private static String name(int number) {
        return "%04d_step_%d".formatted(number + 4, number);
    }
}
