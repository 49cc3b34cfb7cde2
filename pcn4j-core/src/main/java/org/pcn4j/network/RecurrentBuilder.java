package org.pcn4j.network;

import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Loss;
import org.pcn4j.function.Select;
import org.pcn4j.tensor.Shape;

/**
 * Builds a many-to-one recurrent network: a cell unrolled over a sequence and read out once, from its last state. The
 * sequence is the input {@code s}; the state begins at zero. The states {@code h_1}, {@code h_2}, … share their
 * parameters, whose updates are summed over the steps and applied once. Not thread-safe.
 */
public final class RecurrentBuilder {
    private static final String INPUT = "s";

    private final Shape input;
    private final Shape state;
    private final NetworkBuilder builder;
    private String last = "";

    /** A cell's prediction of the next state from (the sequence, the previous state). */
    @FunctionalInterface
    public interface Cell {
        /**
         * Returns the function at a step.
         *
         * @param slice takes the step's element from the sequence
         */
        Function at(Select slice);
    }

    /**
     * Starts with an input for sequences.
     *
     * @param input [steps, …], at least one step
     * @param state the shape of the state for one sample
     * @throws NetworkException if there is no step
     */
    public RecurrentBuilder(Shape input, Shape state) {
        if (input.rank() < 1 || input.size(0) < 1) {
            throw new NetworkException(
                    "a recurrent network expects samples of [steps, …] with a step at least, got " + input);
        }
        this.input = input;
        this.state = state;
        this.builder = Network.builder().input(INPUT, input);
    }

    /**
     * Unrolls a cell over the whole sequence.
     *
     * @param name of the states, as the {@code h} in {@code h_1}
     * @throws NetworkException if the name is taken, the shapes do not fit, or the cell changes the state's shape
     */
    public RecurrentBuilder cell(String name, Cell cell) {
        String before = name + "_0";
        builder.constant(before, state, 0);
        for (long step = 0; step < input.size(0); step++) {
            String next = name + "_" + (step + 1);
            builder.sharedNode(next, name, cell.at(new Select(step)), INPUT, before);
            before = next;
        }
        last = before;
        return this;
    }

    /**
     * Reads the last state out and returns the network.
     *
     * @throws NetworkException if there is no cell, the name is taken, or the shapes do not fit
     */
    public Network output(String name, Loss loss, Function... functions) {
        if (last.isEmpty()) {
            throw new NetworkException("a recurrent network needs a cell before its output '" + name + "'");
        }
        Function function = functions.length == 1 ? functions[0] : Chain.of(functions);
        return builder.output(name, function, loss, last).build();
    }
}
