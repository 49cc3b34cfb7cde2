package org.pcn4j.train.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Mappings of several forms, told apart by the value of one key. One whose other keys may all be left out may be written
 * as that value alone. Immutable.
 *
 * @param <R> what is made of any of them
 */
public final class Variants<R> implements Kind<R> {
    private final String what;
    private final String key;
    private final Map<String, Variant<R, ?>> variants;
    private final Optional<String> usual;

    private Variants(String what, String key, Map<String, Variant<R, ?>> variants, Optional<String> usual) {
        this.what = what;
        this.key = key;
        this.variants = variants;
        this.usual = usual;
    }

    /** One form, and how to tell what was made by it. */
    private record Variant<R, V extends R>(Form<V> form, Function<R, Optional<V>> as) {
        Optional<Yaml.Mapping> write(R value) {
            return as.apply(value).map(form::write);
        }
    }

    /**
     * Returns no variants yet, told apart by the key {@code name}.
     *
     * @param what one of them is, for messages
     */
    public static <R> Variants<R> of(String what) {
        return new Variants<>(what, Overrides.NAME, Map.of(), Optional.empty());
    }

    /** Returns these, told apart by another key, and what is meant if it is left out. */
    public Variants<R> by(String otherKey, String usualValue) {
        return new Variants<>(what, otherKey, variants, Optional.of(usualValue));
    }

    /** Returns these and one more, of a class of its own. */
    public <V extends R> Variants<R> with(String value, Class<V> type, Form<V> form) {
        return with(value, form, made -> type.isInstance(made) ? Optional.of(type.cast(made)) : Optional.empty());
    }

    /**
     * Returns these and one more.
     *
     * @param as what was made, if it was made by this form
     */
    public <V extends R> Variants<R> with(String value, Form<V> form, Function<R, Optional<V>> as) {
        Map<String, Variant<R, ?>> more = new LinkedHashMap<>(variants);
        more.put(value, new Variant<>(form, as));
        return new Variants<>(what, key, more, usual);
    }

    /**
     * Returns the value of the key that stands for what was made.
     *
     * @throws IllegalArgumentException if none does
     */
    public String nameOf(R made) {
        return variants.entrySet().stream()
                .filter(entry -> entry.getValue().as().apply(made).isPresent())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no form for the " + what + " " + made));
    }

    /** Returns the values of the key. */
    public List<String> names() {
        return List.copyOf(variants.keySet());
    }

    /**
     * Returns one variant with all its defaults.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws SettingsException if it has a key that must be there
     */
    public R usual(String name) {
        Variant<R, ?> variant = variants.get(name);
        if (variant == null) {
            throw new IllegalArgumentException(Words.unknown(what, name, names()));
        }
        return variant.form().read(new Yaml.Mapping(Map.of(), Map.of(), what + " '" + name + "'"), "");
    }

    @Override
    public R read(Yaml yaml, String path) {
        return read(yaml, path, usual);
    }

    @Override
    public R read(Yaml yaml, String path, Supplier<R> meant) {
        boolean told =
                !(yaml instanceof Yaml.Mapping mapping) || mapping.entries().containsKey(key);
        return read(yaml, path, told ? usual : Optional.of(nameOf(meant.get())));
    }

    private R read(Yaml yaml, String path, Optional<String> meant) {
        if (yaml instanceof Yaml.Scalar scalar && scalar.style() != Yaml.Scalar.Style.NOTHING) {
            return variant(scalar, path).form().read(new Yaml.Mapping(Map.of(), Map.of(), yaml.place()), path);
        } else if (!(yaml instanceof Yaml.Mapping)) {
            throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
        }
        Yaml.Mapping mapping = (Yaml.Mapping) yaml;
        Yaml name = Optional.ofNullable(mapping.entries().get(key))
                .or(() -> meant.map(value -> new Yaml.Scalar(value, Yaml.Scalar.Style.TEXT, yaml.place())))
                .orElseThrow(() ->
                        SettingsException.at(yaml, path, "the key '" + key + "' is missing, expected " + expected()));
        Map<String, Yaml> others = new LinkedHashMap<>(mapping.entries());
        others.remove(key);
        return variant(name, Form.within(path, key))
                .form()
                .read(new Yaml.Mapping(others, Map.of(), mapping.place()), path, List.of(key));
    }

    private Variant<R, ?> variant(Yaml name, String path) {
        if (!(name instanceof Yaml.Scalar scalar) || scalar.style() == Yaml.Scalar.Style.NOTHING) {
            throw SettingsException.at(name, path, "expected " + expected() + ", found " + name.shown());
        }
        Variant<R, ?> variant = variants.get(scalar.text());
        if (variant == null) {
            throw SettingsException.at(name, path, Words.unknown(what, scalar.text(), names()));
        }
        return variant;
    }

    @Override
    public Yaml.Mapping write(R value) {
        String name = nameOf(value);
        Yaml.Mapping written =
                Objects.requireNonNull(variants.get(name)).write(value).orElseThrow();
        Map<String, Yaml> entries = new LinkedHashMap<>();
        entries.put(key, Yaml.Scalar.text(name));
        entries.putAll(written.entries());
        Map<String, String> comments = new LinkedHashMap<>(written.comments());
        comments.put(key, "One of " + String.join(", ", names()) + ".");
        return new Yaml.Mapping(entries, comments, "");
    }

    @Override
    public String expected() {
        return "one of " + String.join(", ", names());
    }

    /** Returns the keys of each variant, without the one that tells it. */
    public Map<String, List<String>> keys() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        variants.forEach((name, variant) -> all.put(name, variant.form().keys()));
        return all;
    }
}
