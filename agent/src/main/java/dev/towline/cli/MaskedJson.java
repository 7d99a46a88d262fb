package dev.towline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A value's JSON with its texts masked, one by one: in the whole, a secret could take the syntax with it. */
final class MaskedJson {
    private MaskedJson() {}

    /** @param kept names whose values stay as they are */
    static JsonNode of(Object value, Set<String> kept, UnaryOperator<String> mask) {
        JsonNode tree = Out.JSON.valueToTree(value);
        return masked(tree, kept, mask);
    }

    private static JsonNode masked(JsonNode node, Set<String> kept, UnaryOperator<String> mask) {
        return switch (node) {
            case TextNode text -> TextNode.valueOf(mask.apply(text.textValue()));
            case ArrayNode array -> {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, masked(array.get(i), kept, mask));
                }
                yield array;
            }
            case ObjectNode object -> {
                object.properties().stream().filter(field -> !kept.contains(field.getKey()))
                        .forEach(field -> field.setValue(masked(field.getValue(), kept, mask)));
                yield object;
            }
            default -> node;
        };
    }
}
