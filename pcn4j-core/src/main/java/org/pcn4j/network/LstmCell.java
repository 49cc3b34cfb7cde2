package org.pcn4j.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.LstmCarry;
import org.pcn4j.function.LstmState;
import org.pcn4j.function.MaskedUpdate;
import org.pcn4j.function.Sum;
import org.pcn4j.function.Sum.Term;
import org.pcn4j.tensor.Shape;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) as a graph of three nodes a step: the gates, linear in what
 * is read and in the state before, the carry {@code c} and the state {@code h}. Initialized as PyTorch does, all uniform
 * within ±1/√hidden; but each gate has one bias, {@code input.bias}, where PyTorch adds up two, {@code b_ih + b_hh}, of
 * which only the sum matters. Over padding, if told so, carry and state are held, by two more nodes.
 *
 * @param name of the cell, which prefixes the names of its nodes
 * @param width of what is read at each step
 * @param hidden the width of carry and state
 * @param tokens the input whose padding tokens are skipped, if there is one
 */
public record LstmCell(String name, long width, long hidden, Optional<String> tokens) implements Cell {
    private static final int GATES = 4;

    /** A cell that reads every step. */
    public LstmCell(String name, long width, long hidden) {
        this(name, width, hidden, Optional.empty());
    }

    /** Returns this cell, holding its states where the input has the padding token 0. */
    public LstmCell padded(String input) {
        return new LstmCell(name, width, hidden, Optional.of(input));
    }

    private String state() {
        return name + ".h";
    }

    private String carry() {
        return name + ".c";
    }

    @Override
    public Map<String, Shape> states() {
        Map<String, Shape> states = new LinkedHashMap<>();
        states.put(state(), Shape.of(hidden));
        states.put(carry(), Shape.of(hidden));
        return states;
    }

    @Override
    public void add(NetworkBuilder graph, Step step) {
        Initializer initializer = Initializer.torchDefault((double) hidden);
        Linear read = new Linear(width, GATES * hidden).withWeights(initializer).withBias(initializer);
        Linear recurrent = new Linear(hidden, GATES * hidden).withoutBias().withWeights(initializer);
        String gates = step.name(name + ".gates");
        graph.sharedNode(
                gates,
                name,
                Sum.of(new Term("input", step.reading(read)), new Term("state", recurrent)),
                step.parent(),
                step.before(state()));
        if (tokens.isEmpty()) {
            graph.node(step.name(carry()), new LstmCarry(), gates, step.before(carry()));
            graph.node(step.name(state()), new LstmState(), gates, step.name(carry()));
            return;
        }
        String newCarry = step.name(carry() + "'");
        String newState = step.name(state() + "'");
        MaskedUpdate held = new MaskedUpdate(step.number() - 1);
        String input = tokens.orElseThrow();
        graph.node(newCarry, new LstmCarry(), gates, step.before(carry()));
        graph.node(newState, new LstmState(), gates, newCarry);
        if (!step.isLast()) {
            graph.node(step.name(carry()), held, input, newCarry, step.before(carry()));
        }
        graph.node(step.name(state()), held, input, newState, step.before(state()));
    }
}
