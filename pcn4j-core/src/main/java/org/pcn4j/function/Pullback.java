package org.pcn4j.function;

import java.util.List;
import java.util.function.Supplier;
import org.pcn4j.tensor.Tensor;

/**
 * What a pullback gave. The receiver owns the tensors.
 *
 * @param inputs the contributions of the wanted uses of the inputs, in the order of the uses; a contribution may share its
 *     elements with the error that was pulled back, so it is not to be changed in place
 * @param parameters Δθ in the order of the parameters, or none where they were not wanted; shared with nothing
 */
public record Pullback(List<Tensor> inputs, List<Tensor> parameters) {
    /** Copies the lists. */
    public Pullback {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
    }

    /** Returns that nothing is wanted. */
    static Pullback none() {
        return new Pullback(List.of(), List.of());
    }

    /** Returns the contribution to the only input of a function without parameters; it is made only if it is wanted. */
    static Pullback ofInput(Wanted wanted, Supplier<Tensor> contribution) {
        return wanted.anyInput() ? new Pullback(List.of(contribution.get()), List.of()) : none();
    }
}
