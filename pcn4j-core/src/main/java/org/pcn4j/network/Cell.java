package org.pcn4j.network;

import java.util.Map;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.tensor.Shape;

/**
 * A recurrent cell: a small graph of nodes, added once for every step of a sequence, that predicts the next states from
 * those before and from what is read. The steps share their parameters.
 */
public interface Cell {
    /** Returns the names and the shapes of its states for one sample, in order; the first is what the cell shows. */
    Map<String, Shape> states();

    /** Adds the nodes of one step, among them one named {@link Step#name} for each state that is used later on. */
    void add(NetworkBuilder graph, Step step);

    /**
     * One step of a sequence.
     *
     * @param number from 1
     * @param steps how many there are
     * @param parent the node that is read at this step
     * @param pick what of its value is read, such as one element of a sequence
     */
    record Step(long number, long steps, String parent, Function pick) {
        /** Returns the name at this step, as in {@code h_3}. */
        public String name(String what) {
            return what + "_" + number;
        }

        /** Returns the name at the step before, as in {@code h_2}. */
        public String before(String what) {
            return what + "_" + (number - 1);
        }

        /** Tells whether no step follows. */
        public boolean isLast() {
            return number == steps;
        }

        /** Returns a function of what is read, as one of the node that is read. */
        public Function reading(Function function) {
            return pick instanceof Identity ? function : Chain.of(pick, function);
        }
    }

    /** What a cell of one node predicts its next state by, from (what is read, the state before). */
    @FunctionalInterface
    interface Single {
        /** Returns the function of a step. */
        Function at(Step step);
    }

    /**
     * Returns a cell of one node a step.
     *
     * @param name of the state, as the {@code h} in {@code h_1}
     * @param state its shape for one sample
     */
    static Cell of(String name, Shape state, Single function) {
        return new Cell() {
            @Override
            public Map<String, Shape> states() {
                return Map.of(name, state);
            }

            @Override
            public void add(NetworkBuilder graph, Step step) {
                graph.sharedNode(step.name(name), name, function.at(step), step.parent(), step.before(name));
            }
        };
    }
}
