package org.pcn4j.train.onnx;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.function.Function;

/** Translations by the class of their functions. Immutable and thread-safe. */
final class Translations {
    /** The translations of none. */
    static final Translations NONE = new Translations(Map.of());

    private final Map<Class<?>, Entry<?>> entries;

    private record Entry<F extends Function>(Class<F> type, Translation<? super F> translation) {
        Bound bound(Function function) {
            F known = type.cast(function);
            return (operands, graph) -> translation.translate(known, operands, graph);
        }
    }

    /** The translation of one function. */
    @FunctionalInterface
    interface Bound {
        Value translate(Operands operands, Graph graph);
    }

    private Translations(Map<Class<?>, Entry<?>> entries) {
        this.entries = entries;
    }

    /** Returns these translations and that of a class, which takes the place of one that was there. */
    <F extends Function> Translations with(Class<F> type, Translation<? super F> translation) {
        Map<Class<?>, Entry<?>> more = new LinkedHashMap<>(entries);
        more.put(type, new Entry<>(type, translation));
        return new Translations(more);
    }

    /** Returns the translation of a function of exactly a class that has one. */
    Optional<Bound> of(Function function) {
        return Optional.ofNullable(entries.get(function.getClass())).map(entry -> entry.bound(function));
    }

    /** Returns the classes that have one. */
    Set<Class<?>> types() {
        return Set.copyOf(entries.keySet());
    }
}
