package dev.towline.host.local;

import java.util.Map;

/** What {@code %} sequences stand for in one unit's file. */
record Specifiers(Map<Character, String> values) {
    Specifiers {
        values = Map.copyOf(values);
    }

    static Specifiers of(String unit) {
        int dot = unit.lastIndexOf('.');
        String stem = unit.substring(0, dot);
        int at = stem.indexOf('@');
        String instance = at < 0 ? "" : stem.substring(at + 1);
        String prefix = at < 0 ? stem : stem.substring(0, at);
        return new Specifiers(Map.of('n', unit, 'N', stem, 'p', prefix, 'P', prefix, 'i', instance, 'I', instance,
                'u', System.getProperty("user.name", ""), 'h', System.getProperty("user.home", "/"), 't', "/run", '%',
                "%"));
    }

    String replace(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '%') {
                result.append(text.charAt(i));
                continue;
            }
            String value = i + 1 < text.length() ? values.get(text.charAt(i + 1)) : null;
            if (value == null) {
                throw new IllegalArgumentException("the specifier '" + text.substring(i, Math.min(text.length(), i + 2))
                        + "' is not known to the local service manager (%n %N %p %i %u %h %t %% are)");
            }
            result.append(value);
            i++;
        }
        return result.toString();
    }
}
