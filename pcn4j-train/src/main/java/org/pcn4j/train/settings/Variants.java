package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Mappings of several forms, told apart by the value of one key. One whose other keys may all be left out may be written
 * as that value alone. A catalog: each variant is an entry. Immutable.
 *
 * @param <R> what is made of any of them
 */
public final class Variants<R> implements Kind<R>, Catalog {
    /** The full name of a class. */
    private static final Pattern CLASS = Pattern.compile("(?:[\\p{L}_][\\p{L}\\p{N}_]*\\.)+[\\p{L}_][\\p{L}\\p{N}_$]*");

    private final String what;
    private final String key;
    private final Map<String, Variant<R, ?>> own;
    private final Map<String, String> former;
    private final Optional<String> byDefault;
    private final List<Opening<?, R>> openings;

    private Variants(
            String what,
            String key,
            Map<String, Variant<R, ?>> own,
            Map<String, String> former,
            Optional<String> byDefault,
            List<Opening<?, R>> openings) {
        this.what = what;
        this.key = key;
        this.own = own;
        this.former = Map.copyOf(former);
        this.byDefault = byDefault;
        this.openings = List.copyOf(openings);
    }

    /** An entry with its form. */
    private record Variant<R, V extends R>(Entry<V> entry, Form<V> form) {
        static <R, V extends R> Variant<R, V> of(Entry<V> entry) {
            return new Variant<>(entry, entry.form());
        }

        boolean hasMade(R value) {
            return entry.as(value).isPresent();
        }

        Yaml.Mapping write(R value) {
            return form.write(entry.as(value).orElseThrow());
        }
    }

    /**
     * Returns no variants yet, told apart by the key {@code name}.
     *
     * @param what one of them is, for messages
     */
    public static <R> Variants<R> of(String what) {
        return new Variants<>(what, Overrides.NAME, Map.of(), Map.of(), Optional.empty(), List.of());
    }

    /** Returns these, told apart by another key, and what is meant if it is left out. */
    public Variants<R> by(String otherKey, String meant) {
        return new Variants<>(what, otherKey, own, former, Optional.of(meant), openings);
    }

    /**
     * Returns these and one more.
     *
     * @throws IllegalArgumentException if there is one of its name
     */
    public Variants<R> with(Entry<? extends R> entry) {
        return new Variants<>(what, key, joined(own, entry), former, byDefault, openings);
    }

    private Map<String, Variant<R, ?>> joined(Map<String, Variant<R, ?>> some, Entry<? extends R> entry) {
        Map<String, Variant<R, ?>> more = new LinkedHashMap<>(some);
        if (more.put(entry.name(), Variant.of(entry)) != null) {
            throw new IllegalArgumentException("there are two of the name '" + entry.name() + "' in the catalog of "
                    + plural() + ": expected one, with names of their own for those that are added");
        }
        return more;
    }

    /** Returns these, of which an earlier release called one otherwise: it is read by that name as well. */
    public Variants<R> formerly(String before, String now) {
        Map<String, String> more = new LinkedHashMap<>(former);
        more.put(before, now);
        return new Variants<>(what, key, own, more, byDefault, openings);
    }

    /** Returns these, to which anything of the type that they make may be added from outside. */
    public Variants<R> open(Class<R> type) {
        return open(type, entry -> entry, made -> Optional.of(made.getClass().getName()));
    }

    /**
     * Returns these, to which others may be added from outside: what {@link Additions} add, and classes that are asked for by
     * their full name.
     *
     * @param type what a class must implement
     * @param joining makes an entry of these of one from outside
     * @param className the full name of the class by which something was asked for, if it was made of one
     */
    public <T> Variants<R> open(
            Class<T> type,
            Function<Entry<? extends T>, Entry<? extends R>> joining,
            Function<R, Optional<String>> className) {
        List<Opening<?, R>> more = new ArrayList<>(openings);
        more.add(new Opening<>(type, joining, className));
        return new Variants<>(what, key, own, former, byDefault, more);
    }

