package dev.towline;

import dev.towline.desired.TargetName;
import dev.towline.host.Digest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of each record of a sealed interface, with the plainest values that its components take. */
public final class Samples {
    private Samples() {}

    public static <T> List<T> ofEach(Class<T> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses()).map(type -> sealed.cast(of(type))).toList();
    }

    private static @Nullable Object value(Class<?> type) {
        if (type == String.class) {
            return "text";
        } else if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return true;
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == Duration.class) {
            return Duration.ofSeconds(5);
        } else if (type == List.class) {
            return List.of();
        } else if (type == Set.class) {
            return Set.of();
        } else if (type == Map.class) {
            return Map.of();
        } else if (type == Optional.class) {
            return Optional.empty();
        } else if (type == TargetName.class) {
            return TargetName.site("club");
        } else if (type == Digest.class) {
            return Digest.of("text");
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return null;
    }

    private static Object of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        @Nullable
        Object[] values = Stream.of(types).map(Samples::value).toArray();
        try {
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException
                | InvocationTargetException e) {
            throw new AssertionError("no plain " + type.getName(), e);
        }
    }
}
