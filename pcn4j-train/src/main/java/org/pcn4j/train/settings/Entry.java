package org.pcn4j.train.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A thing that has a name, as a catalog holds it: its name, its settings, a sentence that says what it is, and the paper it
 * is from. The settings of a record are its components: each is declared once, by its key, with its default and what it
 * means. Immutable; each method that adds something returns a changed copy.
 *
 * @param <V> what is made of the settings
 */
public final class Entry<V> {
    private final Catalog.Item item;
    private final Class<V> type;
    private final List<Part<V>> parts;
    private final Optional<Form<V>> given;
    private final Function<Object, Optional<V>> as;
    private final Map<String, String> missing;

    private Entry(
            Catalog.Item item,
            Class<V> type,
            List<Part<V>> parts,
            Optional<Form<V>> given,
            Function<Object, Optional<V>> as) {
        this(item, type, parts, given, as, Map.of());
    }

    private Entry(
            Catalog.Item item,
            Class<V> type,
            List<Part<V>> parts,
            Optional<Form<V>> given,
            Function<Object, Optional<V>> as,
            Map<String, String> missing) {
        this.item = item;
        this.type = type;
        this.parts = List.copyOf(parts);
        this.given = given;
        this.as = as;
        this.missing = Map.copyOf(missing);
    }

    /**
     * A component of a record.
     *
     * @param value what makes it
     * @param fields the keys
     * @param isMine whether what was made may be of this entry, by this component
     */
    private record Part<V>(
            String component, Function<Values, ?> value, List<Field<V, ?>> fields, Predicate<V> isMine) {}

    private static Catalog.Item item(String name, String sentence) {
        return new Catalog.Item(name, sentence, Optional.empty(), List.of());
    }

    /**
     * Begins the entry of a record, whose components are still to be told, each by one of the methods below.
     *
     * @param record made by its canonical constructor, which may throw an IllegalArgumentException that says what is wrong
     *     with the settings together
     * @param sentence what it is
     */
    public static <V> Entry<V> of(String name, Class<V> record, String sentence) {
        return new Entry<>(
                item(name, sentence),
                record,
                List.of(),
                Optional.empty(),
                made -> record.isInstance(made) ? Optional.of(record.cast(made)) : Optional.empty());
    }

    /** Begins the entry of a record that has the name of another thing, which it holds. */
    public static <V> Entry<V> like(Entry<?> other, Class<V> record) {
        Entry<V> entry = of(other.item.name(), record, other.item.sentence());
        return other.item.citation().map(entry::citing).orElse(entry);
    }

    /**
     * Returns the entry of what is no record.
     *
     * @param type of what is made
     * @param as what was made, if it was made by this form
     */
    public static <V> Entry<V> of(
            String name, Class<V> type, Form<V> form, String sentence, Function<Object, Optional<V>> as) {
        return new Entry<>(item(name, sentence), type, List.of(), Optional.of(form), as);
    }

    private Entry<V> and(Part<V> part) {
        List<Part<V>> more = new ArrayList<>(parts);
        more.add(part);
        return new Entry<>(item, type, more, given, as, missing);
    }

    /** Adds a component that must be given. */
    public <T> Entry<V> required(String key, Kind<T> kind, String meaning) {
        return required(key, Components.named(key), kind, meaning);
    }

    /** Adds a component that must be given, by a key of another name. */
    public <T> Entry<V> required(String key, String component, Kind<T> kind, String meaning) {
        return key(new Key<>(key, kind), component, Optional.empty(), meaning);
    }

    /** Adds a component that may be left out. */
    public <T> Entry<V> key(String key, Kind<T> kind, T byDefault, String meaning) {
        return dependent(key, kind, values -> byDefault, meaning);
    }

    /** Adds a component that may be left out, by a key of another name. */
    public <T> Entry<V> key(String key, String component, Kind<T> kind, T byDefault, String meaning) {
        return key(new Key<>(key, kind), component, Optional.of(values -> byDefault), meaning);
    }

    /**
     * Adds a component that may be left out.
     *
     * @param byDefault what it is then, by the keys that were added before
     */
    public <T> Entry<V> dependent(String key, Kind<T> kind, Function<Values, T> byDefault, String meaning) {
        return key(new Key<>(key, kind), Components.named(key), Optional.of(byDefault), meaning);
    }

