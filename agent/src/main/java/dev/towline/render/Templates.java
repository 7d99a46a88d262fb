package dev.towline.render;

import static dev.towline.budget.Budget.TEMPLATE_SIZE;

import dev.towline.desired.Problem;
import dev.towline.render.syntax.Node;
import dev.towline.render.syntax.SyntaxException;
import dev.towline.render.syntax.TemplateParser;
import dev.towline.render.syntax.TemplateParser.Parsed;
import dev.towline.render.syntax.Vocabulary;
import dev.towline.render.syntax.WhiteSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parsed templates, kept by name and text while they are in use. */
final class Templates {
    private static final int KEPT = 4_096;
    private static final int KEPT_CHARACTERS = 16 * 1024 * 1024;

    private final Vocabulary vocabulary;
    private final Map<Key, Entry> kept = new LinkedHashMap<>(16, 0.75f, true);
    private int characters;

    Templates(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** Which reading of which text. */
    private record Key(TemplateSource source, Reading reading) {}

    private enum Reading {
        MAIN, INCLUDED, EXPRESSION
    }

    private sealed interface Entry {
        record Good(List<Node> nodes) implements Entry {}

        record Bad(List<Problem> problems) implements Entry {}
    }

    /** The tree of a file's own template. */
    List<Node> main(TemplateSource source) throws RenderException {
        return nodes(entry(source, Reading.MAIN));
    }

    List<Node> expression(TemplateSource source) throws RenderException {
        return nodes(entry(source, Reading.EXPRESSION));
    }

    /** The tree of an included template, whose last newline Jinja drops. */
    List<Node> included(TemplateSource source) {
        return switch (entry(source, Reading.INCLUDED)) {
            case Entry.Good good -> good.nodes();
            case Entry.Bad bad -> throw new Broken(bad.problems());
        };
    }

    private static List<Node> nodes(Entry entry) throws RenderException {
        return switch (entry) {
            case Entry.Good good -> good.nodes();
            case Entry.Bad bad -> throw new RenderException(bad.problems());
        };
    }

    private Entry entry(TemplateSource source, Reading reading) {
        Key key = new Key(source, reading);
        synchronized (kept) {
            Entry known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        Entry parsed = parse(source, reading);
        synchronized (kept) {
            if (kept.put(key, parsed) == null) {
                characters += source.text().length();
            }
            var oldest = kept.keySet().iterator();
            while (kept.size() > 1 && (kept.size() > KEPT || characters > KEPT_CHARACTERS)) {
                characters -= oldest.next().source().text().length();
                oldest.remove();
            }
        }
        return parsed;
    }

    private Entry parse(TemplateSource source, Reading reading) {
        if (source.text().length() > TEMPLATE_SIZE.amount()) {
            return new Entry.Bad(
                    List.of(new Problem(source.name(), 1, 1, "a template of more than " + TEMPLATE_SIZE.text(),
                            "make it smaller")));
        }
        try {
            Parsed parsed = reading == Reading.EXPRESSION
                    ? TemplateParser.expression(source.text(), vocabulary)
                    : template(source.text());
            return parsed.complaints().isEmpty()
                    ? new Entry.Good(parsed.nodes())
                    : new Entry.Bad(parsed.complaints().stream().map(e -> problem(source, e, reading)).toList());
        } catch (SyntaxException e) {
            return new Entry.Bad(List.of(problem(source, e, reading)));
        }
    }

    private Parsed template(String text) {
        Header header = Header.of(text);
        String body = header.body();
        String plain = body.indexOf('\r') < 0 ? body : body.replace("\r\n", "\n").replace('\r', '\n');
        WhiteSpace whiteSpace = header.whiteSpace();
        return TemplateParser.template(plain.endsWith("\n") ? plain.substring(0, plain.length() - 1) : plain,
                whiteSpace, vocabulary);
    }

    private static Problem problem(TemplateSource source, SyntaxException e, Reading reading) {
        int shift = reading != Reading.EXPRESSION && source.text().startsWith(Header.MARK) ? 1 : 0;
        return new Problem(source.name(), e.pos().line() + shift, e.pos().column(), String.valueOf(e.getMessage()),
                e.remedy());
    }

    /** An included template that cannot be read. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<Problem> problems;

        Broken(List<Problem> problems) {
            super("a broken include", null, false, false);
            this.problems = problems;
        }

        List<Problem> problems() {
            return problems;
        }
    }
}
