package dev.towline.desired;

import java.util.List;

/** The type of a declared variable, as it is written: {@code size}, {@code list<name>}, {@code map<env-name, value>}. */
public sealed interface VariableType {
    /** One value. */
    record One(VariableForm form) implements VariableType {
        @Override
        public String toString() {
            return form.label();
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements VariableType {
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public String toString() {
            return "enum<" + String.join("|", words) + ">";
        }
    }

    /** A list. */
    record Many(VariableType element) implements VariableType {
        @Override
        public String toString() {
            return "list<" + element + ">";
        }
    }

    /** A mapping with any keys. */
    record Table(VariableType key, VariableType value) implements VariableType {
        @Override
        public String toString() {
            return "map<" + key + ", " + value + ">";
        }
    }

    /** A mapping with the keys that the declaration names in {@code fields}. */
    record Fields() implements VariableType {
        @Override
        public String toString() {
            return "fields";
        }
    }

    /** Any YAML; what uses it guards itself. */
    record Free() implements VariableType {
        @Override
        public String toString() {
            return "any";
        }
    }

    /** @throws IllegalArgumentException saying what is wrong */
    static VariableType parse(String text) {
        return parse(text.replace(" ", ""), 0);
    }

    private static VariableType parse(String text, int depth) {
        if (depth > 4) {
            throw new IllegalArgumentException("a type is nested 4 deep at most");
        }
        if (text.equals("fields")) {
            return new Fields();
        }
        if (text.equals("any")) {
            return new Free();
        }
        int open = text.indexOf('<');
        if (open < 0 || !text.endsWith(">")) {
            return VariableForm.named(text).<VariableType>map(One::new).orElseThrow(() -> unknown(text));
        }
        String inner = text.substring(open + 1, text.length() - 1);
        return switch (text.substring(0, open)) {
            case "list" -> new Many(parse(inner, depth + 1));
            case "enum" -> new Choice(List.of(inner.split("\\|")));
            case "map" -> {
                int comma = inner.indexOf(',');
                if (comma < 0) {
                    throw unknown(text);
                }
                yield new Table(parse(inner.substring(0, comma), depth + 1),
                        parse(inner.substring(comma + 1), depth + 1));
            }
            default -> throw unknown(text);
        };
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("unknown type '" + text.substring(0, Math.min(40, text.length()))
                + "'; there are list<type>, map<type, type>, enum<a|b>, fields, any, "
                + String.join(", ", java.util.Arrays.stream(VariableForm.values()).map(VariableForm::label).toList()));
    }

}
