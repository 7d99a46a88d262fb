package dev.towline.render.value;

import static dev.towline.budget.Budget.TEMPLATE_REGEX;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Python's {@code re}: a translated pattern, and a bound on the work that a match may take. */
public final class Regex {
    /** Characters looked at in one operation: a pattern that backtracks without end stops here, in about 0.1 s. */
    private static final int WORK = 20_000_000;

    private final Pattern pattern;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
    }

    public static Regex compile(String python, boolean ignoreCase, boolean multiline) {
        if (python.length() > TEMPLATE_REGEX.amount()) {
            throw PyError.limit("a regular expression of more than " + TEMPLATE_REGEX.text() + " characters");
        }
        Work.spend(python.length() * 10L + 200);
        int flags = Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS
                | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0)
                | (multiline ? Pattern.MULTILINE : 0);
        try {
            return new Regex(Pattern.compile(new RegexTranslation(python, multiline).java(), flags));
        } catch (PatternSyntaxException e) {
            throw new PyError("bad regular expression: " + e.getDescription(), "correct the pattern");
        } catch (StackOverflowError e) {
            throw PyError.limit("a regular expression nested too deep");
        }
    }

    /** {@code re.search}, or {@code re.match} when anchored. */
    public java.util.Optional<Matcher> search(String text, boolean anchored) {
        Matcher matcher = pattern.matcher(new Bounded(text));
        return guarded(() -> anchored ? matcher.lookingAt() : matcher.find())
                ? java.util.Optional.of(matcher)
                : java.util.Optional.empty();
    }

    /** {@code re.findall}. */
    public List<Object> findAll(String text) {
        Matcher matcher = pattern.matcher(new Bounded(text));
        List<Object> found = new ArrayList<>();
        while (next(matcher, text)) {
            found.add(switch (matcher.groupCount()) {
                case 0 -> matcher.group();
                case 1 -> group(matcher, 1);
                default -> {
                    List<Object> groups = new ArrayList<>();
                    for (int i = 1; i <= matcher.groupCount(); i++) {
                        groups.add(group(matcher, i));
                    }
                    yield Tuple.copyOf(groups);
                }
            });
            Work.item();
            Limits.items(found.size());
        }
        return found;
    }

    private static String group(Matcher matcher, int index) {
        String group = matcher.group(index);
        return group == null ? "" : group;
    }

    /** {@code re.subn}; count 0 is all. */
    public Substitution substitute(String text, String replacement, long count) {
        RegexReplacement template = new RegexReplacement(replacement);
        Matcher matcher = pattern.matcher(new Bounded(text));
        StringBuilder out = new StringBuilder();
        int at = 0;
        int made = 0;
        while ((count <= 0 || made < count) && next(matcher, text)) {
            out.append(text, at, matcher.start());
            template.expand(matcher, out);
            Limits.text(out.length());
            at = matcher.end();
            made++;
        }
        return new Substitution(out.append(text, at, text.length()).toString(), made);
    }

    /** Java also finds the empty text between the halves of a character beyond the basic plane. */
    private static boolean next(Matcher matcher, String text) {
        while (guarded(matcher::find)) {
            int at = matcher.start();
            boolean insidePair = at > 0 && at < text.length()
                    && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
            if (!insidePair) {
                return true;
            }
        }
        return false;
    }

    private static boolean guarded(java.util.function.BooleanSupplier match) {
        try {
            return match.getAsBoolean();
        } catch (StackOverflowError e) {
            throw PyError.limit("a regular expression that needs too much stack");
        }
    }

    /** A text and how many replacements made it. */
    public record Substitution(String text, int count) {}

    /** Counts every look at a character. */
    private static final class Bounded implements CharSequence {
        private final String text;
        private int work;

        Bounded(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++work > WORK) {
                throw PyError.limit("a regular expression that takes too long");
            }
            if ((work & 0x3ff) == 0) {
                Work.spend(0x200);
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            Work.spend(end - start);
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
