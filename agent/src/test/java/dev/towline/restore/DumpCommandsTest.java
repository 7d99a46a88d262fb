package dev.towline.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.render.RenderedRelease.RestoreSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The exact commands, because a shorter one would pass every other test. */
class DumpCommandsTest {
    private static final RestoreSource CLUB = new RestoreSource.Postgres("club");
    private final DumpCommands commands = new DumpCommands(List.of("sqlite"));

    /** {@code --list} reads the table of contents alone, and takes a dump that is cut in its data. */
    @Test
    void a_dump_is_read_back_whole_and_not_its_table_of_contents_alone() {
        assertEquals(List.of("pg_restore", "--file=/dev/null", "/backups/club.dump"),
                commands.verify(CLUB, "/backups/club.dump"));
    }

    @Test
    void a_dump_waits_for_no_lock_for_ever() {
        assertEquals(List.of("pg_dump", "--format=custom", "--lock-wait-timeout=10s", "--file=/backups/club.dump",
                "--dbname=dbname='club'"), commands.dump(CLUB, "/backups/club.dump"));
    }
}
