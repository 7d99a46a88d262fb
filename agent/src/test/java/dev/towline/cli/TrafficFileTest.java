package dev.towline.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrafficFileTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("statements.jsonl"), text);
    }

    private String refused(String text) throws IOException {
        return refused(file(text));
    }

    private static String refused(Path file) {
        return String.valueOf(assertThrows(Common.Invalid.class, () -> TrafficFile.read(file)).getMessage());
    }

    @Test
    void a_statement_a_line_and_the_calls_of_one_text_are_added() throws IOException {
        assertEquals(Map.of("SELECT a\nFROM t", 5L, "SELECT 1", 1L), TrafficFile.read(file("""
                {"query" : "SELECT a\\nFROM t", "calls" : 2}

                {"query" : "SELECT 1", "calls" : 1}
                {"query" : "SELECT a\\nFROM t", "calls" : 3}
                """)));
    }

    @Test
    void what_is_no_line_of_it_is_named_with_its_line_and_how_to_make_one() throws IOException {
        for (String bad : List.of("query,calls", "[]", "{\"query\": \"SELECT 1\"}", "{\"query\": 1, \"calls\": 1}",
                "{\"query\": \"SELECT 1\", \"calls\": \"many\"}", "{\"query\": \"SELECT 1\", \"calls\": -1}")) {
            String said = refused("{\"query\": \"SELECT 1\", \"calls\": 1}\n" + bad + "\n");
            assertTrue(said.contains("statements.jsonl:2:1: this is no {\"query\": \"SELECT …\", \"calls\": 7}"), said);
            assertTrue(said.contains("json_build_object('query', query, 'calls', calls)"), said);
        }
    }

    @Test
    void statements_that_are_hidden_do_not_count_as_none() throws IOException {
        String hidden = "{\"query\": \"<insufficient privilege>\", \"calls\": 9}\n";
        assertTrue(refused(hidden + hidden).contains("the texts of all 2 statements are hidden"));
        assertEquals(Map.of("SELECT 1", 1L),
                TrafficFile.read(file(hidden + "{\"query\": \"SELECT 1\", \"calls\": 1}\n")));
    }

    @Test
    void an_empty_missing_or_strange_file_is_refused() throws IOException {
        assertTrue(refused("\n").contains("there is no statement in it"));
        assertTrue(refused(folder.resolve("none")).contains("there is no such file"));
        assertTrue(refused(Files.write(folder.resolve("strange"), new byte[]{(byte) 0xff, (byte) 0xfe}))
                .contains("it is not UTF-8"));
    }
}
