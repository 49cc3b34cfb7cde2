package org.pcn4j.inference.schedule;

import java.util.Optional;
import java.util.function.Supplier;
import org.pcn4j.function.Precision;
import org.pcn4j.tensor.Tensor;

/**
 * What a free node knows as it moves. The node's state is its value x or, while its prediction stands, its error ε = x − μ:
 * whatever is added to the one is added to the other. Tensors are borrowed.
 */
public interface Movement {
    /** Returns x or ε; nothing where the state is a zero error, or an error that the relaxation forgets. */
    Optional<Tensor> state();

    /** Returns πε, what the node's own energy pulls it back by; nothing where that is zero or forgotten. */
    Optional<Tensor> error();

    /**
     * Tells whether the state is the error ε, so that ε + γ(s − πε) may be computed as (1 − γπ)ε + γs; not where the schedule does
     * not count the error.
     */
    boolean errorIsState();

    /**
     * Returns π, the precision of the node's energy at this time; nothing where it is learned: {@link #error} is πε all the same.
     */
    Optional<Precision> precision();

    /** Returns s, the sum of the children's contributions, a handle that the caller closes; nothing where it is zero. */
    Optional<Tensor> feedback();

    /** Returns a tensor of zeros of the value's shape, which the caller closes. */
    Tensor zeros();

    /** Returns what was remembered under a name, zeros at first; it may be changed in place. */
    default Tensor remembered(String name) {
        return remembered(name, this::zeros);
    }

    /**
     * Returns what was remembered under a name; it may be changed in place.
     *
     * @param first makes what there is to remember where nothing is, which is taken over
     */
    Tensor remembered(String name, Supplier<Tensor> first);

    /** Remembers a tensor, which is taken over. */
    void remember(String name, Tensor tensor);

    /** Returns numbers drawn from N(0, 1) for this node and time, a new tensor. */
    Tensor noise();

    /** Returns t, the time at which it moves: 0 at first, in every run. */
    int time();

    /** Returns x, whatever the state is, a tensor that the caller closes. For relaxations that {@linkplain Relaxation#looks look}. */
    Tensor value();

    /**
     * Returns what all nodes of a run share, made when it is first asked for: at rest, whatever the run before did.
     *
     * @param kind by which it is found again
     */
    <T> T shared(Class<T> kind, Supplier<T> initial);

    /** Returns the force −∂E/∂x = s − πε, zero where an element is held, a new tensor. */
    default Tensor force() {
        try (Tensor feedback = feedback().orElseGet(this::zeros)) {
            return error().map(error -> feedback.add(error, -1)).orElseGet(feedback::copy);
        }
    }

    /** Returns the state moved by a step, a new tensor. */
    default Tensor moved(Tensor step, double factor) {
        return state().map(state -> state.add(step, factor)).orElseGet(() -> step.mul(factor));
    }
}
