package dev.towline.desired.parse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.towline.budget.Budget;
import dev.towline.desired.Place;
import dev.towline.desired.Problem;
import dev.towline.source.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads one YAML document into nodes with places. Jackson's token stream is used, and not its object mapper, because the
 * mapper stops at the first mistake. Aliases are refused where they stand and so never expanded.
 */
final class YamlTree {
    /** A config file has a few kilobytes; a megabyte is an accident or an attack. */
    static final int MOST_BYTES = Budget.CONFIG_FILE.count();
    static final int DEEPEST = 40;
    private static final YAMLFactory YAML = factory();

    private final String file;
    private final Source source;
    private final List<Problem> problems;

    private YamlTree(String file, Source source, List<Problem> problems) {
        this.file = file;
        this.source = source;
        this.problems = problems;
    }

    /** The tree, or empty when the file is not YAML at all (problems then say why). */
    static Optional<Node> read(String file, byte[] bytes, List<Problem> problems) {
        Optional<Source> source = Source.of(file, bytes, problems);
        if (source.isEmpty()) {
            return Optional.empty();
        }
        YamlTree tree = new YamlTree(file, source.get(), problems);
        try (YAMLParser parser = YAML.createParser(source.get().text())) {
            return tree.document(parser);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            problems.add(new Problem(file, at == null ? 0 : Math.max(0, at.getLineNr()),
                    at == null ? 0 : Math.max(0, at.getColumnNr()),
                    "this is no YAML: " + reason(e.getOriginalMessage()), ""));
        } catch (IOException | YAMLException e) {
            problems.add(new Problem(file, 0, 0, "this is no YAML: " + reason(String.valueOf(e.getMessage())), ""));
        }
        return Optional.empty();
    }

    private Optional<Node> document(YAMLParser parser) throws IOException {
        if (parser.nextToken() == null) {
            problems.add(new Problem(file, 0, 0, "the file is empty", "write {} where nothing is wanted"));
            return Optional.empty();
        }
        Node root = node(parser);
        if (parser.nextToken() != null) {
            problems.add(here(parser).problem("a second document begins here",
                    "one file holds one document: remove the '---'"));
        }
        return Optional.of(root);
    }

    private Node node(YAMLParser parser) throws IOException {
        Place at = here(parser);
        refuseReferences(parser, at);
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> fields(parser, at);
            case START_ARRAY -> items(parser, at);
            case VALUE_NULL -> new Node.Nothing(at);
            default -> Scalar.of(token, parser.getText(), at, source.firstCharacter(at), problems);
        };
    }

    private Node items(YAMLParser parser, Place at) throws IOException {
        List<Node> nodes = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            nodes.add(node(parser));
        }
        return new Node.Items(at, nodes);
    }

    private Node fields(YAMLParser parser, Place at) throws IOException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Place keyAt = here(parser);
            refuseReferences(parser, keyAt);
            String key = parser.currentName();
            parser.nextToken();
            Node value = node(parser);
            Node.Entry first = entries.putIfAbsent(key, new Node.Entry(keyAt, value));
            if (first != null) {
                problems.add(keyAt.problem("the key '" + Printable.of(key, 60) + "' is here a second time",
                        "it stands in line " + first.at().line() + " already; keep one of them"));
            }
        }
        return new Node.Fields(at, entries);
    }

    private void refuseReferences(YAMLParser parser, Place at) throws IOException {
        if (parser.isCurrentAlias()) {
            problems.add(at.problem("YAML aliases (*name) are not read here", "write the value out"));
        } else if (parser.getObjectId() != null) {
            problems.add(at.problem("YAML anchors (&name) are not read here", "write the value out where it is used"));
        }
        if (parser.getTypeId() != null) {
            problems.add(at.problem("YAML tags (!name) are not read here", "remove the tag"));
        }
    }

    private Place here(YAMLParser parser) {
        var location = parser.currentTokenLocation();
        return new Place(file, location.getLineNr(), location.getColumnNr());
    }

    /** The first line only: the rest of snakeyaml's message quotes the file. */
    private static String reason(String message) {
        return Printable.of(message.lines().filter(l -> !l.isBlank() && !l.startsWith(" in ") && !l.startsWith(" at "))
                .findFirst().orElse(""), 160);
    }

    private static YAMLFactory factory() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setNestingDepthLimit(DEEPEST);
        return YAMLFactory.builder().loaderOptions(options)
                .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build()).build();
    }
}
