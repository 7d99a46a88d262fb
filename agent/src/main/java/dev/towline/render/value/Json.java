package dev.towline.render.value;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's {@code json.dumps} and {@code json.loads}. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

    private final Style style;
    private final StringBuilder out = new StringBuilder();

    private Json(Style style) {
        this.style = style;
    }

    /** @param indent below 0 for one line */
    public record Style(int indent, boolean sortKeys, boolean ascii, String item, String key) {
        public static Style of(int indent, boolean sortKeys) {
            return new Style(indent, sortKeys, true, indent < 0 ? ", " : ",", ": ");
        }
    }

    public static String write(Object value, Style style) {
        Json json = new Json(style);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        Limits.depth(depth);
        Limits.text(out.length());
        Work.spend(4);
        switch (value) {
            case String text -> string(text);
            case Markup markup -> string(markup.text());
            case Boolean flag -> out.append(flag);
            case Long number -> out.append(number.longValue());
            case Double number -> out.append(real(number));
            case PyNone none -> out.append("null");
            case Unordered set -> throw Unordered.refusal();
            case Range range -> throw unserializable(value);
            case List<?> list -> list(list, depth);
            case Dict dict -> dict(dict, depth);
            case Undefined undefined -> throw undefined.error();
            default -> throw unserializable(value);
        }
    }

    private static PyError unserializable(Object value) {
        return new PyError("a value of type " + Types.name(value) + " is not JSON",
                "give strings, numbers, lists and dicts");
    }

    private static String real(double number) {
        String text = Printing.real(number);
        return switch (text) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            default -> text;
        };
    }

    private void list(List<?> list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            newline(i, depth + 1);
            value(list.get(i), depth + 1);
        }
        newline(0, depth);
        out.append(']');
    }

    private void dict(Dict dict, int depth) {
        if (dict.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append('{');
        List<Map.Entry<Object, Object>> entries = new ArrayList<>();
        dict.entries().forEach(entries::add);
        if (style.sortKeys()) {
            entries.sort((a, b) -> Comparison.compare(a.getKey(), b.getKey()));
        }
        Iterator<Map.Entry<Object, Object>> each = entries.iterator();
        for (int i = 0; each.hasNext(); i++) {
            Map.Entry<Object, Object> entry = each.next();
            newline(i, depth + 1);
            string(switch (entry.getKey()) {
                case Boolean flag -> flag.toString();
                case Double number -> real(number);
                case PyNone none -> "null";
                case String text -> text;
                case Long number -> number.toString();
                default ->
                    throw new PyError("a JSON key must be a string or a number, not " + Types.name(entry.getKey()));
            });
            out.append(style.key());
            value(entry.getValue(), depth + 1);
        }
        newline(0, depth);
        out.append('}');
    }

    private void newline(int index, int depth) {
        if (index > 0) {
            out.append(style.item());
        }
        if (style.indent() >= 0) {
            int spaces = Limits.text((long) style.indent() * depth);
            Limits.text((long) out.length() + spaces);
            Work.spend(spaces);
            out.append('\n').append(" ".repeat(spaces));
        }
    }

    private void string(String text) {
        out.append('"');
        Work.spend(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || style.ascii() && c > 0x7e && !(c == 0x7f)) {
                        Work.spend(40);
                        Limits.text(out.length());
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    public static Object read(String text) {
        Work.spend(text.length());
        try (JsonParser parser = MAPPER.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new PyError("from_json: the text is empty");
            }
            Object value = read(parser, 0);
            if (parser.nextToken() != null) {
                throw new PyError("from_json: extra data after the value");
            }
            return value;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new PyError("from_json: not valid JSON"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw new PyError("from_json: not valid JSON");
        }
    }

    private static Object read(JsonParser parser, int depth) throws IOException {
        Limits.depth(depth);
        Work.item();
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Dict dict = new Dict();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String key = parser.currentName();
                    parser.nextToken();
                    dict.put(key, read(parser, depth + 1));
                }
                yield dict;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    list.add(read(parser, depth + 1));
                }
                yield list;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> Types.fromJava(parser.getNumberValue());
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> PyNone.NONE;
            default -> throw new PyError("from_json: not valid JSON");
        };
    }
}
