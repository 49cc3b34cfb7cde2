package org.pcn4j.train.model;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Values;

/**
 * Something made of settings, which are kept to write them down again. Equal where the settings are.
 *
 * @param name what it was asked for by
 * @param values its settings
 * @param it what was made
 */
public record Made<T>(String name, Values values, T it) {
    /** Returns the entry of what another entry's settings make. */
    static <S, T> Entry<Made<T>> entry(Entry<S> entry, Function<S, T> make) {
        String name = entry.name();
        @SuppressWarnings("unchecked") // A class says nothing of what was made.
        Class<Made<T>> type = (Class<Made<T>>) (Class<?>) Made.class;
        return entry.wrapped(
                type,
                (values, maker) -> new Made<>(name, values, make.apply(maker.get())),
                made -> Optional.of(made)
                        .filter(each -> each.name().equals(name))
                        .map(Made::values));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Made<?> that && name.equals(that.name) && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, values);
    }

    @Override
    public String toString() {
        return String.valueOf(it);
    }
}
