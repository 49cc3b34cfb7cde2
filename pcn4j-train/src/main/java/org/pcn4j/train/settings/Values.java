package org.pcn4j.train.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What was read of a form, by its keys. Immutable once it was read; equal where all values are. */
public final class Values {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Places places;

    Values(Places places) {
        this.places = places;
    }

    /** Returns where they stand. */
    public Places places() {
        return places;
    }

    <T> void put(Key<T> key, T value) {
        values.put(key.name(), value);
    }

    /**
     * Returns the value of a key.
     *
     * @throws IllegalArgumentException if it is not known yet, as that of a key that comes later in its form
     */
    @SuppressWarnings("unchecked") // Only put() adds, with a key of the value's type.
    public <T> T get(Key<T> key) {
        Object value = values.get(key.name());
        if (value == null) {
            throw new IllegalArgumentException("there is no value of '" + key + "' yet");
        }
        return (T) value;
    }

    /**
     * Returns the value of a key, if it is known yet.
     *
     * @throws ClassCastException if it is of another class
     */
    public <T> Optional<T> find(String key, Class<T> type) {
        return Optional.ofNullable(values.get(key)).map(type::cast);
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
