package dev.towline.migrate.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towline.migrate.rule.Finding;
import dev.towline.migrate.rule.Severity;
import dev.towline.migrate.sql.Place;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the deploy's judge and the rules become one report. */
class JudgementTest {
    private static final SourceFile OLD = new SourceFile("club/migrations/0001_initial.py", "old");
    private static final SourceFile NEW = new SourceFile("club/migrations/0002_more.py", "new");
    private static final SourceFile MODELS = new SourceFile("club/models.py", "models");

    private static Located ruled(String rule, int line) {
        return Located.of(Finding.of(rule), new Place(line, 9), "ALTER TABLE t RENAME a TO b");
    }

    private static Judgement.Found found(SourceFile file, int line, String rule, boolean blocks) {
        return new Judgement.Found(file, line, rule, blocks, "ALTER …", "why", "the code to write");
    }

    private static List<String> with(List<FileReport> reports, List<RuleOverride> overrides,
            Judgement.Found... found) {
        return new Judgement(Set.of(NEW.path()), List.of(found)).with(reports, overrides).stream()
                .flatMap(r -> r.findings().stream().map(f -> r.file().name() + ":" + f.place().line() + " "
                        + f.rule().id() + " " + f.severity().word() + " " + f.remedy().lines().findFirst().orElse("")))
                .toList();
    }

    @Test
    void only_what_the_base_has_not_is_reported() {
        assertEquals(List.of(), with(List.of(new FileReport(OLD, List.of(ruled("rename-column", 3)))), List.of()));
    }

    @Test
    void what_both_refuse_is_told_once_with_the_remedy_for_that_very_field() {
        List<FileReport> rules = List.of(new FileReport(NEW, List.of(ruled("rename-column", 7))));
        assertEquals(List.of("0002_more.py:7 rename-column block the code to write"),
                with(rules, List.of(), found(NEW, 7, "rename-column", true)));
        assertEquals(List.of("0002_more.py:7 rename-column block the code to write"),
                with(rules, List.of(), found(NEW, 7, "hidden-change", true)));
    }

    @Test
    void what_the_rules_do_not_see_is_added_at_its_place() {
        List<FileReport> rules = List.of(new FileReport(NEW, List.of()));
        assertEquals(
                List.of("0002_more.py:1 shadow-refused block the code to write",
                        "0002_more.py:4 structure block the code to write"),
                with(rules, List.of(), found(NEW, 4, "structure", true), found(NEW, 0, "duplicates", true)));
        assertEquals(List.of("models.py:12 structure warn the code to write"),
                with(rules, List.of(), found(MODELS, 12, "structure", false)));
    }

    @Test
    void structure_is_told_beside_the_rule_that_blocks_the_line() {
        List<FileReport> rules = List.of(new FileReport(NEW, List.of(ruled("rename-column", 7).as(Severity.WARN))));
        assertEquals(2, with(rules, List.of(), found(NEW, 7, "structure", true)).size());
    }

    @Test
    void only_an_edit_is_overridden_here_because_a_deploy_lets_nobody_override_the_others() {
        List<RuleOverride> overrides = List.of(
                new RuleOverride("out-of-order", "0002_more.py", NEW.sha256(), "never released"),
                new RuleOverride("structure", "0002_more.py", NEW.sha256(), "I know better"));
        assertEquals(List.of("0002_more.py:1 out-of-order warn the code to write"),
                with(List.of(), overrides, found(NEW, 1, "out-of-order", true)));
        assertEquals(List.of("0002_more.py:1 structure block the code to write"),
                with(List.of(), overrides, found(NEW, 1, "structure", true)));
    }
}
