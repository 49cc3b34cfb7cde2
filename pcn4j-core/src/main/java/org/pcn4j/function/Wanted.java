package org.pcn4j.function;

import java.util.Collections;
import java.util.List;
import org.pcn4j.tensor.Tensor;

/**
 * Which results of a pullback are asked for.
 *
 * @param inputs for each use of an input, in the order of {@link Function#uses}, whether its contribution is wanted
 * @param parameters whether Δθ is wanted, which is all of a function's parameters or none
 * @param sums for each parameter what its Δθ is to be added to, or nothing at all; borrowed. A function may add Δθ itself, with
 *     the same bits, and returns the very sum in place of Δθ then; most do not care
 */
public record Wanted(List<Boolean> inputs, boolean parameters, List<Tensor> sums) {
    /** Copies the lists. */
    public Wanted {
        inputs = List.copyOf(inputs);
        sums = List.copyOf(sums);
    }

    /** What is added to nothing. */
    public Wanted(List<Boolean> inputs, boolean parameters) {
        this(inputs, parameters, List.of());
    }

    /** Everything, of a function with this many uses of its inputs. */
    public static Wanted everything(int uses) {
        return new Wanted(Collections.nCopies(uses, true), true);
    }

    /** Returns the same with sums to add to. */
    public Wanted into(List<Tensor> all) {
        return new Wanted(inputs, parameters, all);
    }

    /**
     * Returns what is wanted of a part of a function.
     *
     * @param part which must {@linkplain Function#addsToSums say} that it looks at sums, to be handed any
     * @param own for each use of an input of the part, whether its contribution is wanted
     * @param from the first of the part's parameters among the function's
     * @param to behind the last
     */
    Wanted ofPart(Function part, List<Boolean> own, int from, int to) {
        return new Wanted(own, parameters, sums.isEmpty() || !part.addsToSums() ? List.of() : sums.subList(from, to));
    }

    /** Tells whether the contribution to any input is wanted. */
    public boolean anyInput() {
        return inputs.contains(true);
    }
}
