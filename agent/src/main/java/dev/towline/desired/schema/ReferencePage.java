package dev.towline.desired.schema;

import dev.towline.desired.Located;
import dev.towline.desired.ShortFor;
import dev.towline.desired.Template;
import dev.towline.desired.Vars;
import dev.towline.desired.parse.EnumNames;
import dev.towline.desired.parse.Shape;
import dev.towline.desired.parse.Shape.KeyShape;
import dev.towline.desired.parse.Word;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The reference of every key, in Markdown. */
public final class ReferencePage {
    private static final String HEAD = """
            # The config repo, key by key

            This page is made from the records that the parser fills; a test fails when it is stale. Schemas for editors are in
            [`docs/schema`](../schema). Every file is strict: an unknown key, a wrong type or a key that is there twice is an
            error with its line and column. *Template* means that `{{ expressions }}` are filled in; write such texts in quotes.
            A duration is a number with `ms`, `s`, `m`, `h` or `d`.
            """;

    private final StringBuilder page;
    private final Set<Class<?>> seen = new HashSet<>();

    private ReferencePage(String head) {
        this.page = new StringBuilder(head);
    }

    public static String text() {
        ReferencePage reference = new ReferencePage(HEAD);
        for (Kind kind : Kind.values()) {
            reference.file(kind.file(), kind.meaning(), kind.type());
        }
        return reference.page.toString();
    }

    /** The page of one other file that is read into records, such as the agent's own settings. */
    public static String of(String head, String file, String meaning, Class<? extends Record> type) {
        ReferencePage reference = new ReferencePage(head);
        reference.file(file, meaning, type);
        return reference.page.toString();
    }

    private void file(String file, String meaning, Class<? extends Record> type) {
        page.append("\n## `").append(file).append("`\n\n").append(meaning).append('\n');
        Deque<Class<?>> waiting = new ArrayDeque<>();
        table(type, waiting);
        while (!waiting.isEmpty()) {
            Class<?> next = waiting.pop();
            if (seen.add(next)) {
                page.append("\n### ").append(title(next)).append('\n');
                table(next, waiting);
            }
        }
    }

    private void table(Class<?> type, Deque<Class<?>> waiting) {
        if (type.isSealed()) {
            page.append("\nOne of these keys").append(Arrays.stream(type.getPermittedSubclasses())
                    .anyMatch(c -> Shape.of(c).keys().size() > 1) ? ", with what belongs to it" : "").append(".\n");
        }
        ShortFor brief = type.getAnnotation(ShortFor.class);
        if (brief != null) {
            page.append("\nThe value of `").append(brief.value()).append("` may stand alone for the whole mapping.\n");
        }
        page.append("\n| key | type | when absent | meaning |\n|---|---|---|---|\n");
        List<Class<?>> types = type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of(type);
        types.stream().flatMap(t -> Shape.of(t).keys().stream()).forEach(key -> row(key, waiting));
    }

    private void row(KeyShape key, Deque<Class<?>> waiting) {
        String example = key.key().example().isEmpty() ? "" : " Example: " + code(key.key().example());
        page.append("| `").append(key.name()).append("` | ").append(type(key.type(), waiting)).append(" | ")
                .append(absent(key))
                .append(" | ").append(key.key().value().replace("|", "\\|")).append(example).append(" |\n");
    }

    private static String absent(KeyShape key) {
        if (key.optional()) {
            return key.key().absent().isEmpty() ? "none" : key.key().absent();
        }
        if (!key.key().fallback().isEmpty()) {
            return code(key.key().fallback());
        }
        return key.required() ? "**required**" : "empty";
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    private static String type(Type type, Deque<Class<?>> waiting) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Located.class) {
                return type(arguments[0], waiting);
            }
            return generic.getRawType() == Map.class
                    ? "mapping of " + type(arguments[0], waiting) + " to " + type(arguments[1], waiting)
                    : "list of " + type(arguments[0], waiting);
        }
        return type((Class<?>) type, waiting);
    }

    private static String type(Class<?> type, Deque<Class<?>> waiting) {
        if (type == String.class) {
            return "text";
        }
        if (type == Template.class) {
            return "template";
        }
        if (type == Vars.class) {
            return "variables";
        }
        if (type == int.class || type == Integer.class) {
            return "number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isEnum()) {
            return EnumNames.of(type).stream().map(ReferencePage::code).collect(Collectors.joining(", "));
        }
        if (Word.isWord(type)) {
            return Word.of(type).label();
        }
        waiting.add(type);
        String title = title(type);
        return "[" + title + "](#" + title.replace(' ', '-') + ")";
    }

    /** {@code ReleaseFileSpec} is called release file. */
    private static String title(Class<?> type) {
        String name = type.getSimpleName().replaceAll("Spec$", "");
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
