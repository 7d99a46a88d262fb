package dev.towline.desired.parse;

import com.fasterxml.jackson.core.JsonToken;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.source.Printable;
import java.util.List;
import java.util.regex.Pattern;

/** One value, taken only where every YAML reader takes it the same way. */
final class Scalar {
    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+");
    /** Words and numbers that Ansible's YAML takes for something else than the text that they look like. */
    private static final Pattern AMBIGUOUS = Pattern.compile("(?i)yes|no|on|off|y|n"
            + "|[-+]?0[0-7_]+|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\\.[0-9_]*)?|[-+]?\\.(inf|nan)|\\.nan"
            + "|[-+]?[0-9][0-9_]*\\.?[0-9_]*(e[-+]?[0-9]+)?|[-+]?\\.[0-9_]+(e[-+]?[0-9]+)?");

    private Scalar() {}

    static Node of(JsonToken token, String text, Place at, char first, List<Problem> problems) {
        boolean plain = "\"'|>".indexOf(first) < 0;
        if (!plain) {
            return new Node.Text(at, text, first == '|' || first == '>');
        }
        if (text.isEmpty()) {
            return new Node.Nothing(at);
        }
        if (WHOLE.matcher(text).matches()) {
            return new Node.Whole(at, Long.parseLong(text));
        }
        if (DECIMAL.matcher(text).matches()) {
            return new Node.Decimal(at, Double.parseDouble(text));
        }
        if (text.equals("true") || text.equals("false")) {
            return new Node.Flag(at, text.equals("true"));
        }
        if (token != JsonToken.VALUE_STRING || AMBIGUOUS.matcher(text).matches()) {
            problems.add(at.problem("'" + Printable.of(text, 60) + "' means different things to different YAML readers",
                    "put it in quotes, or write true, false or a decimal number"));
        }
        return new Node.Text(at, text, false);
    }
}
