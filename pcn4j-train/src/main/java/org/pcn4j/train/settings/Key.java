package org.pcn4j.train.settings;

/**
 * A key of a {@link Form}. Equal to itself alone.
 *
 * @param <T> what its values are
 */
public final class Key<T> {
    private final String name;
    private final Kind<T> kind;

    Key(String name, Kind<T> kind) {
        this.name = name;
        this.kind = kind;
    }

    /** Returns what it is called. */
    public String name() {
        return name;
    }

    Kind<T> kind() {
        return kind;
    }

    @Override
    public String toString() {
        return name;
    }
}
