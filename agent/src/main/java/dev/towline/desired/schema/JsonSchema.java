package dev.towline.desired.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.towline.desired.Key;
import dev.towline.desired.Located;
import dev.towline.desired.Template;
import dev.towline.desired.Vars;
import dev.towline.desired.parse.EnumNames;
import dev.towline.desired.parse.Shape;
import dev.towline.desired.parse.Shape.KeyShape;
import dev.towline.desired.parse.Word;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;

/** Draft 2020-12 schemas for editors. They are never stricter than the parser; what only it can see is left to it. */
public final class JsonSchema {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ObjectNode definitions = JSON.createObjectNode();

    private JsonSchema() {}

    public static String of(Kind kind) {
        return of(kind.file(), kind.meaning(), kind.type());
    }

    /** Of another file that is read into records, such as the agent's own settings. */
    public static String of(String file, String meaning, Class<? extends Record> type) {
        JsonSchema schema = new JsonSchema();
        ObjectNode root = JSON.createObjectNode().put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("title", file).put("description", meaning);
        root.setAll(schema.object(type));
        if (!schema.definitions.isEmpty()) {
            root.set("$defs", schema.definitions);
        }
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema is plain JSON", e);
        }
    }

    private ObjectNode object(Class<?> type) {
        ObjectNode object = JSON.createObjectNode().put("type", "object");
        ObjectNode properties = object.putObject("properties");
        ArrayNode required = JSON.createArrayNode();
        for (KeyShape key : Shape.of(type).keys()) {
            ObjectNode property = key.key().single() ? single(key) : type(key.type(), key.key());
            property.put("description", key.key().value());
            if (!key.key().fallback().isEmpty()) {
                property.set("default", yaml(key.key().fallback()));
            }
            properties.set(key.name(), property);
            if (key.required()) {
                required.add(key.name());
            }
        }
        if (!required.isEmpty()) {
            object.set("required", required);
        }
        return object.put("additionalProperties", false);
    }

    private ObjectNode single(KeyShape key) {
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(type(((ParameterizedType) key.type()).getActualTypeArguments()[0], key.key()))
                .add(type(key.type(), key.key()));
        return either;
    }

    private ObjectNode type(Type type, Key key) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Located.class) {
                return type(arguments[0], key);
            }
            if (generic.getRawType() == Map.class) {
                ObjectNode map = JSON.createObjectNode().put("type", "object");
                map.set("additionalProperties", type(arguments[1], key));
                return map;
            }
            ObjectNode list = JSON.createObjectNode().put("type", "array");
            list.set("items", type(arguments[0], key));
            return list;
        }
        return type((Class<?>) type, key);
    }

    private ObjectNode type(Class<?> type, Key key) {
        if (type == Vars.class) {
            return JSON.createObjectNode().put("type", "object");
        }
        if (type == String.class || type == Template.class) {
            return JSON.createObjectNode().put("type", "string");
        }
        if (type == boolean.class || type == Boolean.class) {
            return JSON.createObjectNode().put("type", "boolean");
        }
        if (type == int.class || type == Integer.class) {
            ObjectNode number = JSON.createObjectNode().put("type", "integer").put("minimum", key.min());
            return key.max() == Integer.MAX_VALUE ? number : number.put("maximum", key.max());
        }
        if (type.isEnum()) {
            ObjectNode choice = JSON.createObjectNode();
            EnumNames.of(type).forEach(choice.putArray("enum")::add);
            return choice;
        }
        return Word.isWord(type) ? word(Word.of(type)) : defined(type);
    }

    private static ObjectNode word(Word<?> word) {
        ObjectNode text = JSON.createObjectNode();
        if (word.numbers()) {
            text.putArray("type").add("string").add("integer");
        } else {
            text.put("type", "string");
        }
        return word.pattern().isEmpty() ? text : text.put("pattern", word.pattern());
    }

    private ObjectNode defined(Class<?> type) {
        String name = type.getSimpleName();
        if (!definitions.has(name)) {
            definitions.putObject(name);
            definitions.set(name, type.isSealed() ? union(type) : withShortForm(type));
        }
        return JSON.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private ObjectNode union(Class<?> type) {
        ObjectNode union = JSON.createObjectNode();
        ArrayNode choices = union.putArray("oneOf");
        List.of(type.getPermittedSubclasses()).forEach(c -> choices.add(object(c)));
        return union;
    }

    private ObjectNode withShortForm(Class<?> type) {
        Shape shape = Shape.of(type);
        ObjectNode object = object(type);
        if (shape.shortFor().isEmpty()) {
            return object;
        }
        KeyShape brief = shape.keys().stream().filter(k -> k.name().equals(shape.shortFor().get())).findFirst()
                .orElseThrow();
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf").add(type(brief.type(), brief.key())).add(object);
        return either;
    }

    private static com.fasterxml.jackson.databind.JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the default '" + text + "' is no YAML", e);
        }
    }
}
