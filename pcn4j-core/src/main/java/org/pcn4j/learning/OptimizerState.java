package org.pcn4j.learning;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * What an optimizer remembers of parameters: tensors by {@code parameter/part}, and how often each has moved. Owns them;
 * different parameters may be asked for by different threads at the same time.
 */
final class OptimizerState {
    private final Map<String, Tensor> tensors = new ConcurrentHashMap<>();
    private final Map<String, Long> steps = new ConcurrentHashMap<>();
    /** By name: the parameters as whose elements those of the state are known to lie. */
    private final Map<String, Tensor> followed = new ConcurrentHashMap<>();

    /** Counts the updates of a parameter, from 1, this one included. */
    long countStep(String parameter) {
        return steps.merge(parameter, 1L, Long::sum);
    }

    /** Returns a part, borrowed, which is made on first use. */
    Tensor part(String parameter, String part, Supplier<Tensor> initial) {
        return tensors.computeIfAbsent(
                key(parameter, part), unused -> initial.get().keep());
    }

    boolean has(String parameter, String part) {
        return tensors.containsKey(key(parameter, part));
    }

    /**
     * Lays what is remembered of a parameter as the parameter lies, which a state that was read from a file need not: a
     * kernel that goes through several tensors element by element gives other bits, or takes one element for another, where
     * they lie otherwise.
     */
    void layAs(String parameter, Tensor theta) {
        if (followed.put(parameter, theta) == theta) {
            return;
        }
        tensors.replaceAll((name, known) -> {
            if (!parameterOf(name).equals(parameter) || !known.shape().equals(theta.shape()) || known.liesAs(theta)) {
                return known;
            }
            Tensor laid = theta.zerosLike().keep().copyInPlace(known);
            known.close();
            return laid;
        });
    }

    /** Returns a copy, which the caller closes. */
    Map<String, Tensor> copy() {
        Map<String, Tensor> copies = new TreeMap<>();
        tensors.forEach((name, tensor) -> copies.put(name, tensor.copy().keep()));
        steps.forEach((name, count) -> copies.put(
                key(name, Optimizer.STEPS),
                Tensor.of(DType.FLOAT64, Shape.of(), count).keep()));
        return copies;
    }

    /** Puts a copy of another state in the place of this one. */
    void replace(Map<String, Tensor> named) {
        Map<String, Tensor> copies = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        named.forEach((name, tensor) -> {
            if (partOf(name).equals(Optimizer.STEPS)) {
                counts.put(parameterOf(name), Math.round(tensor.item()));
            } else {
                copies.put(name, tensor.copy().keep());
            }
        });
        clear();
        tensors.putAll(copies);
        steps.putAll(counts);
    }

    /** Closes all of it. */
    void clear() {
        tensors.values().forEach(Tensor::close);
        tensors.clear();
        steps.clear();
        followed.clear();
    }

    /**
     * Returns a saved state by the names of today.
     *
     * @param former the names of today of parts that had other ones
     * @throws IllegalArgumentException if a part is there twice
     */
    static Map<String, Tensor> ofToday(Map<String, Tensor> saved, Map<String, String> former) {
        Map<String, Tensor> named = new TreeMap<>();
        saved.forEach((name, tensor) -> {
            String part = former.getOrDefault(partOf(name), partOf(name));
            if (named.put(key(parameterOf(name), part), tensor) != null) {
                throw new IllegalArgumentException("the state of '" + parameterOf(name) + "' has the part '" + part
                        + "' twice, by its name of today and by a former one: expected one of them");
            }
        });
        return named;
    }

    /**
     * Makes sure that each parameter has the parts that an optimizer keeps.
     *
     * @throws IllegalArgumentException if one has others
     */
    static void requireParts(Set<String> names, Set<String> expected, Optimizer optimizer) {
        Map<String, Set<String>> found = new TreeMap<>();
        names.forEach(name -> found.computeIfAbsent(parameterOf(name), unused -> new TreeSet<>())
                .add(partOf(name)));
        found.forEach((parameter, parts) -> {
            if (!parts.equals(expected)) {
                throw new IllegalArgumentException("the state of '" + parameter + "' consists of " + parts
                        + ": expected " + new TreeSet<>(expected) + ", as " + optimizer + " keeps");
            }
        });
    }

    private static String key(String parameter, String part) {
        return parameter + "/" + part;
    }

    private static String parameterOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private static String partOf(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
