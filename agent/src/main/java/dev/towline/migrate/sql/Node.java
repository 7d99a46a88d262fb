package dev.towline.migrate.sql;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A part of a parsed statement, in our own words: rules of the grammar in lower case, its keywords and signs in upper case. */
record Node(String rule, List<Node> children, int start, int end) {
    Node {
        children = List.copyOf(children);
    }

    /** Whether this keyword stands directly here. */
    boolean has(String keyword) {
        return children.stream().anyMatch(child -> child.rule.equals(keyword));
    }

    /** Whether these keywords stand directly here, one after another. */
    boolean has(String first, String second) {
        for (int i = 1; i < children.size(); i++) {
            if (children.get(i - 1).rule.equals(first) && children.get(i).rule.equals(second)) {
                return true;
            }
        }
        return false;
    }

    Optional<Node> child(String wanted) {
        return children.stream().filter(child -> child.rule.equals(wanted)).findFirst();
    }

    List<Node> all(String wanted) {
        return children.stream().filter(child -> child.rule.equals(wanted)).toList();
    }

    /** The first such part at any depth, outermost first. */
    Optional<Node> find(String wanted) {
        return everything().filter(node -> node.rule.equals(wanted)).findFirst();
    }

    /** Every such part that is not inside another one. */
    List<Node> outermost(String wanted) {
        return rule.equals(wanted)
                ? List.of(this)
                : children.stream().flatMap(child -> child.outermost(wanted).stream()).toList();
    }

    Stream<Node> everything() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Node::everything));
    }

    String text(String source) {
        return source.substring(start, end);
    }
}