    /** Returns these and those from outside. */
    private Map<String, Variant<R, ?>> variants() {
        Map<String, Variant<R, ?>> all = own;
        for (Entry<?> added : openings.isEmpty() ? List.<Entry<?>>of() : Added.entries()) {
            Optional<Entry<? extends R>> entry = openings.stream()
                    .flatMap(opening -> opening.join(added).stream())
                    .findFirst();
            if (entry.isPresent()) {
                all = joined(all, entry.get());
            }
        }
        return all;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public List<Item> items() {
        return variants().values().stream()
                .map(variant -> variant.entry().item())
                .toList();
    }

    /**
     * Returns the value of the key that stands for what was made.
     *
     * @throws IllegalArgumentException if none does
     */
    public String nameOf(R made) {
        return of(made).entry().name();
    }

    private Variant<R, ?> of(R made) {
        return variants().values().stream()
                .filter(variant -> variant.hasMade(made))
                .findFirst()
                .or(() -> openings.stream()
                        .flatMap(opening -> opening.className().apply(made).flatMap(opening::ofClass).stream())
                        .<Variant<R, ?>>map(Variant::of)
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException("there is no form for the " + what + " " + made));
    }

    @Override
    public List<String> names() {
        return List.copyOf(variants().keySet());
    }

    /** Returns the names of those that come with the library. */
    public List<String> ownNames() {
        return List.copyOf(own.keySet());
    }

    /**
     * Returns one variant with all its defaults. What is added from outside is asked for only where the library has none of
     * this name, so that the library's own defaults stand whatever a jar adds.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws SettingsException if it has a key that must be there
     */
    public R byDefault(String name) {
        Variant<R, ?> variant = Optional.<Variant<R, ?>>ofNullable(own.get(name))
                .or(() -> find(name))
                .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
        return variant.form().read(new Yaml.Mapping(Map.of(), Map.of(), what + " '" + name + "'"), "");
    }

    /**
     * Returns the variant of a name or of a class.
     *
     * @throws IllegalArgumentException if it is a class of which nothing can be made: why
     */
    private Optional<Variant<R, ?>> find(String name) {
        Map<String, Variant<R, ?>> all = variants();
        Variant<R, ?> variant = all.containsKey(name) ? all.get(name) : all.get(former.getOrDefault(name, name));
        if (variant != null || openings.isEmpty() || !CLASS.matcher(name).matches()) {
            return Optional.ofNullable(variant);
        }
        Optional<Variant<R, ?>> found = openings.stream()
                .flatMap(opening -> opening.ofClass(name).stream())
                .<Variant<R, ?>>map(Variant::of)
                .findFirst();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(name + " is no " + what + ": expected a class that implements "
                    + openings.stream().map(opening -> opening.type().getName()).collect(Collectors.joining(" or ")));
        }
        return found;
    }

    private String unknown(String name) {
        return Words.unknown(what, name, names());
    }

    @Override
    public R read(Yaml yaml, String path) {
        return readMeaning(yaml, path, () -> byDefault);
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

    private boolean isSame(Yaml old, Yaml.Scalar now) {
        return old instanceof Yaml.Scalar scalar
                && former.getOrDefault(scalar.text(), scalar.text())
                        .equals(former.getOrDefault(now.text(), now.text()));
    }

    /** A default can go with its variant; anything else was meant, and its loss must be. */
    private void requireNothingLost(Yaml.Mapping mapping, Yaml.Mapping before, Yaml old, String path) {
        Map<String, Yaml> dropped = new LinkedHashMap<>(before.entries());
        dropped.remove(key);
        dropped.entrySet()
                .removeIf(
                        entry -> isReplaced(entry.getValue(), mapping.entries().get(entry.getKey())));
        Form<?> form = variant(old, Form.within(path, key)).form();
        List<String> lost = form.differing(new Yaml.Mapping(dropped, Map.of(), before.place()), path, List.of(key));
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
        try {
            return find(scalar.text()).orElseThrow(() -> new IllegalArgumentException(unknown(scalar.text())));
        } catch (IllegalArgumentException e) {
            throw SettingsException.at(name, path, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Yaml.Mapping write(R value) {
        Variant<R, ?> variant = of(value);
        Yaml.Mapping written = variant.write(value);
        Map<String, Yaml> entries = new LinkedHashMap<>();
        entries.put(key, Yaml.Scalar.text(variant.entry().name()));
        entries.putAll(written.entries());
        Map<String, String> comments = new LinkedHashMap<>(written.comments());
        comments.put(key, "One of " + String.join(", ", names()) + ".");
        return new Yaml.Mapping(entries, comments, "");
    }

    @Override
    public String expected() {
        return "one of " + String.join(", ", names());
    }
}
