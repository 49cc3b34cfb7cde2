package org.pcn4j.train.settings;

import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The components of a record by the keys of its form: {@code weight-decay} is {@code weightDecay}. Immutable. */
final class Components<V> {
    private final Class<V> type;
    private final List<RecordComponent> components;

    private Components(Class<V> type, List<RecordComponent> components) {
        this.type = type;
        this.components = components;
    }

    /**
     * Returns those of a class.
     *
     * @throws IllegalArgumentException if it is no record
     */
    static <V> Components<V> of(Class<V> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " is no record");
        }
        return new Components<>(type, List.of(type.getRecordComponents()));
    }

    private RecordComponent component(String name) {
        return components.stream()
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(type.getName() + " has no component '" + name + "'"));
    }

    /** Returns what a key's component is called. */
    static String named(String key) {
        StringBuilder name = new StringBuilder();
        for (String word : key.split("-")) {
            name.append(
                    name.isEmpty() ? word.substring(0, 1) : word.substring(0, 1).toUpperCase(Locale.ROOT));
            name.append(word.substring(1));
        }
        return name.toString();
    }

    /** Returns what reads a component. Whoever asks knows its type. */
    @SuppressWarnings("unchecked")
    <T> Function<V, T> getter(String name) {
        Method accessor = opened(component(name).getAccessor());
        return made -> (T) called(() -> accessor.invoke(made));
    }

    /**
     * Returns what makes a record.
     *
     * @param parts what makes each component
     * @throws IllegalArgumentException if they are not the components
     */
    Function<Values, V> maker(Map<String, Function<Values, ?>> parts) {
        List<String> names =
                components.stream().map(RecordComponent::getName).sorted().toList();
        List<String> given = parts.keySet().stream().sorted().toList();
        if (!names.equals(given)) {
            throw new IllegalArgumentException(
                    "the form of " + type.getName() + " has the keys " + given + ", its components are " + names);
        }
        List<Function<Values, ?>> ordered = components.stream()
                .<Function<Values, ?>>map(component -> Objects.requireNonNull(parts.get(component.getName())))
                .toList();
        Constructor<V> constructor = constructor();
        return values -> {
            Object[] arguments =
                    ordered.stream().map(part -> part.apply(values)).toArray();
            requireTypes(arguments);
            return called(() -> constructor.newInstance(arguments));
        };
    }

    private Constructor<V> constructor() {
        Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return opened(type.getDeclaredConstructor(types));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a record without its constructor: " + type.getName(), e);
        }
    }

    private void requireTypes(Object[] arguments) {
        IntStream.range(0, arguments.length).forEach(i -> {
            Class<?> expected =
                    MethodType.methodType(components.get(i).getType()).wrap().returnType();
            if (!expected.isInstance(arguments[i])) {
                throw new IllegalStateException("the component " + components.get(i) + " of " + type.getName()
                        + " is given " + arguments[i].getClass());
            }
        });
    }

    private static <A extends AccessibleObject> A opened(A member) {
        // A user's record need not be public.
        member.setAccessible(true);
        return member;
    }

    /** What Java calls for us. */
    @FunctionalInterface
    interface Call<T> {
        T go() throws ReflectiveOperationException;
    }

    /** Calls, and throws what was thrown. */
    static <T> T called(Call<T> call) {
        try {
            return call.go();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalArgumentException(String.valueOf(e.getCause()), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return type.getName() + Arrays.toString(components.toArray());
    }
}
