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

    private Form(String name, List<Field<R, ?>> fields, Function<Values, ? extends R> make) {
        this.name = name;
        this.fields = List.copyOf(fields);
        this.make = make;
    }

    /** A key with its default, if it has one, its value in what is made, and what it means. */
    private record Field<R, T>(Key<T> key, Optional<Function<Values, T>> usual, Function<R, T> getter, String comment) {
        void read(Yaml.Mapping mapping, String path, Values into) {
            Yaml yaml = mapping.entries().get(key.name());
            if (yaml != null) {
                String here = within(path, key.name());
                into.put(
                        key,
                        usual.isPresent()
                                ? key.kind().read(yaml, here, () -> usual.get().apply(into))
                                : key.kind().read(yaml, here));
                return;
            }
            into.put(
                    key,
                    usual.orElseThrow(() -> SettingsException.at(
                                    mapping,
                                    path,
                                    "the key '" + key.name() + "' is missing, expected "
                                            + key.kind().expected()))
                            .apply(into));
        }

        /** Reads what is there, and tells whether that is another value than the default. */
        boolean isUnusual(Yaml.Mapping mapping, String path, Values into) {
            Optional<T> instead = usual.map(value -> value.apply(into));
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

        /** Writes what it is if it is left out; nothing if it must be there. */
        Optional<String> usual(Values before) {
            return usual.map(value -> {
                T instead = value.apply(before);
                before.put(key, instead);
                return YamlWriter.flow(key.kind().write(instead));
            });
        }
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
         * @param usual what it is then
         * @param getter returns what it is in what was made
         * @param comment what it means, a sentence
         */
        public <T> Key<T> key(String key, Kind<T> kind, T usual, Function<R, T> getter, String comment) {
            return dependent(key, kind, values -> usual, getter, comment);
        }

        /**
         * Adds a key that may be left out.
         *
         * @param usual what it is then, by the keys that were added before
         */
        public <T> Key<T> dependent(
                String key, Kind<T> kind, Function<Values, T> usual, Function<R, T> getter, String comment) {
            return add(new Field<>(new Key<>(key, kind), Optional.of(usual), getter, comment));
        }

        /** Adds a key that must be there. */
        public <T> Key<T> required(String key, Kind<T> kind, Function<R, T> getter, String comment) {
            return add(new Field<>(new Key<>(key, kind), Optional.empty(), getter, comment));
        }

        /**
         * Adds a key whose value is kept with what was made.
         *
         * @param usual what it is if it is left out; nothing if it must be there
         * @param values of what was made
         */
        public <T> Key<T> kept(
                String key, Kind<T> kind, Optional<T> usual, Function<R, Values> values, String comment) {
            Key<T> added = new Key<>(key, kind);
            Optional<Function<Values, T>> instead = usual.map(value -> unused -> value);
            return add(new Field<>(added, instead, made -> values.apply(made).get(added), comment));
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

    /** Returns what each key is if it is left out, as it would be written; nothing of those that must be there. */
    Map<String, Optional<String>> usual() {
        Values values = new Values(Places.NONE);
        Map<String, Optional<String>> usual = new LinkedHashMap<>();
        fields.forEach(field -> usual.put(field.key().name(), field.usual(values)));
        return usual;
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
     * Returns those of the keys in a mapping that are not as they usually are.
     *
     * @throws SettingsException if one is unknown or holds what it may not
     */
    List<String> unusual(Yaml.Mapping mapping, String path, List<String> others) {
        requireKnown(mapping, path, others);
        Values values = new Values(new Places(mapping, path));
        return fields.stream()
                .filter(field -> field.isUnusual(mapping, path, values))
                .map(field -> field.key().name())
                .toList();
    }

    private void requireKnown(Yaml.Mapping mapping, String path, List<String> others) {
        List<String> known = new ArrayList<>(others);
        known.addAll(keys());
        mapping.entries().forEach((key, value) -> {
            if (!keys().contains(key)) {
                throw SettingsException.at(value, path, Words.unknown("key", key, known, "keys of " + name));
            }
        });
    }

    @Override
    public Yaml.Mapping write(R made) {
        Map<String, Yaml> entries = new LinkedHashMap<>();
        Map<String, String> comments = new LinkedHashMap<>();
        for (Field<R, ?> field : fields) {
            entries.put(field.key().name(), field.write(made));
            comments.put(field.key().name(), field.comment());
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
