package dev.towline.desired.parse;

import dev.towline.desired.Key;
import dev.towline.desired.Located;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.desired.Vars;
import dev.towline.desired.parse.Shape.KeyShape;
import dev.towline.source.Printable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Follows a record's keys through a tree. What cannot be read becomes a problem and null, and everything beside it is still
 * read, so that all mistakes of a file come out at once.
 */
final class Binder {
    /** Defaults as trees, by their text: a host with hundreds of sites reads each once. */
    private static final Map<String, Node> FALLBACKS = new ConcurrentHashMap<>();

    private final List<Problem> problems;
    private final Values values;

    Binder(List<Problem> problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    @Nullable
    Object bind(Node node, Type type, Key key) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] arguments = generic.getActualTypeArguments();
            if (raw == List.class) {
                return list(node, arguments[0], key);
            }
            if (raw == Map.class) {
                return map(node, arguments[0], arguments[1], key);
            }
            if (raw == Located.class) {
                Object value = bind(node, arguments[0], key);
                return value == null ? null : new Located<>(value, node.at());
            }
            throw new IllegalStateException("a key cannot have the type " + type);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == Vars.class) {
            return new FreeValues(problems).vars(node);
        }
        if (plain.isSealed() && !Word.isWord(plain)) {
            return union(node, plain, key);
        }
        return plain.isRecord() && !Values.knows(plain) ? record(node, plain) : values.read(node, plain, key);
    }

    @Nullable
    Object record(Node node, Class<?> type) {
        Shape shape = Shape.of(type);
        if (!(node instanceof Node.Fields fields)) {
            if (shape.shortFor().isPresent() && !(node instanceof Node.Nothing)) {
                return record(
                        new Node.Fields(node.at(), Map.of(shape.shortFor().get(), new Node.Entry(node.at(), node))),
                        type);
            }
            problems.add(node.at().problem("here belongs a mapping and not " + node.kind(),
                    "its keys: " + String.join(", ", shape.names())));
            return null;
        }
        boolean complete = refuseUnknown(fields, shape.names());
        List<Object> arguments = new ArrayList<>();
        for (KeyShape key : shape.keys()) {
            Object value = value(fields, key);
            if (value == null) {
                complete = false;
            } else {
                arguments.add(value);
            }
        }
        return complete ? construct(shape, arguments.toArray(), fields.at()) : null;
    }

    private boolean refuseUnknown(Node.Fields fields, List<String> known) {
        boolean all = true;
        for (Map.Entry<String, Node.Entry> entry : fields.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                all = false;
                problems.add(entry.getValue().at().problem("unknown key '" + Printable.of(entry.getKey(), 60) + "'",
                        Nearest.remedy(entry.getKey(), known)));
            }
        }
        return all;
    }

    private @Nullable Object value(Node.Fields fields, KeyShape key) {
        Node.Entry entry = fields.entries().get(key.name());
        if (entry != null) {
            if (entry.value() instanceof Node.Nothing) {
                problems.add(entry.at().problem("'" + key.name() + "' has no value", "give it one or remove the key"));
                return null;
            }
            Object value = bind(entry.value(), key.type(), key.key());
            return value == null || !key.optional() ? value : Optional.of(value);
        }
        if (key.optional()) {
            return Optional.empty();
        }
        if (!key.key().fallback().isEmpty()) {
            return bind(fallback(key, fields.at()), key.type(), key.key());
        }
        if (key.required()) {
            problems.add(fields.at().problem("'" + key.name() + "' is missing",
                    meaning(key.key()) + example(key.key())));
            return null;
        }
        return ((ParameterizedType) key.type()).getRawType() == List.class ? List.of() : Map.of();
    }

    private static Node fallback(KeyShape key, Place at) {
        Node node = FALLBACKS.computeIfAbsent(key.key().fallback(), text -> {
            List<Problem> none = new ArrayList<>();
            return YamlTree.read("default", text.getBytes(StandardCharsets.UTF_8), none)
                    .orElseThrow(
                            () -> new IllegalStateException("the default of " + key.name() + " is no YAML: " + none));
        });
        return node instanceof Node.Fields f ? new Node.Fields(at, f.entries()) : node;
    }

    private @Nullable Object construct(Shape shape, Object[] arguments, Place at) {
        try {
            return shape.constructor().invoke(arguments);
        } catch (IllegalArgumentException e) {
            problems.add(at.problem(String.valueOf(e.getMessage())));
            return null;
        } catch (Throwable e) {
            throw new IllegalStateException("the record " + shape.type() + " cannot be made", e);
        }
    }

    /** One of several records; the first key of each tells which one is meant. */
    private @Nullable Object union(Node node, Class<?> type, Key key) {
        Map<String, Class<?>> choices = new LinkedHashMap<>();
        for (Class<?> choice : type.getPermittedSubclasses()) {
            choices.put(Shape.of(choice).keys().getFirst().name(), choice);
        }
        if (!(node instanceof Node.Fields fields)) {
            problems.add(node.at().problem("here belongs a mapping and not " + node.kind(),
                    "with one of the keys " + String.join(", ", choices.keySet()) + example(key)));
            return null;
        }
        List<String> found = choices.keySet().stream().filter(fields.entries()::containsKey).toList();
        if (found.size() == 1) {
            return record(node, Objects.requireNonNull(choices.get(found.getFirst())));
        }
        if (found.size() > 1) {
            problems.add(node.at().problem("'" + String.join("' and '", found) + "' exclude each other",
                    "keep one of them"));
        } else if (fields.entries().isEmpty()) {
            problems.add(node.at().problem("here is nothing",
                    "write one of the keys " + String.join(", ", choices.keySet())));
        } else {
            refuseUnknown(fields, List.copyOf(choices.keySet()));
        }
        return null;
    }

    private @Nullable Object list(Node node, Type element, Key key) {
        if (!(node instanceof Node.Items items)) {
            if (key.single()) {
                return list(new Node.Items(node.at(), List.of(node)), element, key);
            }
            problems.add(node.at().problem("here belongs a list and not " + node.kind(),
                    "write [a, b], or a line '- a' for each"));
            return null;
        }
        List<Object> bound = new ArrayList<>();
        boolean complete = true;
        for (Node each : items.nodes()) {
            Object value = bind(each, element, key);
            complete &= value != null;
            if (value != null) {
                bound.add(value);
            }
        }
        return complete ? List.copyOf(bound) : null;
    }

    private @Nullable Object map(Node node, Type keyType, Type valueType, Key key) {
        if (!(node instanceof Node.Fields fields)) {
            problems.add(node.at().problem("here belongs a mapping and not " + node.kind(), ""));
            return null;
        }
        Map<Object, Object> bound = new LinkedHashMap<>();
        boolean complete = true;
        for (Map.Entry<String, Node.Entry> entry : fields.entries().entrySet()) {
            Place at = entry.getValue().at();
            Object name = bind(new Node.Text(at, entry.getKey(), false), keyType, key);
            Object value = bind(entry.getValue().value(), valueType, key);
            complete &= name != null && value != null;
            if (name != null && value != null) {
                bound.put(name, value);
            }
        }
        return complete ? Collections.unmodifiableMap(bound) : null;
    }

    private static String example(Key key) {
        return key.example().isEmpty() ? "" : ", for instance " + key.example();
    }

    private static String meaning(Key key) {
        String text = key.value().endsWith(".") ? key.value().substring(0, key.value().length() - 1) : key.value();
        return "it says: " + text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
