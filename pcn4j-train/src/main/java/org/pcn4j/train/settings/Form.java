package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The keys of a mapping, and what is made of them. Immutable; made by a {@link Builder}.
 *
 * @param <R> what is made
 */
public final class Form<R> implements Kind<R> {
    private final String name;
    private final List<Field<R, ?>> fields;
    private final Function<Values, ? extends R> make;
    private final Map<String, String> missing;

    Form(String name, List<Field<R, ?>> fields, Function<Values, ? extends R> make) {
        this(name, fields, make, Map.of());
    }

    /**
     * Makes a form.
     *
     * @param missing keys that a reader may expect and why there are none
     */
    Form(String name, List<Field<R, ?>> fields, Function<Values, ? extends R> make, Map<String, String> missing) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.make = make;
        this.missing = Map.copyOf(missing);
    }

    /**
     * Begins a form.
     *
     * @param name what it is of, for messages
     */
    public static <R> Builder<R> of(String name) {
        return new Builder<>(name);
    }

    /** Collects keys. For one thread. */
    public static final class Builder<R> {
        private final String name;
        private final List<Field<R, ?>> fields = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /**
         * Adds a key that may be left out.
         *
         * @param byDefault what it is then
         * @param getter returns what it is in what was made
         * @param comment what it means, a sentence
         */
        public <T> Key<T> key(String key, Kind<T> kind, T byDefault, Function<R, T> getter, String comment) {
            return dependent(key, kind, values -> byDefault, getter, comment);
        }

        /**
         * Adds a key that may be left out.
         *
         * @param byDefault what it is then, by the keys that were added before
         */
        public <T> Key<T> dependent(
                String key, Kind<T> kind, Function<Values, T> byDefault, Function<R, T> getter, String comment) {
            return add(new Field<>(new Key<>(key, kind), Optional.of(byDefault), getter, comment));
        }

        /** Adds a key that must be there. */
        public <T> Key<T> required(String key, Kind<T> kind, Function<R, T> getter, String comment) {
            return add(new Field<>(new Key<>(key, kind), Optional.empty(), getter, comment));
        }

        private <T> Key<T> add(Field<R, T> field) {
            fields.add(field);
            return field.key();
        }

        /**
         * Returns the form.
         *
         * @param make makes something of the values; may throw an IllegalArgumentException that says what is wrong with
         *     them together
         */
        public Form<R> make(Function<Values, ? extends R> make) {
            return new Form<>(name, fields, make);
        }
    }

    List<Field<R, ?>> fields() {
        return fields;
    }

    R make(Values values) {
        return make.apply(values);
    }

    /** Returns the keys with what each is if it is left out and what it means. */
    List<Catalog.Setting> described() {
        Values values = new Values(Places.NONE);
        return fields.stream().map(field -> field.described(values)).toList();
    }

    /** Returns the keys. */
    public List<String> keys() {
        return fields.stream().map(field -> field.key().name()).toList();
    }

    @Override
    public R read(Yaml yaml, String path) {
        return read(yaml, path, List.of());
    }

    /** Reads keys of which some belong to somebody else, for whom they were taken out. */
    R read(Yaml yaml, String path, List<String> others) {
        if (!(yaml instanceof Yaml.Mapping mapping)) {
            throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
        }
        requireKnown(mapping, path, others);
        Values values = new Values(new Places(mapping, path));
        fields.forEach(field -> field.read(mapping, path, values));
        try {
            return make.apply(values);
        } catch (Contradiction e) {
            throw new SettingsException(values.places().locate(e));
        } catch (IllegalArgumentException | ArithmeticException e) {
            // What does not go together in a whole text stands in no line of it.
            String message = e.getMessage() + setBy(mapping);
            throw path.isEmpty()
                    ? new SettingsException(name + ": " + message)
                    : SettingsException.at(mapping, path, message);
        }
    }

    /** Says what was set from outside, as the line of the text alone would not show it. */
    private static String setBy(Yaml.Mapping mapping) {
        List<String> places =
                mapping.set().values().stream().map(Yaml::place).distinct().toList();
        return places.isEmpty() ? "" : " (" + String.join(", ", places) + ")";
    }

    /**
     * Returns those of the keys in a mapping that differ from their defaults.
     *
     * @throws SettingsException if one is unknown or holds what it may not
     */
    List<String> differing(Yaml.Mapping mapping, String path, List<String> others) {
        requireKnown(mapping, path, others);
        Values values = new Values(new Places(mapping, path));
        return fields.stream()
                .filter(field -> field.differsFromDefault(mapping, path, values))
                .map(field -> field.key().name())
                .toList();
    }

    private void requireKnown(Yaml.Mapping mapping, String path, List<String> others) {
        List<String> known = new ArrayList<>(others);
        known.addAll(keys());
        mapping.entries().forEach((key, value) -> {
            if (!keys().contains(key)) {
                String reason = missing.get(key);
                throw SettingsException.at(
                        value,
                        path,
                        reason == null
                                ? Words.unknown("key", key, known, "keys of " + name)
                                : name + " has no key '" + key + "': " + reason);
            }
        });
    }

    @Override
    public Yaml.Mapping write(R made) {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        Map<String, String> comments = new LinkedHashMap<>();
        for (Field<R, ?> field : fields) {
            entries.put(field.key().name(), field.write(made));
            comments.put(field.key().name(), field.explained());
        }
        return new Yaml.Mapping(entries, comments, "");
    }

    @Override
    public String expected() {
        return "the keys of " + name + (fields.isEmpty() ? "" : " (" + String.join(", ", keys()) + ")");
    }

    static String within(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
