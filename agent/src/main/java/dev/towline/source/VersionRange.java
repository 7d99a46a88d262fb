package dev.towline.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;
import org.semver4j.range.RangeList;
import org.semver4j.range.RangeListFactory;

/**
 * A range of semantic versions, as npm writes them ({@code ^1.2}, {@code >=1.2 <2}, {@code 1.2 - 1.4 || 3.x}). A
 * prerelease is in it only where the range names one of the same version.
 */
public final class VersionRange {
    // Strict, because the library takes what it cannot read ("latest", "banana") for "anything" or "nothing".
    private static final String PARTIAL = "v?(?:\\*|x|\\d{1,9}(?:\\.(?:\\*|x|\\d{1,9}(?:\\.(?:\\*|x|\\d{1,9}"
            + "(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?))?))?)";
    private static final String SET = "(?:" + PARTIAL + " - " + PARTIAL + "|(?:\\^|~|[<>]=?|=)?" + PARTIAL
            + "(?: (?:\\^|~|[<>]=?|=)?" + PARTIAL + ")*)";
    private static final Pattern RANGE = Pattern.compile(SET + "(?: \\|\\| " + SET + ")*");
    private static final Pattern LEADING_V = Pattern.compile("(?<![0-9A-Za-z.+-])v(?=[0-9x*])");
    private static final Pattern LEADING_ZERO = Pattern.compile("(?<![0-9A-Za-z-])0[0-9]");
    private static final Pattern TAG = Pattern.compile("v?(\\d.*)");
    private static final int LONGEST = 200;
    private static final int MOST_PASSED_OVER = 20;

    private final String text;
    private final RangeList ranges;

    private VersionRange(String text, RangeList ranges) {
        this.text = text;
        this.ranges = ranges;
    }

    /** @throws IllegalArgumentException if it is not a range, saying how one is written */
    public static VersionRange parse(String range) {
        String text = range.strip().replaceAll("\\s+", " ").replaceAll("\\s*\\|\\|\\s*", " || ")
                .replaceAll("([<>=^~]) ", "$1");
        if (text.length() > LONGEST || !RANGE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + Printable.of(range)
                    + "' is not a range of versions; write for example semver:^1.2, semver:~1.2.3 or semver:>=1.2 <2.");
        }
        if (LEADING_ZERO.matcher(text).find()) {
            throw new IllegalArgumentException("'" + Printable.of(range)
                    + "' has a number with a leading zero, which no version has; write for example semver:^2024.1.");
        }
        return new VersionRange(text, RangeListFactory.create(LEADING_V.matcher(text).replaceAll("")));
    }

    /** The tag of the highest version in the range; tags that are not versions are passed over. */
    public Optional<String> highest(Collection<String> tags) {
        return tags.stream().map(Candidate::of).flatMap(Optional::stream).filter(c -> ranges.isSatisfiedBy(c.version()))
                .max(Comparator.comparing(Candidate::version).thenComparing(Candidate::tag)).map(Candidate::tag);
    }

    /**
     * The tags that a person reads as a version in the range, and as a higher one than the highest, but that are none; highest
     * first, with the reason.
     */
    public List<PassedOver> passedOver(Collection<String> tags) {
        Optional<LooseVersion> chosen = highest(tags).flatMap(LooseVersion::of);
        return tags.stream().filter(tag -> Candidate.of(tag).isEmpty()).map(LooseVersion::of).flatMap(Optional::stream)
                .filter(loose -> loose.meant().filter(ranges::isSatisfiedBy).isPresent())
                .filter(loose -> chosen.isEmpty() || loose.compareTo(chosen.get()) > 0)
                .sorted(Comparator.reverseOrder()).limit(MOST_PASSED_OVER)
                .map(loose -> new PassedOver(loose.tag(), loose.why())).toList();
    }

    /** A tag that looks like a version, and why it is none. */
    public record PassedOver(String tag, String why) {
        @Override
        public String toString() {
            return "'" + Printable.of(tag) + "' " + why;
        }
    }

    /** The tags that are versions at all, highest first. */
    public static Stream<String> versions(Collection<String> tags) {
        return tags.stream().map(Candidate::of).flatMap(Optional::stream)
                .sorted(Comparator.comparing(Candidate::version).thenComparing(Candidate::tag).reversed())
                .map(Candidate::tag);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VersionRange that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private record Candidate(String tag, Semver version) {
        static Optional<Candidate> of(String tag) {
            Matcher matcher = TAG.matcher(tag);
            @Nullable
            Semver version = matcher.matches() && tag.length() <= LONGEST ? Semver.parse(matcher.group(1)) : null;
            return version == null ? Optional.empty() : Optional.of(new Candidate(tag, version));
        }
    }
}
