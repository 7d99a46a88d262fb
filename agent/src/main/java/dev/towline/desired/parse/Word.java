package dev.towline.desired.parse;

import dev.towline.desired.ByteSize;
import dev.towline.desired.ComponentName;
import dev.towline.desired.DomainName;
import dev.towline.desired.Mode;
import dev.towline.desired.RelativePath;
import dev.towline.desired.SecretName;
import dev.towline.desired.StatusRange;
import dev.towline.desired.TargetName;
import dev.towline.desired.UserName;
import dev.towline.desired.VariableType;
import dev.towline.source.RemoteUrl;
import dev.towline.source.RevisionPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A value type that is written as one word.
 *
 * @param label what it is called in messages and in the reference
 * @param pattern what editors are told; looser than {@code parse}, or empty
 * @param numbers whether a bare number is meant as its digits
 * @param parse throws IllegalArgumentException saying what is wrong
 */
public record Word<T>(Class<T> type, String label, String pattern, boolean numbers, Function<String, T> parse) {
    private static final Map<Class<?>, Word<?>> ALL = Stream.<Word<?>>of(
            of(TargetName.class, "site name", "^[a-z][a-z0-9-]{0,30}$", Word::site),
            of(ComponentName.class, "component name", "^[a-z0-9][a-z0-9_-]{0,62}$", ComponentName::new),
            of(SecretName.class, "secret name", "^[a-z][a-z0-9_]{0,63}$", SecretName::new),
            of(UserName.class, "user name", "^[a-z_][a-z0-9_-]{0,30}$", UserName::new),
            of(DomainName.class, "domain name", "^(\\*\\.)?[a-z0-9.-]{1,253}$", DomainName::new),
            of(RelativePath.class, "relative path", "^[^/]", RelativePath::new),
            of(Mode.class, "mode", "^0?[0-7]{3}$|^[0-7]{4}$", Mode::parse),
            of(Duration.class, "duration", "^([0-9]+(ms|s|m|h|d))+$", DurationText::parse),
            of(ByteSize.class, "size", "^[0-9]{1,6}[KMG]$", ByteSize::parse),
            of(VariableType.class, "variable type", "", VariableType::parse),
            of(RevisionPolicy.class, "revision", "", RevisionPolicy::parse),
            of(RemoteUrl.class, "repository URL", "", RemoteUrl::parse),
            new Word<>(StatusRange.class, "HTTP status", "^[1-5][0-9]{2}(-[1-5][0-9]{2})?$", true, StatusRange::parse))
            .collect(Collectors.toUnmodifiableMap(Word::type, w -> w));

    private static <T> Word<T> of(Class<T> type, String label, String pattern, Function<String, T> parse) {
        return new Word<>(type, label, pattern, false, parse);
    }

    public static boolean isWord(Class<?> type) {
        return ALL.containsKey(type);
    }

    public static Word<?> of(Class<?> type) {
        Word<?> word = ALL.get(type);
        if (word == null) {
            throw new IllegalStateException(type + " is no word");
        }
        return word;
    }

    private static TargetName site(String name) {
        if (name.equals("@host")) {
            throw new IllegalArgumentException("it is the name of the host itself");
        }
        return TargetName.site(name);
    }
}
