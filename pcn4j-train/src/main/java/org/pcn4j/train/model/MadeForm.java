package org.pcn4j.train.model;

import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.train.settings.Form;
import org.pcn4j.train.settings.Key;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Values;
import org.pcn4j.train.settings.Variants;

/** Collects the keys of something that is made of settings, under a name. For one thread. */
final class MadeForm<T> {
    private final String name;
    private final Form.Builder<Made<T>> form;

    MadeForm(String name) {
        this.name = name;
        this.form = Form.of(name);
    }

    <V> Key<V> key(String key, Kind<V> kind, V usual, String comment) {
        return form.kept(key, kind, Optional.of(usual), Made::values, comment);
    }

    <V> Key<V> required(String key, Kind<V> kind, String comment) {
        return form.kept(key, kind, Optional.empty(), Made::values, comment);
    }

    /** Returns variants and this one. */
    Variants<Made<T>> addTo(Variants<Made<T>> all, Function<Values, T> make) {
        return all.with(
                name,
                form.make(values -> new Made<>(name, values, make.apply(values))),
                made -> made.name().equals(name) ? Optional.of(made) : Optional.empty());
    }
}
