package dev.towline.render;

import dev.towline.health.HealthCheck;
import dev.towline.host.Digest;
import dev.towline.secret.Secret;
import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A digest of values that is the same exactly when they are. It walks records by their components, so that what is added to
 * one cannot be forgotten here, and takes secrets and contents by what they are instead of by what they print.
 */
final class Fingerprint {
    private final MessageDigest digest = Digest.sha256();

    private Fingerprint() {}

    static Digest of(@Nullable Object... values) {
        Fingerprint fingerprint = new Fingerprint();
        for (Object value : values) {
            fingerprint.add(value);
        }
        return new Digest(HexFormat.of().formatHex(fingerprint.digest.digest()));
    }

    private void add(@Nullable Object value) {
        switch (value) {
            case null -> word("null");
            case Secret secret -> word("secret", secret.reveal());
            case Content content -> word("content", content.digest().hex());
            case Digest hash -> word("digest", hash.hex());
            case Optional<?> optional -> add(optional.map(List::of).orElse(List.of()));
            case Map<?, ?> map -> sorted(map);
            case Set<?> set -> all("set", set.stream().map(Object::toString).sorted().toList());
            case Collection<?> list -> all("list", list);
            case Record data -> fields(data);
            default -> word(FingerprintTag.of(value.getClass()), value.toString());
        }
    }

    private void sorted(Map<?, ?> map) {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((k, v) -> sorted.put(k.toString(), v));
        word("map", Integer.toString(sorted.size()));
        sorted.forEach((k, v) -> {
            word(k);
            add(v);
        });
    }

    private void all(String kind, Collection<?> values) {
        word(kind, Integer.toString(values.size()));
        values.forEach(this::add);
    }

    private void fields(Record data) {
        word("record", FingerprintTag.of(data.getClass()));
        for (RecordComponent component : data.getClass().getRecordComponents()) {
            if (component.getType().equals(HealthCheck.Opener.class)) {
                continue;
            }
            try {
                add(component.getAccessor().invoke(data));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a rendered record is public", e);
            }
        }
    }

    private void word(String... parts) {
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
            digest.update(bytes);
        }
    }
}
