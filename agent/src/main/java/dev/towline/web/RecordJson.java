package dev.towline.web;

import dev.towline.desired.TargetName;
import dev.towline.event.SourceStanding;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A value as JSON: components by their names, times as ISO 8601, durations as seconds. Test pin the shapes that are API. */
final class RecordJson {
    private RecordJson() {}

    static JsonObject of(Record value) {
        JsonObject json = new JsonObject();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            json.put(component.getName(), json(read(component, value)));
        }
        return json;
    }

    static JsonArray of(List<? extends Record> values) {
        JsonArray json = new JsonArray();
        values.forEach(value -> json.add(of(value)));
        return json;
    }

    private static @Nullable Object read(RecordComponent component, Record value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("a public record can be read", e);
        }
    }

    private static @Nullable Object json(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case TargetName name -> name.value();
            case SourceStanding standing -> standing.tag();
            case Instant instant -> instant.toString();
            case Duration duration -> duration.toNanos() / 1e9;
            case Record nested -> of(nested);
            case List<?> list -> new JsonArray(list.stream().map(RecordJson::json).toList());
            case Map<?, ?> map -> {
                // Sorted, so that the same picture is the same text.
                JsonObject json = new JsonObject();
                new TreeMap<>(map).forEach((key, one) -> json.put(String.valueOf(key), json(one)));
                yield json;
            }
            case String text -> text;
            case Number number -> number;
            case Boolean flag -> flag;
            default -> throw new IllegalStateException("no JSON for " + value.getClass());
        };
    }
}
