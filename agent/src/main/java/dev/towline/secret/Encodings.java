package dev.towline.secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/** How programs write one text down: in URLs, JSON, shells, YAML, HTML, base64 and hex. */
final class Encodings {
    /** Where {@code base64} and {@code openssl} break their lines, and {@code xxd -p}. */
    private static final int[] BASE64_LINES = {76, 64};
    private static final int[] HEX_LINES = {60};
    private static final int[] UNBROKEN = {};

    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final String UNRESERVED = "-._~";

    private final Set<String> found = new LinkedHashSet<>();

    private Encodings() {}

    /** Every form, none shorter than {@link Patterns#SHORTEST} characters, none longer than {@link Pieces#LONGEST}. */
    static Set<String> of(String text) {
        Encodings encodings = new Encodings();
        encodings.plain(text);
        encodings.quoted(text);
        encodings.percent(text);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        encodings.hex(bytes);
        for (int before = 0; before < 3; before++) {
            encodings.base64(bytes, before);
        }
        return encodings.found;
    }

    private void plain(String form) {
        add(form, UNBROKEN);
    }

    private void add(String form, int[] lines) {
        found.addAll(Pieces.of(form, lines));
    }

    private void quoted(String text) {
        String json = json(text, c -> c > 0xffff);
        plain(json);
        plain(json.replace("/", "\\/"));
        plain(json(json, c -> c > 0xffff));
        plain(json(text, c -> c > 126));
        plain(json(text, c -> c > 126 || "<>&'".indexOf(c) >= 0));
        plain(json.replace("\\\"", "\"").replace("'", "\\'"));
        plain(text.replace("'", "''"));
        plain(text.replace("'", "'\\''"));
        plain(text.replace("'", "'\"'\"'"));
        plain(before(text, "\"\\$`", "\\"));
        plain(before(text, " \t!\"#$&'()*,;<>?[\\]^`{|}~", "\\"));
        plain(text.replace("%", "%%"));
        plain(text.replace("$", "$$"));
        String html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        plain(html);
        plain(html.replace("\"", "&quot;").replace("'", "&#x27;"));
        plain(html.replace("\"", "&#34;").replace("'", "&#39;"));
        plain(html.replace("\"", "&quot;").replace("'", "&#39;"));
    }

    private static String before(String text, String special, String mark) {
        StringBuilder quoted = new StringBuilder();
        text.chars().forEach(c -> quoted.append(special.indexOf(c) >= 0 ? mark : "").append((char) c));
        return quoted.toString();
    }

    private static String json(String text, IntPredicate numbered) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                default -> json.append(c < ' ' || numbered.test(c) ? "\\u%04x".formatted((int) c) : c);
            }
        }
        return json.toString();
    }

    private void percent(String text) {
        bothCases(URLEncoder.encode(text, StandardCharsets.UTF_8));
        bothCases(percent(text, UNRESERVED));
        bothCases(percent(text, UNRESERVED + "/"));
        bothCases(percent(text, UNRESERVED + "!*'()"));
        bothCases(percent(text, UNRESERVED + "!*'();,/?:@&=+$#"));
        bothCases(percent(text, UNRESERVED + "!$&'()*+,;="));
    }

    private void bothCases(String percent) {
        plain(percent);
        StringBuilder small = new StringBuilder(percent);
        for (int at = small.indexOf("%"); at >= 0 && at + 2 < small.length(); at = small.indexOf("%", at + 1)) {
            small.replace(at, at + 3, small.substring(at, at + 3).toLowerCase(Locale.ROOT));
        }
        plain(small.toString());
    }

    private static String percent(String text, String kept) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
                    || c < 128 && kept.indexOf(c) >= 0;
            encoded.append(plain ? c : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    private void hex(byte[] bytes) {
        add(HexFormat.of().formatHex(bytes), HEX_LINES);
        add(HexFormat.of().withUpperCase().formatHex(bytes), HEX_LINES);
    }

    /**
     * What of the base64 of a longer text depends on these bytes alone.
     *
     * @param before how many bytes stand before them, modulo 3
     */
    private void base64(byte[] bytes, int before) {
        byte[] moved = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, moved, before, bytes.length);
        String padded = BASE64.encodeToString(moved);
        String tail = padded.substring(firstOwn(before));
        base64(tail);
        base64(tail.replace("=", ""));
        base64(padded.substring(firstOwn(before), moved.length * 8 / 6));
    }

    private static int firstOwn(int before) {
        return (before * 8 + 5) / 6;
    }

    private void base64(String form) {
        if (form.length() < Patterns.SHORTEST) {
            return;
        }
        add(form, BASE64_LINES);
        add(form.replace('+', '-').replace('/', '_'), BASE64_LINES);
        plain(form.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D"));
    }
}
