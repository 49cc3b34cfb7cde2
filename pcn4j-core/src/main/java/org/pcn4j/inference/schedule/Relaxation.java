package org.pcn4j.inference.schedule;

import java.util.List;
import java.util.OptionalDouble;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.Tensor;

/**
 * How free values move in one time, as data with its arithmetic. Immutable and thread-safe. A relaxation answers what the
 * planner must know: whether it forgets the old error, what it remembers, whether it draws.
 */
public interface Relaxation {
    /**
     * Tells whether the new error depends on the old one not at all, as γπ = 1 makes it of plain descent.
     *
     * @param precision of the node's energy
     */
    boolean forgets(Precision precision);

    /** Returns the integration step γ: greater than 0. */
    double gamma();

    /** Returns the names of what it remembers of a node from one time to the next: nothing, unless it says otherwise. */
    default List<String> memory() {
        return List.of();
    }

    /** Tells whether it draws at random: then a node moves though no force acts on it. */
    default boolean draws() {
        return false;
    }

    /**
     * Returns what γλ must stay below for values to converge on a quadratic energy whose Hessian's largest eigenvalue is λ;
     * nothing where no such limit is known.
     */
    default OptionalDouble stabilityLimit() {
        return OptionalDouble.empty();
    }

    /**
     * Tells whether it looks at all nodes of a time, and at their values, before it moves one of them, as it must where the
     * size of a step depends on all. Then no node is left out because nobody asks for its value. Not, unless it says otherwise.
     */
    default boolean looks() {
        return false;
    }

    /** Looks at a node that will move at this time, before any does. Called where it {@linkplain #looks looks}. */
    default void look(Movement movement) {}

    /** Returns the new state, a new tensor or handle. */
    Tensor move(Movement movement);
}