    private <T> Entry<V> key(Key<T> key, String component, Optional<Function<Values, T>> byDefault, String meaning) {
        Field<V, T> field = new Field<>(key, byDefault, Components.of(type).<T>getter(component), meaning);
        return and(new Part<>(component, values -> values.get(key), List.of(field), made -> true));
    }

    /** Adds a component that is always the same in what this entry makes, and by which that is told from what others make. */
    public Entry<V> fixed(String component, Object value) {
        Function<V, Object> getter = Components.of(type).getter(component);
        return and(new Part<>(component, values -> value, List.of(), made -> value.equals(getter.apply(made))));
    }

    /** Says why there is no key that a reader may expect, as others of its kind have it. */
    public Entry<V> without(String key, String reason) {
        Map<String, String> more = new LinkedHashMap<>(missing);
        more.put(key, reason);
        return new Entry<>(item, type, parts, given, as, more);
    }

    /** Adds the component that says where the settings stand, for messages. */
    public Entry<V> places(String component) {
        return and(new Part<>(component, Values::places, List.of(), made -> true));
    }

    /** Adds a component that is made of settings of its own, which stand among those of this entry. */
    public <T> Entry<V> holding(String component, Entry<T> other) {
        Function<V, T> getter = Components.of(type).getter(component);
        Form<T> form = other.form();
        List<Field<V, ?>> fields = new ArrayList<>();
        form.fields().forEach(field -> fields.add(field.of(getter)));
        return and(new Part<>(
                component,
                form::make,
                fields,
                made -> other.as(getter.apply(made)).isPresent()));
    }

    /** Adds the paper that it is from. */
    public Entry<V> citing(String paper) {
        return new Entry<>(
                new Catalog.Item(item.name(), item.sentence(), Optional.of(paper), List.of()),
                type,
                parts,
                given,
                as,
                missing);
    }

    /** Returns the same under another name. */
    Entry<V> named(String other) {
        return new Entry<>(
                new Catalog.Item(other, item.sentence(), item.citation(), List.of()), type, parts, given, as, missing);
    }

    /**
     * Returns the entry of something that is made of what this one makes, and keeps the settings.
     *
     * @param wrap of the settings, and of what makes this one's anew at each call
     * @param unwrap the settings of what was made by an entry of this name
     */
    public <M> Entry<M> wrapped(
            Class<M> other, BiFunction<Values, Supplier<V>, M> wrap, Function<M, Optional<Values>> unwrap) {
        Form<V> form = form();
        List<Field<M, ?>> fields = new ArrayList<>();
        form.fields().forEach(field -> fields.add(kept(field, unwrap)));
        Form<M> wrapping = new Form<>(item.name(), fields, values -> wrap.apply(values, () -> form.make(values)));
        return new Entry<>(
                item,
                other,
                List.of(),
                Optional.of(wrapping),
                made -> other.isInstance(made)
                        ? Optional.of(other.cast(made))
                                .filter(each -> unwrap.apply(each).isPresent())
                        : Optional.empty());
    }

    private static <M, T> Field<M, T> kept(Field<?, T> field, Function<M, Optional<Values>> unwrap) {
        return new Field<>(
                field.key(),
                field.byDefault(),
                made -> unwrap.apply(made).orElseThrow().get(field.key()),
                field.comment());
    }

    /** Returns what it is called. */
    public String name() {
        return item.name();
    }

    /** Returns the class of what it makes. */
    public Class<V> type() {
        return type;
    }

    /** Returns what was made, if it was made by this entry. */
    Optional<V> as(Object made) {
        return as.apply(made)
                .filter(each -> parts.stream().allMatch(part -> part.isMine().test(each)));
    }

    /** Returns how it is written. */
    public Form<V> form() {
        if (given.isPresent()) {
            return given.get();
        }
        List<Field<V, ?>> fields = new ArrayList<>();
        Map<String, Function<Values, ?>> values = new LinkedHashMap<>();
        for (Part<V> part : parts) {
            fields.addAll(part.fields());
            if (values.put(part.component(), part.value()) != null) {
                throw new IllegalArgumentException(item.name() + " tells of '" + part.component() + "' twice");
            }
        }
        return new Form<>(item.name(), fields, Components.of(type).maker(values), missing);
    }

    /** Returns what a catalog tells of it. */
    Catalog.Item item() {
        return new Catalog.Item(item.name(), item.sentence(), item.citation(), form().described());
    }

    @Override
    public String toString() {
        return Objects.toString(item);
    }
}
