package org.pcn4j.inference.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcn4j.tensor.Tensor;

/**
 * Where the free values of a network stand, and what their relaxation remembers: handed in to go on from, handed out to be
 * carried on. Owns its tensors if a run handed it out: close it then. One that was made of tensors only borrows them.
 */
public final class State implements AutoCloseable {
    private static final State NONE = new State(Map.of(), Map.of());

    private final Map<String, Tensor> values;
    private final Map<String, Map<String, Tensor>> memory;

    State(Map<String, Tensor> values, Map<String, Map<String, Tensor>> memory) {
        this.values = Map.copyOf(values);
        this.memory = Map.copyOf(memory);
    }

    /** Returns the state that says nothing: every node begins where its schedule starts. */
    public static State none() {
        return NONE;
    }

    /**
     * Returns a state with values and at rest.
     *
     * @param values by the nodes' names, each [B, …]; borrowed until the state is used no more
     */
    public static State of(Map<String, Tensor> values) {
        return new State(values, Map.of());
    }

    /**
     * Returns a state with values and with what a relaxation remembers, as one that was saved.
     *
     * @param memory by the nodes' names, and by what is remembered of each; borrowed like the values
     */
    public static State of(Map<String, Tensor> values, Map<String, Map<String, Tensor>> memory) {
        return new State(values, memory);
    }

    /** Returns a node's value, borrowed, if the state has one. */
    public Optional<Tensor> value(String node) {
        return Optional.ofNullable(values.get(node));
    }

    /** Returns the values by the nodes' names, borrowed. */
    public Map<String, Tensor> values() {
        return values;
    }

    /** Returns what is remembered, by the nodes' names, and of each by name; borrowed. */
    public Map<String, Map<String, Tensor>> memory() {
        return memory;
    }

    /**
     * Returns a state of what a function makes of each tensor.
     *
     * @param function returns a new tensor or handle, which the state owns, or the one that it takes
     */
    public State map(UnaryOperator<Tensor> function) {
        Map<String, Map<String, Tensor>> remembered = new HashMap<>();
        memory.forEach((node, all) -> remembered.put(node, map(all, function)));
        return new State(map(values, function), remembered);
    }

    private static Map<String, Tensor> map(Map<String, Tensor> tensors, UnaryOperator<Tensor> function) {
        Map<String, Tensor> mapped = new HashMap<>();
        tensors.forEach((name, tensor) -> mapped.put(name, function.apply(tensor)));
        return mapped;
    }

    /** Tells whether it says nothing. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** Closes the tensors. Closing twice does nothing. */
    @Override
    public void close() {
        values.values().forEach(Tensor::close);
        memory.values().forEach(all -> all.values().forEach(Tensor::close));
    }
}
