package org.pcn4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.run.Backend;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;

/**
 * What carries rules out, each by its name, in the order in which they learn. A rule of one's own that does not say is not among
 * them.
 *
 * @param byRule the backends
 */
public record Backends(Map<String, Backend> byRule) {
    /** Copies the map, keeping its order. */
    public Backends {
        byRule = Collections.unmodifiableMap(new LinkedHashMap<>(byRule));
    }

    /**
     * Finds out what carries rules out; where two have one name, the one that is not by dense kernels counts.
     *
     * @param clamping who is held while the network learns
     * @param dtype of the parameters, which are in main memory
     * @param kernels the dense kernels of this machine, or why there are none
     */
    public static Backends of(List<Rule> rules, Network network, Clamping clamping, DType dtype, Kernels kernels) {
        Map<String, Backend> all = new LinkedHashMap<>();
        for (Rule rule : rules) {
            rule.backend(network, clamping, dtype, kernels)
                    .ifPresent(found -> all.merge(
                            rule.name(),
                            found,
                            (before, other) -> before.arithmetic() == Arithmetic.EXACT ? before : other));
        }
        return new Backends(all);
    }

    /** Returns the arithmetics without reasons, as in {@code fused} or {@code z-il exact, il fused}: what bits depend on. */
    public String arithmetics() {
        return told(Backend::word);
    }

    /** Tells whether all are carried out by dense kernels, and there are some. */
    boolean areFused() {
        return !byRule.isEmpty() && byRule.values().stream().allMatch(each -> each.arithmetic() == Arithmetic.FUSED);
    }

    /** Says, if one would be faster were there dense kernels here, why there are none; the first that would. */
    public Optional<String> notice() {
        return byRule.entrySet().stream()
                .flatMap(each -> each.getValue().notice(each.getKey()).stream())
                .findFirst();
    }

    private String told(Function<Backend, String> words) {
        List<String> distinct = byRule.values().stream().map(words).distinct().toList();
        if (distinct.size() == 1) {
            return distinct.get(0);
        }
        List<String> all = new ArrayList<>();
        byRule.forEach((rule, backend) -> all.add(rule + " " + words.apply(backend)));
        return all.isEmpty() ? "not told" : String.join(", ", all);
    }

    /** Returns all in words, as in {@code fused (vector, 16 lanes)}. */
    @Override
    public String toString() {
        return told(Backend::toString);
    }
}
