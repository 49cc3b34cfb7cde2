package org.pcn4j.train.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a catalog takes from outside: what {@link Additions} add, and classes that are asked for by their full name.
 *
 * @param <T> what is made of an entry from outside
 * @param <R> what the catalog makes
 * @param type what a class must implement
 * @param joining makes an entry of the catalog's of one from outside
 * @param className the full name of the class by which something was asked for, if it was made of one
 */
record Opening<T, R>(
        Class<T> type,
        Function<Entry<? extends T>, Entry<? extends R>> joining,
        Function<R, Optional<String>> className) {

    /** Returns an entry from outside as one of the catalog's, if it makes what is taken. */
    @SuppressWarnings("unchecked") // An entry's type is the class of what it makes.
    Optional<Entry<? extends R>> join(Entry<?> entry) {
        return type.isAssignableFrom(entry.type())
                ? Optional.of(joining.apply((Entry<? extends T>) entry))
                : Optional.empty();
    }

    Optional<Entry<? extends R>> ofClass(String name) {
        return Added.ofClass(name, type).map(joining);
    }
}
