package dev.towline.render.value;

import static dev.towline.budget.Budget.TEMPLATE_YAML;

import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.serializer.Serializer;

/** PyYAML's dump and load, with PyYAML's idea of which plain words are not strings. */
public final class Yaml {
    /** About what snakeyaml keeps of a value, bytes. */
    private static final int NODE = 250;
    private static final int LONGEST_NUMBER = 100;

    private final Style style;
    /** The containers around the current one and those before it: PyYAML would write an alias. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Yaml(Style style) {
        this.style = style;
    }

    /** How a value is laid out. */
    public record Style(Flow flow, int indent, int width, boolean sortKeys, boolean explicitStart) {}

    /** Which collections stand on one line; AUTO: those that hold only plain scalars. */
    public enum Flow {
        AUTO, ALWAYS, NEVER
    }

    public static String write(Object value, Style style) {
        Node node = new Yaml(style).node(value, 0);
        DumperOptions options = new DumperOptions();
        options.setIndent(style.indent());
        options.setWidth(style.width());
        options.setExplicitStart(style.explicitStart());
        options.setSplitLines(true);
        StringWriter out = new StringWriter();
        try {
            Serializer serializer = new Serializer(new Emitter(out, options), new PythonResolver(), options, null);
            serializer.open();
            serializer.serialize(node);
            serializer.close();
        } catch (java.io.IOException | YAMLException e) {
            throw new PyError("to_yaml: this value cannot be written as YAML");
        }
        return out.toString();
    }

    private Node node(Object value, int depth) {
        Limits.depth(depth);
        Work.spend(100);
        Work.keep(NODE);
        return switch (value) {
            case String text -> scalar(Tag.STR, text);
            case Boolean flag -> scalar(Tag.BOOL, flag.toString());
            case Long number -> scalar(Tag.INT, number.toString());
            case Double number -> scalar(Tag.FLOAT, real(number));
            case PyNone none -> scalar(Tag.NULL, "null");
            case Range range -> throw refused(value);
            case List<?> list -> sequence(once(list, list.isEmpty()), depth);
            case Dict dict -> mapping(once(dict, dict.isEmpty()), depth);
            case Undefined undefined -> throw undefined.error();
            case Unordered set -> throw Unordered.refusal();
            default -> throw refused(value);
        };
    }

    private static PyError refused(Object value) {
        return new PyError("to_yaml of a value of type " + Types.name(value) + " is not supported");
    }

    private <T> T once(T container, boolean empty) {
        if (!seen.add(container) && !empty) {
            throw new PyError("to_yaml of a value that holds the same list or dict twice",
                    "Ansible would write an alias: copy one of them, as with + []");
        }
        return container;
    }

    private static String real(double number) {
        String text = Printing.real(number);
        return switch (text) {
            case "nan" -> ".nan";
            case "inf" -> ".inf";
            case "-inf" -> "-.inf";
            default -> text.contains(".") ? text : text.replace("e", ".0e");
        };
    }

    private ScalarNode scalar(Tag tag, String text) {
        Work.spend(text.length() * 8L);
        Work.keep(text.length() * 2L);
        if (!text.chars().allMatch(
                c -> c == '\n' || c >= ' ' && c < 0x7f || c > 0xa0 && c < 0x2000 || c > 0x206f && c < 0xd800)) {
            throw new PyError("to_yaml of text with tabs, control characters or emoji is not supported",
                    "libyaml writes these in a way of its own: use to_json, which is YAML too");
        }
        // libyaml and snakeyaml break such a text at different places, once it is too long for a line.
        if (text.length() > style.width() / 2 && (text.contains(" \n") || text.contains("\n "))) {
            throw new PyError("to_yaml of long text with spaces at the start or end of a line is not supported",
                    "use to_json, which is YAML too, or write a literal block with | indent");
        }
        // PyYAML never writes several lines plain; snakeyaml would.
        boolean lines = text.chars().anyMatch(c -> c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029);
        return new ScalarNode(tag, text, null, null, lines ? ScalarStyle.SINGLE_QUOTED : ScalarStyle.PLAIN);
    }

    private Node sequence(List<?> list, int depth) {
        List<Node> nodes = new ArrayList<>();
        boolean flat = true;
        for (Object item : list) {
            Node node = node(item, depth + 1);
            flat &= node instanceof ScalarNode;
            nodes.add(node);
        }
        return new SequenceNode(Tag.SEQ, nodes, flow(flat));
    }

