package dev.towline.history.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towline.history.HistoryException;
import dev.towline.history.Undo;
import dev.towline.history.Undos;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UndoJsonTest {
    private static final String KEPT = "a".repeat(64);

    /** What version 1 wrote, in the order of {@link Undos}. A journal may be read by any later version: never edit a line, only add. */
    private static final List<String> VERSION_1 = List.of(
            "{'undo':'put-file','path':'/etc/a','kept':'" + KEPT
                    + "','ownership':{'owner':'root','group':'www-data','mode':416}}",
            "{'undo':'put-link','path':'/etc/l','target':'../a'}",
            "{'undo':'put-directory','path':'/etc/d','ownership':{'owner':'root','group':'www-data','mode':416}}",
            "{'undo':'remove','path':'/etc/r'}",
            "{'undo':'remove-tree','path':'/opt/t'}",
            "{'undo':'put-ownership','path':'/etc/o','ownership':{'owner':'root','group':'www-data','mode':416}}",
            "{'undo':'put-unit','unit':'club.service','enabled':true,'running':false}",
            "{'undo':'reload','unit':'nginx.service'}",
            "{'undo':'restart','unit':'club.service'}",
            "{'undo':'reload-definitions'}",
            "{'undo':'run','argv':['newaliases','-v']}",
            "{'undo':'end-job','name':'migrate-club'}",
            "{'undo':'drop','database':'towline_shadow_club','job':'towline-club-shadow'}",
            "{'undo':'put-back','database':'club','dump':'/var/backups/towline/club/x.dump'}",
            "{'undo':'take-back','database':'club','aside':'club_replaced_20261121_010203','user':'postgres'}",
            "{'undo':'several','undos':[{'undo':'drop','database':'a','job':'job'},"
                    + "{'undo':'put-back','database':'/opt/club/db','dump':'/x.sqlite3'}]}",
            "{'undo':'await-listening','socket':'/run/club/blue.sock'}",
            "{'undo':'nothing'}").stream().map(line -> line.replace('\'', '"')).toList();

    @Test
    void the_journal_of_version_1_is_read() {
        assertEquals(Undos.oneOfEach(KEPT), VERSION_1.stream().map(UndoJson::read).toList());
    }

    @Test
    void what_is_written_today_is_what_version_1_wrote() {
        assertEquals(VERSION_1, Undos.oneOfEach(KEPT).stream().map(UndoJson::write).toList());
    }

    @Test
    void every_kind_of_inverse_is_covered() {
        Set<Class<?>> covered = Undos.oneOfEach(KEPT).stream().map(Object::getClass).collect(Collectors.toSet());
        assertEquals(Set.copyOf(Arrays.asList(Undo.class.getPermittedSubclasses())), covered);
    }

    @Test
    void an_inverse_of_a_later_version_is_refused_with_the_remedy() {
        for (String json : List.of("{\"undo\":\"put-moon\"}",
                "{\"undo\":\"remove\",\"path\":\"/a\",\"how\":\"gently\"}",
                "{\"undo\":\"remove\"}", "{\"undo\":\"put-unit\",\"unit\":\"a\",\"enabled\":true}", "{}", "")) {
            HistoryException e = assertThrows(HistoryException.class, () -> UndoJson.read(json));
            assertTrue(e.getMessage().contains("start the version that wrote it"), e.getMessage());
        }
    }
}
