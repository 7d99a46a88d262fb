package dev.towline.budget;

import java.util.Locale;

/** The list of all budgets, in Markdown. */
public final class LimitsPage {
    private static final String HEAD = """
            # Limits

            Everything that comes from Git, HTTP, a template, a build or a managed file has a limit. This page is made from the code;
            a test fails when it is stale. Where a limit has a key, you can change it there.
            """;

    private LimitsPage() {}

    public static String text() {
        StringBuilder page = new StringBuilder(HEAD);
        for (Budget.Area area : Budget.Area.values()) {
            section(page, area);
        }
        return page.toString();
    }

    private static void section(StringBuilder page, Budget.Area area) {
        boolean begun = false;
        for (Budget budget : Budget.values()) {
            if (budget.area() == area) {
                if (!begun) {
                    page.append("\n## ").append(area.title())
                            .append("\n\n| what | limit | beyond it | key |\n|---|---|---|---|\n");
                    begun = true;
                }
                page.append("| ").append(name(budget)).append(" | ").append(budget.text()).append(" | ")
                        .append(budget.beyond()).append(" | ")
                        .append(budget.key().isEmpty() ? "" : "`" + budget.key() + "`").append(" |\n");
            }
        }
    }

    private static String name(Budget budget) {
        return budget.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
