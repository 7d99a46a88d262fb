package dev.towline.render;

import dev.towline.secret.Secret;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A rendered target as text for golden files, contents included. */
final class Dump {
    private final StringBuilder out = new StringBuilder();

    String of(RenderedTarget target) {
        add("", "target", target);
        return out.toString();
    }

    static String text(RenderedFile file) {
        return new String(file.content().bytes(), StandardCharsets.UTF_8);
    }

    private void add(String indent, String name, @Nullable Object value) {
        switch (value) {
            case null -> {
            }
            case Optional<?> optional -> optional.ifPresent(v -> add(indent, name, v));
            case java.util.Set<?> set -> add(indent, name, java.util.List.copyOf(new TreeSet<>(set)));
            case Collection<?> list when list.stream().allMatch(v -> v instanceof String || v instanceof Integer) ->
                line(indent, name,
                        list.size() > 20 ? list.size() + " values" : list.toString());
            case Collection<?> list -> list.forEach(v -> add(indent, name + " -", v));
            case Map<?, ?> map -> new TreeMap<Object, Object>(map).forEach((k, v) -> add(indent, name + " " + k, v));
            case Content content -> {
                line(indent, name, "");
                new String(content.bytes(), StandardCharsets.UTF_8).lines()
                        .forEach(l -> out.append(indent).append("  | ").append(l).append('\n'));
            }
            case Secret _ -> line(indent, name, "***");
            case dev.towline.host.Digest digest -> line(indent, name, digest.toString());
            case dev.towline.host.Ownership ownership -> line(indent, name, ownership.toString());
            case dev.towline.source.Revision revision -> line(indent, name, revision.toString());
            case Record data when data.getClass().getRecordComponents().length > 1 -> {
                line(indent, name, data.getClass().getSimpleName());
                for (RecordComponent component : data.getClass().getRecordComponents()) {
                    add(indent + "  ", component.getName(), get(component, data));
                }
            }
            default -> line(indent, name, value.toString());
        }
    }

    private void line(String indent, String name, String value) {
        out.append((indent + name + ": " + value).stripTrailing()).append('\n');
    }

    private static @Nullable Object get(RecordComponent component, Record data) {
        try {
            return component.getAccessor().invoke(data);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
