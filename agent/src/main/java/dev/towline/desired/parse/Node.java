package dev.towline.desired.parse;

import dev.towline.desired.Place;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of YAML that knows where it was written. */
sealed interface Node {
    Place at();

    /** What it is, for messages. */
    String kind();

    /** A text. */
    record Text(Place at, String text, boolean block) implements Node {
        @Override
        public String kind() {
            return "a text";
        }
    }

    /** A whole number. */
    record Whole(Place at, long value) implements Node {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** A number with a fraction. */
    record Decimal(Place at, double value) implements Node {
        @Override
        public String kind() {
            return "a number with a fraction";
        }
    }

    /** True or false. */
    record Flag(Place at, boolean value) implements Node {
        @Override
        public String kind() {
            return "true or false";
        }
    }

    /** No value. */
    record Nothing(Place at) implements Node {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    /** A list. */
    record Items(Place at, List<Node> nodes) implements Node {
        public Items {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping, in the order it was written. */
    record Fields(Place at, Map<String, Entry> entries) implements Node {
        public Fields {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "a mapping";
        }
    }

    /** A key's place and its value. */
    record Entry(Place at, Node value) {}
}
