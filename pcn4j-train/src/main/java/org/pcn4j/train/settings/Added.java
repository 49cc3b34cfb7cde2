package org.pcn4j.train.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.WeakHashMap;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.file.Reason;

/** What jars on the class path add, and classes that are asked for by name. Thread-safe. */
final class Added {
    // What a class loader finds stays the same, and is asked for at each word that is read.
    private static final Map<ClassLoader, List<Entry<?>>> FOUND = new WeakHashMap<>();

    private Added() {}

    private static ClassLoader loader() {
        return Optional.ofNullable(Thread.currentThread().getContextClassLoader())
                .orElseGet(Added.class::getClassLoader);
    }

    /**
     * Returns all entries of all {@link Additions}.
     *
     * @throws SettingsException if some cannot be loaded
     */
    static synchronized List<Entry<?>> entries() {
        ClassLoader loader = loader();
        List<Entry<?>> known = FOUND.get(loader);
        if (known == null) {
            // What asks a catalog while it says what it adds finds nothing added yet.
            FOUND.put(loader, List.of());
            try {
                known = load(loader);
                FOUND.put(loader, known);
            } catch (SettingsException e) {
                FOUND.remove(loader);
                throw e;
            }
        }
        return known;
    }

    private static List<Entry<?>> load(ClassLoader loader) {
        List<Entry<?>> entries = new ArrayList<>();
        try {
            ServiceLoader.load(Additions.class, loader).forEach(each -> entries.addAll(each.entries()));
        } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
            throw new SettingsException("what a jar on the class path adds to the catalogs cannot be loaded: "
                    + Reason.of(Optional.ofNullable(e.getCause()).orElse(e)));
        }
        return List.copyOf(entries);
    }

    /**
     * Returns the entry of a class by its full name: the one that its public static method {@code entry()} returns, or one
     * without settings if it has a public constructor without arguments. Nothing of a class runs before it is known to be of
     * the type that is wanted.
     *
     * @param type what it must implement
     * @return nothing if the class is of another type
     * @throws IllegalArgumentException if there is no such class, or if nothing can be made of it: why
     */
    static <T> Optional<Entry<? extends T>> ofClass(String name, Class<T> type) {
        Class<?> found;
        try {
            found = Class.forName(name, false, loader());
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IllegalArgumentException("there is no class " + OneLine.shortened(name) + " on the class path");
        }
        return type.isAssignableFrom(found) ? Optional.of(entry(found.asSubclass(type))) : Optional.empty();
    }

    private static <T> Entry<T> entry(Class<T> type) {
        try {
            Method declared = type.getMethod("entry");
            if (Modifier.isStatic(declared.getModifiers())
                    && Components.called(() -> declared.invoke(null)) instanceof Entry<?> entry
                    && type.isAssignableFrom(entry.type())) {
                @SuppressWarnings("unchecked") // It makes the class that was asked for.
                Entry<T> own = (Entry<T>) entry;
                return own.named(type.getName());
            }
        } catch (NoSuchMethodException e) {
            return withoutSettings(type);
        } catch (RuntimeException | LinkageError e) {
            throw failed(type, "entry()", e);
        }
        throw new IllegalArgumentException(
                "expected its method entry() to be static and to return its Entry, found another");
    }

    private static <T> Entry<T> withoutSettings(Class<T> type) {
        try {
            Constructor<T> constructor = type.getConstructor();
            if (Modifier.isAbstract(type.getModifiers()) || !Modifier.isPublic(type.getModifiers())) {
                throw new NoSuchMethodException();
            }
            Form<T> form = new Form<>(type.getName(), List.of(), values -> made(constructor));
            return Entry.of(
                    type.getName(),
                    type,
                    form,
                    "A class of one's own.",
                    made -> made.getClass() == type ? Optional.of(type.cast(made)) : Optional.empty());
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("expected a public class with a public constructor without arguments, or"
                    + " with a public static method entry() that tells its settings, found neither");
        }
    }

    private static <T> T made(Constructor<T> constructor) {
        try {
            return Components.called(() -> constructor.newInstance());
        } catch (RuntimeException | LinkageError e) {
            throw failed(constructor.getDeclaringClass(), "constructor", e);
        }
    }

    private static IllegalArgumentException failed(Class<?> type, String what, Throwable e) {
        return new IllegalArgumentException("the " + what + " of " + type.getName() + " failed: " + Reason.of(e), e);
    }
}
