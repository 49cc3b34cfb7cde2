package org.pcn4j.train.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
        return readMeaning(yaml, path, () -> usual);
    }

    @Override
    public R read(Yaml yaml, String path, Supplier<R> meant) {
        return readMeaning(yaml, path, () -> Optional.of(nameOf(meant.get())));
    }

    /** Reads a value; the supplier says which variant is meant where none is said. */
    private R readMeaning(Yaml yaml, String path, Supplier<Optional<String>> meant) {
        if (yaml instanceof Yaml.Scalar scalar && scalar.style() != Yaml.Scalar.Style.NOTHING) {
            return variant(scalar, path).form().read(new Yaml.Mapping(Map.of(), Map.of(), yaml.place()), path);
        } else if (!(yaml instanceof Yaml.Mapping)) {
            throw SettingsException.at(yaml, path, "expected " + expected() + ", found " + yaml.shown());
        }
        Yaml.Mapping mapping = ofOneVariant((Yaml.Mapping) yaml, path, meant);
        Yaml name = named(mapping, meant)
                .orElseThrow(() ->
                        SettingsException.at(yaml, path, "the key '" + key + "' is missing, expected " + expected()));
        Map<String, Yaml> others = new LinkedHashMap<>(mapping.entries());
        others.remove(key);
        return variant(name, Form.within(path, key))
                .form()
                .read(new Yaml.Mapping(others, Map.of(), mapping.place(), mapping.before()), path, List.of(key));
    }

    private Optional<Yaml> named(Yaml.Mapping mapping, Supplier<Optional<String>> meant) {
        return Optional.ofNullable(mapping.entries().get(key))
                .or(() -> meant.get().map(value -> new Yaml.Scalar(value, Yaml.Scalar.Style.TEXT, mapping.place())));
    }

    /**
     * What a text says belongs to the variant that it says it of. Where another one is set from outside, the text's keys
     * are dropped and those that are set beside it stay, so that no value of one variant is taken for another's.
     */
    private Yaml.Mapping ofOneVariant(Yaml.Mapping mapping, String path, Supplier<Optional<String>> meant) {
        Yaml.Mapping before = mapping.before().orElse(mapping);
        Yaml name = mapping.entries().get(key);
        if (name == null
                || name == before.entries().get(key)
                || before.entries().isEmpty()) {
            return mapping;
        }
        Optional<Yaml> old = named(before, meant);
        if (old.isEmpty() || (name instanceof Yaml.Scalar now && isSame(old.get(), now))) {
            return mapping;
        }
        requireNothingLost(mapping, before, old.get(), path);
        return new Yaml.Mapping(mapping.set(), Map.of(), name.place(), mapping.before());
    }

    private static boolean isSame(Yaml old, Yaml.Scalar now) {
        return old instanceof Yaml.Scalar scalar && scalar.text().equals(now.text());
    }

    /** What is as it usually is can go with its variant; anything else was meant, and its loss must be. */
    private void requireNothingLost(Yaml.Mapping mapping, Yaml.Mapping before, Yaml old, String path) {
        Map<String, Yaml> dropped = new LinkedHashMap<>(before.entries());
        dropped.remove(key);
        dropped.entrySet()
                .removeIf(
                        entry -> isReplaced(entry.getValue(), mapping.entries().get(entry.getKey())));
        Form<?> form = variant(old, Form.within(path, key)).form();
        List<String> lost = form.unusual(new Yaml.Mapping(dropped, Map.of(), before.place()), path, List.of(key));
        if (lost.isEmpty()) {
            return;
        }
        Yaml name = Objects.requireNonNull(mapping.entries().get(key));
        String told = lost.stream()
                .map(each -> each + ": " + YamlWriter.flow(Objects.requireNonNull(dropped.get(each))))
                .collect(Collectors.joining(", "));
        Yaml first = Objects.requireNonNull(dropped.get(lost.get(0)));
        throw SettingsException.at(
                name,
                path,
                "with " + YamlWriter.flow(old) + " goes " + told + " (" + first.place() + "), which would be lost: "
                        + remedy(lost, name, path));
    }

    private static boolean isReplaced(Yaml before, @Nullable Yaml now) {
        return now != before
                && !(now instanceof Yaml.Mapping mapping && mapping.before().isPresent());
    }

    private String remedy(List<String> lost, Yaml name, String path) {
        List<String> known = variant(name, Form.within(path, key)).form().keys();
        List<String> kept = lost.stream()
                .filter(known::contains)
                .map(each -> Form.within(path, each))
                .toList();
        String drop = path.isEmpty()
                ? "take it out of the text to drop it"
                : "set " + path + "=" + YamlWriter.flow(name) + " to drop it";
        return drop + (kept.isEmpty() ? "" : ", or " + String.join(", ", kept) + " as well to have it");
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

    /**
     * Returns the keys of each variant, without the one that tells it, and what each is if it is left out, as it would be
     * written; nothing of those that must be there.
     */
    public Map<String, Map<String, Optional<String>>> keys() {
        Map<String, Map<String, Optional<String>>> all = new LinkedHashMap<>();
        variants.forEach((name, variant) -> all.put(name, variant.form().usual()));
        return all;
    }
}
