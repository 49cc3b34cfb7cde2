package org.pcn4j.train.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What was read of a form, by its keys. Immutable once it was read; equal where all values are. */
public final class Values {
    private final Map<Key<?>, Object> values = new LinkedHashMap<>();
    private final Places places;

    Values(Places places) {
        this.places = places;
    }

    /** Returns where they stand. */
    public Places places() {
        return places;
    }

    <T> void put(Key<T> key, T value) {
        values.put(key, value);
    }

    /**
     * Returns the value of a key.
     *
     * @throws IllegalArgumentException if it is of another form, or comes later in its own and is not known yet
     */
    @SuppressWarnings("unchecked") // Only put() adds, with a key of the value's type.
    public <T> T get(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no value of '" + key + "' yet");
        }
        return (T) value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Values that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(values);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
