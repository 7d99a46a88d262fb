package dev.towline.render.filter;

import dev.towline.render.value.Work;
import dev.towline.render.value.Bound;
import dev.towline.render.value.Json;
import dev.towline.render.value.Limits;
import dev.towline.render.value.Markup;
import dev.towline.render.value.Printing;
import dev.towline.render.value.PyError;
import dev.towline.render.value.PyNone;
import dev.towline.render.value.Sequences;
import dev.towline.render.value.Truth;
import dev.towline.render.value.Types;
import dev.towline.render.value.Yaml;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/** Filters between values and JSON, YAML, base 64 and digests. */
final class DataFilters {
    private static final Map<String, String> DIGESTS = Map.of("md5", "MD5", "sha1", "SHA-1", "sha224", "SHA-224",
            "sha256",
            "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512", "sha3_256", "SHA3-256", "sha3_512", "SHA3-512");

    private DataFilters() {}

    static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        all.put("to_json",
                Filter.of((v, a) -> json(v, a, -1, false), "indent", "sort_keys", "ensure_ascii", "separators"));
        all.put("to_nice_json", Filter.of((v, a) -> json(v, a, 4, true), "indent", "sort_keys", "ensure_ascii"));
        all.put("tojson", Filter.of((v, a) -> {
            String text = Json.write(v, Json.Style.of(indent(a, -1), true));
            Limits.text(text.length() + 5 * text.chars().filter(c -> "<>&'".indexOf(c) >= 0).count());
            return new Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("'",
                    "\\u0027"));
        }, "indent"));
        all.put("from_json", Filter.plain(v -> Json.read(Types.text(v))));
        all.put("to_yaml", Filter.of((v, a) -> yaml(v, a, Yaml.Flow.AUTO, 2), "indent", "width", "sort_keys",
                "default_flow_style", "explicit_start"));
        all.put("to_nice_yaml", Filter.of((v, a) -> yaml(v, a, Yaml.Flow.NEVER, 4), "indent", "width", "sort_keys",
                "default_flow_style", "explicit_start"));
        all.put("from_yaml", Filter.plain(v -> v == PyNone.NONE ? v : Yaml.read(Types.text(v))));
        all.put("b64encode", Filter.of(DataFilters::encode, "encoding", "urlsafe"));
        all.put("b64decode", Filter.of(DataFilters::decode, "encoding", "urlsafe"));
        all.put("hash", Filter.of((v, a) -> digest(v, a.text("hashtype", "sha1")), "hashtype"));
        all.put("md5", Filter.plain(v -> digest(v, "md5")));
        all.put("sha1", Filter.plain(v -> digest(v, "sha1")));
        all.put("checksum", Filter.plain(v -> digest(v, "sha1")));
        all.put("to_uuid", Filter.of(DataFilters::uuid, "namespace"));
        all.put("type_debug", Filter.plain(Types::name));
        return all;
    }

    private static int indent(Bound a, int otherwise) {
        return a.has("indent") ? Limits.text(Math.max(0, a.integer("indent"))) : otherwise;
    }

    private static Object json(Object value, Bound a, int indent, boolean sort) {
        int spaces = indent(a, indent);
        String item = spaces < 0 ? ", " : ",";
        String key = ": ";
        if (a.has("separators")) {
            item = Types.text(Sequences.item(a.get("separators"), 0L));
            key = Types.text(Sequences.item(a.get("separators"), 1L));
        }
        return Json.write(value,
                new Json.Style(spaces, a.flag("sort_keys", sort), a.flag("ensure_ascii", true), item, key));
    }

    private static Object yaml(Object value, Bound a, Yaml.Flow otherwise, int indent) {
        Object given = a.get("default_flow_style");
        Yaml.Flow flow = a.has("default_flow_style")
                ? Truth.of(given) ? Yaml.Flow.ALWAYS : Yaml.Flow.NEVER
                : a.values().containsKey("default_flow_style") ? Yaml.Flow.AUTO : otherwise;
        long width = a.integer("width", 80);
        int spaces = indent(a, indent);
        if (spaces < 2 || spaces > 9 || width < 20) {
            throw new PyError("to_yaml: indent must be 2 to 9 and width at least 20");
        }
        return Yaml.write(value, new Yaml.Style(flow, spaces, (int) Math.min(width, Integer.MAX_VALUE),
                a.flag("sort_keys", true), a.flag("explicit_start", false)));
    }

    private static void onlyUtf8(Bound a) {
        if (!Set.of("utf-8", "utf8", "UTF-8").contains(a.text("encoding", "utf-8"))) {
            throw new PyError("only utf-8 is supported here as encoding");
        }
    }

    private static Object encode(Object value, Bound a) {
        onlyUtf8(a);
        Base64.Encoder encoder = a.flag("urlsafe", false) ? Base64.getUrlEncoder() : Base64.getEncoder();
        return encoder.encodeToString(TextFilters.text(value).getBytes(StandardCharsets.UTF_8));
    }

    private static Object decode(Object value, Bound a) {
        onlyUtf8(a);
        String text = Types.text(value);
        Work.spend(8L * text.length());
        // Python skips what is no base 64, Java's MIME decoder as well; both want the padding.
        if (text.replaceAll("[^A-Za-z0-9+/=_-]", "").length() % 4 != 0) {
            throw new PyError("b64decode: incorrect padding");
        }
        try {
            byte[] bytes = a.flag("urlsafe", false)
                    ? Base64.getUrlDecoder().decode(text)
                    : Base64.getMimeDecoder().decode(text);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new PyError("b64decode: not base 64 of UTF-8 text");
        }
    }

    /** Spent for each byte that is hashed. */
    private static byte[] digestOf(byte[] bytes, String algorithm) {
        Work.spend(4L * bytes.length);
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new PyError("hash: this Java lacks " + algorithm);
        }
    }

    private static Object digest(Object value, String type) {
        String algorithm = DIGESTS.get(type);
        if (algorithm == null) {
            throw new PyError("hash: this type is not supported here",
                    "use one of " + String.join(", ", new java.util.TreeSet<>(DIGESTS.keySet())));
        }
        return HexFormat.of().formatHex(digestOf(TextFilters.text(value).getBytes(StandardCharsets.UTF_8), algorithm));
    }

    /** A version 5 UUID in Ansible's own name space. */
    private static Object uuid(Object value, Bound a) {
        String space = a.text("namespace", "361E6D51-FAEC-444A-9079-341386DA8E2E").replace("-", "");
        if (!space.matches("[0-9a-fA-F]{32}")) {
            throw new PyError("to_uuid: the namespace is no UUID");
        }
        byte[] name = Printing.text(value).getBytes(StandardCharsets.UTF_8);
        byte[] hash = digestOf(
                ByteBuffer.allocate(16 + name.length).put(HexFormat.of().parseHex(space)).put(name).array(), "SHA-1");
        hash[6] = (byte) (hash[6] & 0x0f | 0x50);
        hash[8] = (byte) (hash[8] & 0x3f | 0x80);
        String hex = HexFormat.of().formatHex(hash, 0, 16);
        return hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20)
                + "-" + hex.substring(20);
    }
}
