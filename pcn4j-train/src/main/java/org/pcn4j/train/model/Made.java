package org.pcn4j.train.model;

import java.util.Objects;
import org.pcn4j.train.settings.Values;

/**
 * Something made of settings, which are kept to write them down again. Equal where the settings are.
 *
 * @param name what it was asked for by
 * @param values its settings
 * @param it what was made
 */
public record Made<T>(String name, Values values, T it) {
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
