package dev.towline.source;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.semver4j.Semver;

/** A tag as a person reads it: the numbers of a version, whatever stands before and behind them. */
record LooseVersion(String tag, String before, List<String> numbers, String behind)
        implements
            Comparable<LooseVersion> {
    private static final Pattern FORM = Pattern
            .compile("([A-Za-z][A-Za-z_/-]{0,40})?([0-9]{1,9}(?:\\.[0-9]{1,9}){1,5})([-+._]?[0-9A-Za-z.+-]{0,60})");
    private static final int NUMBERS = 3;

    LooseVersion {
        numbers = List.copyOf(numbers);
    }

    static Optional<LooseVersion> of(String tag) {
        Matcher matcher = FORM.matcher(tag);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String before = matcher.group(1) == null ? "" : matcher.group(1);
        return Optional
                .of(new LooseVersion(tag, before, Arrays.asList(matcher.group(2).split("\\.")), matcher.group(3)));
    }

    /** The version that is probably meant. What stands behind the numbers makes it a prerelease. */
    Optional<Semver> meant() {
        return Optional.ofNullable(Semver.parse(proper()));
    }

    /** Why it is no semantic version, and how it would be one. */
    String why() {
        Optional<String> zero = numbers.stream().filter(n -> n.length() > 1 && n.startsWith("0")).findFirst();
        String what = zero.isPresent()
                ? "has a number with a leading zero (" + zero.get() + ")"
                : numbers.size() != NUMBERS
                        ? "has " + numbers.size() + " numbers and a version has 3"
                        : before.isEmpty() || before.equals("v")
                                ? "has '" + behind + "' after its numbers"
                                : "begins with '" + before + "'";
        return what + "; a tag " + proper() + " would count";
    }

    private String proper() {
        String three = Stream.concat(numbers.stream(), Stream.of("0", "0")).limit(NUMBERS)
                .map(n -> Integer.toString(Integer.parseInt(n))).collect(Collectors.joining("."));
        return behind.isEmpty() || behind.startsWith("-") || behind.startsWith("+")
                ? three + behind
                : three + "-" + behind.replaceAll("^[._]", "");
    }

    @Override
    public int compareTo(LooseVersion other) {
        for (int i = 0; i < Math.max(numbers.size(), other.numbers.size()); i++) {
            int difference = Integer.compare(number(i), other.number(i));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    private int number(int at) {
        return at < numbers.size() ? Integer.parseInt(numbers.get(at)) : 0;
    }
}
