package org.pcn4j.network;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.Energy;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Select;
import org.pcn4j.tensor.Shape;

/**
 * Builds a many-to-one recurrent network with a {@link NetworkBuilder}: cells unrolled over a sequence, each reading the
 * one below, and read out once, from the last state of the last one. The sequence is the input {@code s}; states begin
 * at zero. The steps of a cell share their parameters, whose updates are summed over the steps and applied once. Not
 * thread-safe.
 */
public final class RecurrentBuilder {
    /** The name of the input. */
    public static final String INPUT = "s";

    private final NetworkBuilder builder = Network.builder();
    private final List<Cell.Step> steps = new ArrayList<>();
    private boolean empty = true;

    private RecurrentBuilder(Shape input) {
        if (input.rank() < 1 || input.size(0) < 1) {
            throw new NetworkException(
                    "a recurrent network expects samples of [steps, …] with a step at least, got " + input);
        }
        for (long step = 1; step <= input.size(0); step++) {
            steps.add(new Cell.Step(step, input.size(0), INPUT, new Select(step - 1)));
        }
    }

    /**
     * Starts with an input for sequences of numbers.
     *
     * @param input [steps, …], at least one step
     * @throws NetworkException if there is no step
     */
    public static RecurrentBuilder of(Shape input) {
        RecurrentBuilder recurrent = new RecurrentBuilder(input);
        recurrent.builder.input(INPUT, input);
        return recurrent;
    }

    /**
     * Starts with an input for sequences of tokens, each of which is embedded, by nodes named {@code embedding_1}, ….
     *
     * @param length of the sequences, at least 1
     * @param vocabulary how many tokens there are, from 0 to vocabulary − 1, the padding's 0 included where there is one
     * @param width of the embedding
     * @throws NetworkException if the sequence or the vocabulary is empty
     */
    public static RecurrentBuilder ofTokens(long length, long vocabulary, long width) {
        RecurrentBuilder recurrent = new RecurrentBuilder(Shape.of(length));
        recurrent.builder.tokens(INPUT, Shape.of(length), vocabulary);
        recurrent.steps.replaceAll(step -> {
            String name = step.name("embedding");
            Function function = step.reading(new Embedding(vocabulary, width));
            recurrent.builder.sharedNode(name, "embedding", function, INPUT);
            return new Cell.Step(step.number(), step.steps(), name, new Identity());
        });
        return recurrent;
    }

    /**
     * Unrolls a cell over the whole sequence.
     *
     * @throws NetworkException if a name is taken, the shapes do not fit, or the cell changes a state's shape
     */
    public RecurrentBuilder cell(Cell cell) {
        cell.states().forEach((name, shape) -> builder.constant(name + "_0", shape, 0));
        String shown = cell.states().keySet().iterator().next();
        steps.replaceAll(step -> {
            cell.add(builder, step);
            return new Cell.Step(step.number(), step.steps(), step.name(shown), new Identity());
        });
        empty = false;
        return this;
    }

    /**
     * Reads the last state out and returns the network.
     *
     * @throws NetworkException if there is no cell, the name is taken, the shapes do not fit, or a cell has a state that
     *     reaches no output
     */
    public Network output(String name, Energy loss, Function... functions) {
        if (empty) {
            throw new NetworkException("a recurrent network needs a cell before its output '" + name + "'");
        }
        Function function = functions.length == 1 ? functions[0] : Chain.of(functions);
        return builder.output(name, function, loss, steps.get(steps.size() - 1).parent())
                .build();
    }
}
