package dev.towline.host.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** systemd's rules for the text of unit files. */
final class UnitTextTest {
    private static ExecLine line(String value) {
        return ExecLine.parse("a@b.service", new UnitFile.Setting("Service", "ExecStart", value, 1),
                Specifiers.of("a@b.service")).getFirst();
    }

    @Test
    void words_follow_quotes_and_escapes() {
        assertEquals(List.of("a", "b c", "d'e", "f\"g", "h i", "tab\there", ""),
                Words.texts("a \"b c\" \"d'e\" 'f\"g' h\\x20i tab\\there ''"));
    }

    @Test
    void an_open_quote_is_an_error_with_the_line() {
        UnitProblem e = assertThrows(UnitProblem.class, () -> ServiceSpec.of(
                UnitFile.parse("a.service", List.of("[Service]\nExecStart=sh -c 'x\n"))));
        assertEquals("a.service:2: ExecStart=: the quote ' is not closed", e.getMessage());
    }

    @Test
    void prefixes_are_taken_off() {
        ExecLine exec = line("-+:/bin/x $A");
        assertTrue(exec.mayFail());
        assertEquals(List.of("/bin/x", "$A"), exec.expand(Map.of("A", "1")));
        assertEquals(List.of("/bin/x", "arg"), line("@/bin/x othername arg").argv());
    }

    @Test
    void variables_are_put_in_as_words_or_within_words() {
        Map<String, String> environment = Map.of("A", "one 'two three'", "B", "b");
        assertEquals(List.of("x", "one", "two three", "one 'two three'", "pre-b-post", "$B", "$Bx", "5$", ""),
                line("x $A ${A} pre-${B}-post $$B $$Bx 5$$ ${UNSET}").expand(environment));
        assertEquals(List.of("x"), line("x $UNSET").expand(environment));
    }

    @Test
    void specifiers_name_unit_and_instance() {
        assertEquals(List.of("x", "a@b.service", "b", "a", "100%"), line("x %n %i %p 100%%").argv());
        assertThrows(UnitProblem.class, () -> line("x %z"));
    }

    @Test
    void a_lone_semicolon_separates_commands() {
        List<ExecLine> lines = ExecLine.parse("a.service",
                new UnitFile.Setting("Service", "ExecStart", "one 1 ; two \\; 2", 1), Specifiers.of("a.service"));
        assertEquals(List.of(List.of("one", "1"), List.of("two", ";", "2")),
                lines.stream().map(ExecLine::argv).toList());
    }

    @Test
    void lines_join_comments_vanish_and_an_empty_value_forgets() {
        UnitFile file = UnitFile.parse("a.service", List.of("""
                # comment
                [Service]
                ExecStart=one \\
                  # inside
                  two
                ; other comment
                Environment=A=1
                """, "[Service]\nEnvironment=\nEnvironment=B=2\n"));
        assertEquals("one  two", file.value("Service", "ExecStart", "").strip());
        assertEquals(List.of("B=2"), ServiceSpec.of(file).environment());
    }

    @Test
    void an_environment_file_has_its_own_quotes() {
        assertEquals(Map.of("A", "plain value", "B", "a # b", "C", "x$y\\n", "D", "it's", "E", "", "F", "joined line"),
                EnvironmentText.parse("""
                        # comment
                        A=plain value \s
                        B="a # b"
                        C="x\\$y\\n"
                        D='it'"'"s
                        E=
                        no assignment
                        9bad=1
                        F=joined \\
                        line
                        """));
    }

    @ParameterizedTest
    @CsvSource({"90,90000", "100ms,100", "1min 30s,90000", "1h,3600000", "2.5s,2500", "1d,86400000"})
    void time_spans(String text, long milliseconds) {
        assertEquals(Optional.of(Duration.ofMillis(milliseconds)), TimeSpan.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "5 parsecs", "-1"})
    void what_is_no_time_span(String text) {
        assertEquals(Optional.empty(), TimeSpan.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"daily,2026-01-02T00:00:00", "hourly,2026-01-01T11:00:00", "*:0/15,2026-01-01T10:45:00",
            "*-*-* 03:30:00,2026-01-02T03:30:00", "03:30,2026-01-02T03:30:00", "Mon..Fri 07:00,2026-01-02T07:00:00",
            "Sat 07:00,2026-01-03T07:00:00", "monthly,2026-02-01T00:00:00", "*-*-15 12:00,2026-01-15T12:00:00",
            "*-02-29 00:00,2028-02-29T00:00:00", "10:30:31,2026-01-01T10:30:31", "10:30:30,2026-01-02T10:30:30"})
    void calendar_events_after_half_past_ten_on_new_years_day(String text, LocalDateTime next) {
        assertEquals(Optional.of(next), CalendarSpec.parse(text).orElseThrow()
                .after(LocalDateTime.parse("2026-01-01T10:30:30")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Foo 10:00", "25:00", "*-*-* 10:00 UTC", "2026-01-01 10:00", "*-13-01 10:00", "*:0/0", "x"})
    void calendar_events_that_are_not_known(String text) {
        assertEquals(Optional.empty(), CalendarSpec.parse(text));
    }
}
