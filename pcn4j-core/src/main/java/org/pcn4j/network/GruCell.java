package org.pcn4j.network;

import java.util.Map;
import org.pcn4j.function.GruState;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.tensor.Shape;

/**
 * A gated recurrent unit (Cho et al. 2014) as a graph of three nodes a step: one linear in what is read, one linear in
 * the state before, and the state {@code h}. Initialized as PyTorch does, all uniform within ±1/√hidden.
 *
 * @param name of the cell, which prefixes the names of its nodes
 * @param width of what is read at each step
 * @param hidden the width of the state
 */
public record GruCell(String name, long width, long hidden) implements Cell {
    private static final int GATES = 3;

    @Override
    public Map<String, Shape> states() {
        return Map.of(name + ".h", Shape.of(hidden));
    }

    @Override
    public void add(NetworkBuilder graph, Step step) {
        Initializer initializer = Initializer.torchDefault((double) hidden);
        String read = step.name(name + ".input");
        String recurrent = step.name(name + ".state");
        String before = step.before(name + ".h");
        graph.sharedNode(
                read,
                name + ".input",
                step.reading(new Linear(width, GATES * hidden)
                        .withWeights(initializer)
                        .withBias(initializer)),
                step.parent());
        graph.sharedNode(
                recurrent,
                name + ".state",
                new Linear(hidden, GATES * hidden).withWeights(initializer).withBias(initializer),
                before);
        graph.node(step.name(name + ".h"), new GruState(), read, recurrent, before);
    }
}
