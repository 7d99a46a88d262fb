package dev.towline.migrate.rule;

import dev.towline.budget.Budget;
import dev.towline.migrate.sql.Change;
import dev.towline.migrate.sql.Kind;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a setting leaves later statements without a time limit that protects others. */
final class Timeouts {
    private static final Pattern AMOUNT = Pattern.compile("([+-]?\\d+(?:\\.\\d+)?)\\s*([a-z]*)");
    /** Units of PostgreSQL's time settings, in milliseconds; one without a unit is in milliseconds. */
    private static final Map<String, BigDecimal> UNITS = Map.of("us", new BigDecimal("0.001"), "ms", BigDecimal.ONE, "",
            BigDecimal.ONE, "s", new BigDecimal(1_000), "min", new BigDecimal(60_000), "h", new BigDecimal(3_600_000),
            "d",
            new BigDecimal(86_400_000));

    private Timeouts() {}

    /** SET to zero, to a value that protects nobody, to the default (which is zero), or RESET. */
    static boolean loosened(Change change) {
        return change.is(Kind.SET) && switch (String.valueOf(change.name()).toLowerCase(Locale.ROOT)) {
            case "lock_timeout" -> useless(change.expression(), Budget.MIGRATION_LONGEST_LOCK_WAIT);
            case "statement_timeout" -> useless(change.expression(), Budget.MIGRATION_LONGEST_STATEMENT);
            case "all" -> true;
            default -> false;
        };
    }

    static boolean about(Change change) {
        String name = String.valueOf(change.name()).toLowerCase(Locale.ROOT);
        return change.is(Kind.SET) && (name.equals("lock_timeout") || name.equals("statement_timeout"));
    }

    private static boolean useless(@org.jspecify.annotations.Nullable String value, Budget longest) {
        if (value == null) {
            return true;
        }
        Matcher amount = AMOUNT.matcher(value.replaceAll("^E?['\"]|['\"]$", "").strip().toLowerCase(Locale.ROOT));
        BigDecimal unit = amount.matches() ? UNITS.get(amount.group(2)) : null;
        if (unit == null) {
            return true;
        }
        BigDecimal millis = new BigDecimal(amount.group(1)).multiply(unit);
        return millis.compareTo(BigDecimal.ONE) < 0 || millis.compareTo(BigDecimal.valueOf(longest.amount())) > 0;
    }
}
