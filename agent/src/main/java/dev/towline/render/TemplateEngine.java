package dev.towline.render;

import dev.towline.desired.Problem;
import dev.towline.render.filter.Library;
import dev.towline.render.syntax.Node;
import dev.towline.render.value.Limits;
import dev.towline.render.value.PyError;
import dev.towline.render.value.Types;
import java.util.ArrayList;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renders Ansible's Jinja. Safe for use by many threads; parsed templates are kept. */
public final class TemplateEngine {
    /** A fault of this program; the test that tries everything knows it by this text. */
    static final String UNEXPECTED = "unexpected error in the template engine";
    private static final Logger LOG = LoggerFactory.getLogger(TemplateEngine.class);

    private final TemplateLoader loader;
    private final Library library = new Library();
    private final Templates templates = new Templates(library);

    public TemplateEngine(TemplateLoader loader) {
        this.loader = Objects.requireNonNull(loader);
    }

    /**
     * What Ansible's template module would write.
     *
     * @param vars plain values: strings, numbers, booleans, null, lists and maps of these
     * @throws RenderException with every problem found; never with a variable's value
     */
    public String render(TemplateSource source, Map<String, ?> vars) throws RenderException {
        if (isPlain(source.text())) {
            return source.text();
        }
        List<Node> nodes = templates.main(source);
        Output output = new Output();
        return run(source, vars, (runner, scope) -> {
            runner.run(nodes, scope, output);
            // Ansible gives a file that is one value that is not a string no newline at its end.
            return output.value() instanceof String text ? keepNewlines(source.text(), text) : output.text();
        });
    }

    /**
     * The value of one bare expression (no braces) as a plain Java value: null, String, Boolean, Long, Double, List, Map.
     *
     * @param where what a problem names as its file
     */
    public @Nullable Object evaluate(String expression, Map<String, ?> vars, String where) throws RenderException {
        TemplateSource source = new TemplateSource(where, expression);
        List<Node> nodes = templates.expression(source);
        AtomicReference<@Nullable Object> plain = new AtomicReference<>();
        run(source, vars, (runner, scope) -> {
            if (nodes.getFirst() instanceof Node.Print print) {
                plain.set(Types.toJava(runner.evaluate(print.value(), scope)));
            }
            return "";
        });
        return plain.get();
    }

    /** Ansible does not touch a text without a tag, its line ends included. */
    private static boolean isPlain(String text) {
        return !text.startsWith(Header.MARK) && !text.contains("{{") && !text.contains("{%") && !text.contains("{#");
    }

    /** As many newlines at the end as the template has, where Jinja leaves fewer. */
    private static String keepNewlines(String template, String result) {
        int missing = newlinesAtEnd(template) - newlinesAtEnd(result);
        return missing > 0 ? result + "\n".repeat(missing) : result;
    }

    private static int newlinesAtEnd(String text) {
        int count = 0;
        while (count < text.length() && text.charAt(text.length() - 1 - count) == '\n') {
            count++;
        }
        return count;
    }

    private interface Work {
        String run(NodeRunner runner, TemplateScope scope);
    }

    private String run(TemplateSource source, Map<String, ?> vars, Work work) throws RenderException {
        TargetBudget.begin(source.name());
        TemplateRun whole = new TemplateRun(templates, loader, library);
        List<Problem> problems = whole.problems();
        String result = "";
        try {
            result = dev.towline.render.value.Work.metered(whole.budget(),
                    () -> work.run(new NodeRunner(source.name(), whole), TemplateScope.root(new Variables(vars))));
        } catch (Fault fault) {
            problems.add(fault.problem());
        } catch (PyError e) {
            problems.add(new Problem(source.name(), 1, 1, String.valueOf(e.getMessage()), e.remedy()));
        } catch (Templates.Broken broken) {
            problems.addAll(broken.problems());
        } catch (StackOverflowError e) {
            problems.add(
                    new Problem(source.name(), 1, 1, "nested more than " + Limits.DEPTH + " deep", "make it flatter"));
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException | ClassCastException
                | NegativeArraySizeException | ConcurrentModificationException e) {
            LOG.warn("{}: an operation of the template language failed", source.name(), e);
            problems.add(new Problem(source.name(), 1, 1, UNEXPECTED, "please report it with the template"));
        }
        if (!problems.isEmpty()) {
            throw new RenderException(new ArrayList<>(problems));
        }
        return result;
    }
}
