package dev.towline.desired.parse;

import dev.towline.desired.Key;
import dev.towline.desired.Problem;
import dev.towline.desired.Template;
import dev.towline.source.Printable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Single values; nothing is made into what it is not: no "1" for 1, no 1 for true. */
final class Values {
    private static final Set<Class<?>> PLAIN = Set.of(String.class, Template.class, int.class, Integer.class,
            boolean.class,
            Boolean.class);

    private final List<Problem> problems;

    Values(List<Problem> problems) {
        this.problems = problems;
    }

    static boolean knows(Class<?> type) {
        return PLAIN.contains(type) || type.isEnum() || Word.isWord(type);
    }

    @Nullable
    Object read(Node node, Class<?> type, Key key) {
        if (type == int.class || type == Integer.class) {
            return number(node, key);
        }
        if (type == boolean.class || type == Boolean.class) {
            return node instanceof Node.Flag flag ? (Object) flag.value() : wrong(node, "true or false");
        }
        if (type == String.class) {
            return node instanceof Node.Text text ? text(text, text.text()) : wrong(node, "a text");
        }
        if (type == Template.class) {
            return node instanceof Node.Text text && text(text, text.text()) != null
                    ? new Template(text.text(), text.at(), text.block())
                    : wrong(node, "a text");
        }
        if (type.isEnum()) {
            return choice(node, type);
        }
        return word(node, Word.of(type), key);
    }

    private @Nullable Object number(Node node, Key key) {
        if (!(node instanceof Node.Whole whole)) {
            return wrong(node, "a whole number");
        }
        if (whole.value() < key.min() || whole.value() > key.max()) {
            problems.add(node.at().problem(whole.value() + " is out of range",
                    "it is " + (key.max() == Integer.MAX_VALUE
                            ? "at least " + key.min()
                            : key.min() + " to " + key.max())));
            return null;
        }
        return (int) whole.value();
    }

    private @Nullable String text(Node node, String text) {
        if (text.indexOf('\0') >= 0) {
            problems.add(node.at().problem("the text holds a NUL character", "remove it"));
            return null;
        }
        return text;
    }

    private @Nullable Object choice(Node node, Class<?> type) {
        List<String> names = EnumNames.of(type);
        if (!(node instanceof Node.Text text)) {
            return wrong(node, "one of " + String.join(", ", names));
        }
        int index = names.indexOf(text.text());
        if (index >= 0) {
            return type.getEnumConstants()[index];
        }
        problems.add(node.at().problem("'" + Printable.of(text.text(), 60) + "' is none of " + String.join(", ", names),
                Nearest.to(text.text(), names).map(n -> "did you mean '" + n + "'?").orElse("")));
        return null;
    }

    private @Nullable Object word(Node node, Word<?> word, Key key) {
        String text;
        if (node instanceof Node.Text t) {
            text = t.text();
        } else if (word.numbers() && node instanceof Node.Whole w) {
            text = Long.toString(w.value());
        } else {
            String hint = key.example().isEmpty() ? "" : ", for instance " + key.example();
            return wrong(node, "a " + word.label() + (node instanceof Node.Whole ? " in quotes" : "") + hint);
        }
        try {
            return word.parse().apply(text);
        } catch (IllegalArgumentException e) {
            problems.add(node.at().problem(complaint(word, text, String.valueOf(e.getMessage()))));
            return null;
        }
    }

    /** The value is named unless it may be a secret, or the message names it already. */
    private static String complaint(Word<?> word, String text, String message) {
        boolean silent = word.type() == dev.towline.desired.SecretName.class
                || word.type() == dev.towline.source.RemoteUrl.class
                || message.contains("'");
        return silent ? message : "'" + Printable.of(text, 60) + "': " + message;
    }

    private @Nullable Object wrong(Node node, String wanted) {
        problems.add(node.at().problem("here belongs " + wanted + " and not " + node.kind()));
        return null;
    }
}
