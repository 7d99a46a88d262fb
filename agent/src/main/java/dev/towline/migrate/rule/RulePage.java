package dev.towline.migrate.rule;

import java.util.List;

/** The reference page of the rules, from the rules. */
public final class RulePage {
    private RulePage() {}

    public static String text() {
        StringBuilder page = new StringBuilder("""
                # Migration rules

                Written from the rules themselves; do not edit. `towline lint` judges by them, and so does every deploy before it sends a statement.

                *Class* says what the statement does to code that runs: **expand-safe** (the running release survives it), **contract** (only when nothing needs
                what goes or tightens), **blocking** (a lock or rewrite for so long that requests wait; a safe form is named), **opaque** (nothing can be said),
                **never** (no order makes it safe). *Block* means that a deploy refuses it for this reason; *warn* that it goes on: a contract statement in a file that is
                all contract waits by itself, and on a table below 10 MB a blocking lock is short. Locks and rewrites were read off a PostgreSQL 15 and are held against 17; versions that differ are named.

                """);
        for (Rule.Group group : Rule.Group.values()) {
            List<Rule> rules = Catalogue.rules().stream().filter(rule -> rule.group() == group).toList();
            page.append("## ").append(heading(group)).append("\n\n| id | what | class | |\n|---|---|---|---|\n");
            for (Rule rule : rules) {
                page.append("| [`").append(rule.id()).append("`](#").append(rule.id()).append(") | ")
                        .append(cell(rule.what())).append(" | ").append(rule.verdict().word()).append(" | ")
                        .append(rule.severity().word()).append(" |\n");
            }
            page.append('\n');
            rules.forEach(rule -> section(page, rule));
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static String heading(Rule.Group group) {
        return switch (group) {
            case COMPATIBILITY -> "Compatibility: what other code would fail on";
            case LOCKS -> "Locks: what makes requests wait";
            case PROCESS -> "Process: what cannot be judged, repeated or ordered";
        };
    }

    private static void section(StringBuilder page, Rule rule) {
        page.append("### ").append(rule.id()).append("\n\n").append(rule.what()).append(": **")
                .append(rule.verdict().word()).append("**, ").append(rule.severity().word()).append(".\n\n- Why: ")
                .append(rule.why()).append(".\n- Instead: ").append(rule.remedy()).append(".\n- Known to: ")
                .append(rule.source()).append(".\n\n");
        if (!rule.example().isEmpty()) {
            page.append("```").append(rule.example().contains("models.") || rule.example().contains("migrations.Run")
                    ? "python"
                    : rule.example().startsWith("towline") ? "sh" : "sql").append('\n').append(rule.example())
                    .append("\n```\n\n");
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
