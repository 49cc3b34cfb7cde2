package org.pcn4j.train.settings;

import java.util.List;
import java.util.function.Supplier;

/** What a setting may hold, with how it is read and written. Immutable. */
public interface Kind<T> {
    /**
     * Reads a value.
     *
     * @param path its key, with those above it, for messages
     * @throws SettingsException if it is something else: what was expected and what was found
     */
    T read(Yaml yaml, String path);

    /**
     * Reads a value that may leave out what tells it from others of its kind.
     *
     * @param byDefault what is meant then
     * @throws SettingsException if it is something else: what was expected and what was found
     */
    default T read(Yaml yaml, String path, Supplier<T> byDefault) {
        return read(yaml, path);
    }

    /** Returns what {@link #read} makes an equal value of. */
    Yaml write(T value);

    /** Returns the words that it may hold, where it holds one of a few. */
    default List<String> words() {
        return List.of();
    }

    /** Says what is expected, to follow that word, as in {@code a number greater than 0}. */
    String expected();
}
