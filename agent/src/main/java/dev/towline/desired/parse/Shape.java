package dev.towline.desired.parse;

import dev.towline.desired.Key;
import dev.towline.desired.ShortFor;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of a record, read from it once. */
public record Shape(Class<?> type, List<KeyShape> keys, Optional<String> shortFor, MethodHandle constructor) {
    private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();

    /**
     * One key.
     *
     * @param type without the Optional around it
     */
    public record KeyShape(String name, Type type, boolean optional, Key key) {
        public boolean required() {
            return !optional && key.fallback().isEmpty() && (!isCollection() || key.required());
        }

        public boolean isCollection() {
            return type instanceof ParameterizedType p && (p.getRawType() == List.class || p.getRawType() == Map.class);
        }
    }

    public static Shape of(Class<?> type) {
        return KNOWN.computeIfAbsent(type, Shape::read);
    }

    public List<String> names() {
        return keys.stream().map(KeyShape::name).toList();
    }

    private static Shape read(Class<?> type) {
        List<KeyShape> keys = Arrays.stream(type.getRecordComponents()).map(Shape::key).toList();
        ShortFor brief = type.getAnnotation(ShortFor.class);
        return new Shape(type, keys, Optional.ofNullable(brief).map(ShortFor::value), constructorOf(type));
    }

    private static KeyShape key(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        if (key == null) {
            throw new IllegalStateException(component + " of " + component.getDeclaringRecord() + " has no @Key");
        }
        Type type = component.getGenericType();
        boolean optional = type instanceof ParameterizedType p && p.getRawType() == Optional.class;
        return new KeyShape(component.getName(),
                optional ? ((ParameterizedType) type).getActualTypeArguments()[0] : type,
                optional, key);
    }

    private static MethodHandle constructorOf(Class<?> type) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return MethodHandles.publicLookup().findConstructor(type, MethodType.methodType(void.class, parameters))
                    .asSpreader(Object[].class, parameters.length);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " must be a public record", e);
        }
    }
}