    private Node mapping(Dict dict, int depth) {
        List<Map.Entry<Object, Object>> entries = new ArrayList<>(dict.entries());
        if (style.sortKeys()) {
            try {
                entries.sort((a, b) -> Comparison.compare(a.getKey(), b.getKey()));
            } catch (PyError e) {
                // PyYAML leaves keys that cannot be ordered as they are.
                entries = new ArrayList<>(dict.entries());
            }
        }
        List<NodeTuple> tuples = new ArrayList<>();
        boolean flat = true;
        for (Map.Entry<Object, Object> entry : entries) {
            Node key = node(entry.getKey(), depth + 1);
            if (!(key instanceof ScalarNode scalar) || scalar.getValue().length() > 100
                    || scalar.getValue().contains("\n")) {
                throw new PyError("to_yaml of a dict with long keys or keys of several lines is not supported",
                        "use to_json");
            }
            Node value = node(entry.getValue(), depth + 1);
            flat &= key instanceof ScalarNode && value instanceof ScalarNode;
            tuples.add(new NodeTuple(key, value));
        }
        return new MappingNode(Tag.MAP, tuples, flow(flat));
    }

    private FlowStyle flow(boolean flat) {
        return switch (style.flow()) {
            case ALWAYS -> FlowStyle.FLOW;
            case NEVER -> FlowStyle.BLOCK;
            case AUTO -> flat ? FlowStyle.FLOW : FlowStyle.BLOCK;
        };
    }

    public static Object read(String text) {
        if (text.length() > TEMPLATE_YAML.amount()) {
            throw PyError.limit("from_yaml of more than " + TEMPLATE_YAML.text());
        }
        Work.spend(text.length() * 40L);
        LoaderOptions options = new LoaderOptions();
        try {
            Node node = new Composer(new ParserImpl(new StreamReader(new StringReader(text)), options),
                    new PythonResolver(), options).getSingleNode();
            return node == null ? PyNone.NONE : value(node, 0);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new PyError("from_yaml: not valid YAML at line " + line);
        } catch (YAMLException e) {
            throw new PyError("from_yaml: not valid YAML");
        }
    }

    private static Object value(Node node, int depth) {
        Limits.depth(depth);
        Work.item();
        return switch (node) {
            case SequenceNode sequence when node.getTag().equals(Tag.SEQ) -> {
                List<Object> list = new ArrayList<>();
                sequence.getValue().forEach(item -> list.add(value(item, depth + 1)));
                yield list;
            }
            case MappingNode mapping when node.getTag().equals(Tag.MAP) -> {
                Dict dict = new Dict();
                mapping.getValue().forEach(
                        pair -> dict.put(value(pair.getKeyNode(), depth + 1), value(pair.getValueNode(), depth + 1)));
                yield dict;
            }
            case ScalarNode scalar -> scalar(scalar);
            default -> throw unsupported();
        };
    }

    private static PyError unsupported() {
        return new PyError("from_yaml: dates, merges and tags are not supported here", "quote the value");
    }

    private static Object scalar(ScalarNode node) {
        String text = node.getValue();
        return switch (node.getTag().getValue()) {
            case "tag:yaml.org,2002:str" -> text;
            case "tag:yaml.org,2002:null" -> PyNone.NONE;
            case "tag:yaml.org,2002:bool" -> Set.of("yes", "true", "on").contains(Text.lower(text));
            case "tag:yaml.org,2002:int" -> integer(text.replace("_", ""));
            case "tag:yaml.org,2002:float" -> real(text.replace("_", ""));
            default -> throw unsupported();
        };
    }

    private static long integer(String text) {
        boolean negative = text.startsWith("-");
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (digits.contains(":")) {
            long total = 0;
            for (String part : digits.split(":", -1)) {
                total = sexagesimal(total, part);
            }
            return negative ? -total : total;
        }
        int radix = digits.startsWith("0x")
                ? 16
                : digits.startsWith("0b") ? 2 : digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
        if (digits.length() > LONGEST_NUMBER) {
            throw new PyError("from_yaml: an integer beyond 64 bits", "quote it");
        }
        BigInteger value = new BigInteger(radix == 16 || radix == 2 ? digits.substring(2) : digits, radix);
        if (value.bitLength() > 63) {
            throw new PyError("from_yaml: an integer beyond 64 bits", "quote it");
        }
        return negative ? -value.longValue() : value.longValue();
    }

    private static long sexagesimal(long total, String part) {
        try {
            return Math.addExact(Math.multiplyExact(total, 60L), Long.parseLong(part));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new PyError("from_yaml: an integer beyond 64 bits", "quote it");
        }
    }

    private static double real(String text) {
        String lower = Text.lower(text);
        if (lower.contains(":") || lower.contains("inf") || lower.contains("nan")) {
            throw unsupported();
        }
        return Double.parseDouble(lower);
    }
}
