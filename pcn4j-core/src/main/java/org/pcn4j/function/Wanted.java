package org.pcn4j.function;

import java.util.Collections;
import java.util.List;

/**
 * Which results of a pullback are asked for.
 *
 * @param inputs for each use of an input, in the order of {@link Function#uses}, whether its contribution is wanted
 * @param parameters whether Δθ is wanted, which is all of a function's parameters or none
 */
public record Wanted(List<Boolean> inputs, boolean parameters) {
    /** Copies the list. */
    public Wanted {
        inputs = List.copyOf(inputs);
    }

    /** Everything, of a function with this many uses of its inputs. */
    public static Wanted everything(int uses) {
        return new Wanted(Collections.nCopies(uses, true), true);
    }

    /** Tells whether the contribution to any input is wanted. */
    public boolean anyInput() {
        return inputs.contains(true);
    }
}
