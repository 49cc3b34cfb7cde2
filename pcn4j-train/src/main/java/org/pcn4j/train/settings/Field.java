package org.pcn4j.train.settings;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A key of a form with its default, if it has one, its value in what is made, and what it means.
 *
 * @param byDefault what it is by default, by the values of the keys before it
 * @param comment a sentence
 */
record Field<R, T>(Key<T> key, Optional<Function<Values, T>> byDefault, Function<R, T> getter, String comment) {
    /** The same key of something that holds what has it. */
    <O> Field<O, T> of(Function<O, R> holder) {
        return new Field<>(key, byDefault, holder.andThen(getter), comment);
    }

    void read(Yaml.Mapping mapping, String path, Values into) {
        Yaml yaml = mapping.entries().get(key.name());
        if (yaml != null) {
            String here = Form.within(path, key.name());
            into.put(
                    key,
                    byDefault.isPresent()
                            ? key.kind().read(yaml, here, () -> byDefault.get().apply(into))
                            : key.kind().read(yaml, here));
            return;
        }
        into.put(
                key,
                byDefault
                        .orElseThrow(() -> SettingsException.at(
                                mapping,
                                path,
                                "the key '" + key.name() + "' is missing, expected "
                                        + key.kind().expected()))
                        .apply(into));
    }

    /** Reads what is there, and tells whether that is another value than the default. */
    boolean differsFromDefault(Yaml.Mapping mapping, String path, Values into) {
        Optional<T> instead = byDefault.map(value -> value.apply(into));
        if (!mapping.entries().containsKey(key.name())) {
            instead.ifPresent(value -> into.put(key, value));
            return false;
        }
        read(mapping, path, into);
        return !instead.equals(Optional.of(into.get(key)));
    }

    Yaml write(R made) {
        return key.kind().write(getter.apply(made));
    }

    /** Says what it means and, where it holds one of a few words, which they are. */
    String explained() {
        List<String> words = key.kind().words();
        return words.size() < 2 || words.stream().allMatch(comment::contains)
                ? comment
                : comment + " One of " + String.join(", ", words) + ".";
    }

    /** Says what it is if it is left out, by the defaults of the keys before it. */
    Catalog.Setting described(Values before) {
        Optional<String> written = byDefault.map(value -> {
            T instead = value.apply(before);
            before.put(key, instead);
            return YamlWriter.flow(key.kind().write(instead));
        });
        return new Catalog.Setting(key.name(), written, key.kind().words(), comment);
    }
}
