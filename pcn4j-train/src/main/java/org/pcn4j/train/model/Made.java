package org.pcn4j.train.model;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
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
        @SuppressWarnings("unchecked") // A class says nothing of what was made.
        Class<Made<T>> type = (Class<Made<T>>) (Class<?>) Made.class;
        return held(entry, maker -> make.apply(maker.get()), type, made -> made, made -> made);
    }

    /**
     * Returns the entry of something that holds what another entry's settings make, with its name and settings.
     *
     * @param make of what makes a new one at each call
     * @param holder the class of what holds it
     * @param hold makes the holder
     * @param of returns what a holder holds
     */
    public static <S, T, H> Entry<H> held(
            Entry<S> entry,
            Function<Supplier<S>, T> make,
            Class<H> holder,
            Function<Made<T>, H> hold,
            Function<H, Made<T>> of) {
        String name = entry.name();
        return entry.wrapped(
                holder,
                (values, maker) -> hold.apply(new Made<>(name, values, make.apply(maker))),
                held -> Optional.of(of.apply(held))
                        .filter(made -> made.name().equals(name))
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
