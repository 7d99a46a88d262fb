package dev.towline.desired.parse;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Names of enum constants in files: small letters with dashes. */
public final class EnumNames {
    private EnumNames() {}

    public static String name(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static List<String> of(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(EnumNames::name).toList();
    }
}
