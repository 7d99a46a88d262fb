package dev.towline.render.filter;

import dev.towline.render.value.Limits;
import dev.towline.render.value.Work;
import dev.towline.render.value.Dict;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Types;
import dev.towline.render.value.Bound;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Filters on URLs. */
final class UrlFilters {
    private static final Pattern URL = Pattern.compile(
            "(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#(.*))?",
            Pattern.DOTALL);

    private UrlFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("urlencode", Filter.plain(UrlFilters::encode));
        all.put("urldecode", Filter.plain(v -> decode(Types.text(v))));
        all.put("urlsplit", Filter.of(UrlFilters::split, "query"));
        return all;
    }

    private static Object encode(Object value) {
        if (!(value instanceof Dict) && !(value instanceof List<?>)) {
            return quote(TextFilters.text(value), false);
        }
        List<String> pairs = new ArrayList<>();
        for (Object pair : value instanceof Dict dict ? dict.items() : Sequences.items(value)) {
            List<Object> items = Sequences.items(pair);
            if (items.size() != 2) {
                throw new PyError("urlencode wants a string, a dict or pairs");
            }
            Work.item();
            pairs.add(quote(TextFilters.text(items.get(0)), true) + "=" + quote(TextFilters.text(items.get(1)), true));
        }
        return String.join("&", pairs);
    }

    private static String quote(String text, boolean query) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || "_.-~".indexOf(c) >= 0 || !query && c == '/')) {
                out.append(c);
            } else {
                Work.spend(40);
                Limits.text(out.length());
                out.append(query && c == ' ' ? "+" : String.format("%%%02X", (int) c));
            }
        }
        return out.toString();
    }

    private static String decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] bytes = text.replace('+', ' ').getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            int high = i + 2 < bytes.length && bytes[i] == '%' ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
            if (low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(bytes[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Object split(Object value, Bound a) {
        Matcher m = URL.matcher(Types.text(value));
        if (!m.matches() || Types.text(value).matches("(?s).*[\\x00-\\x20\\[\\]].*")) {
            throw new PyError("urlsplit: this URL is not supported here");
        }
        String netloc = part(m, 2);
        int at = netloc.lastIndexOf('@');
        String user = at < 0 ? "" : netloc.substring(0, at);
        String hostPort = netloc.substring(at + 1);
        int colon = hostPort.indexOf(':');
        String host = colon < 0 ? hostPort : hostPort.substring(0, colon);
        String port = colon < 0 ? "" : hostPort.substring(colon + 1);
        if (!port.matches("\\d{0,5}") || !port.isEmpty() && Integer.parseInt(port) > 65535) {
            throw new PyError("urlsplit: the port is no number up to 65535");
        }
        int split = user.indexOf(':');
        Dict parts = Dict.of("fragment", part(m, 5), "hostname",
                host.isEmpty() ? PyNone.NONE : host.toLowerCase(java.util.Locale.ROOT), "netloc", netloc,
                "password", split < 0 ? PyNone.NONE : user.substring(split + 1), "path", part(m, 3),
                "port", port.isEmpty() ? PyNone.NONE : (Object) Long.parseLong(port), "query", part(m, 4),
                "scheme", part(m, 1).toLowerCase(java.util.Locale.ROOT),
                "username", at < 0 ? PyNone.NONE : split < 0 ? user : user.substring(0, split));
        String query = a.text("query", "");
        return query.isEmpty()
                ? parts
                : parts.find(query).orElseThrow(() -> new PyError("urlsplit: unknown component"));
    }

    private static String part(Matcher matcher, int group) {
        String part = matcher.group(group);
        return part == null ? "" : part;
    }
}
