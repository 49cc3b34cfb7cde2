package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Tensor;

/**
 * A prediction μ with what its pullback needs. Whoever holds it closes it: that closes {@code value}, {@code saved} and
 * {@code parts}, not the inputs and parameters, which are borrowed.
 *
 * @param inputs what was predicted from
 * @param parameters θ, as it was
 * @param value μ, [B, …]
 * @param saved what else the pullback needs, such as the places of a pooling's maxima
 * @param parts the predictions of the functions that a composite is made of, in their order
 */
public record Prediction(
        List<Tensor> inputs, List<Tensor> parameters, Tensor value, List<Tensor> saved, List<Prediction> parts)
        implements AutoCloseable {
    /**
     * Returns a prediction whose pullback needs nothing else.
     *
     * @param inputs borrowed
     * @param parameters borrowed
     * @param value μ, [B, …], which the prediction owns from now on
     */
    public static Prediction of(List<Tensor> inputs, List<Tensor> parameters, Tensor value) {
        return new Prediction(inputs, parameters, value, List.of(), List.of());
    }

    /**
     * Returns a prediction whose pullback needs one more tensor.
     *
     * @param inputs borrowed
     * @param parameters borrowed
     * @param value μ, [B, …], which the prediction owns from now on
     * @param saved which it owns as well
     */
    public static Prediction of(List<Tensor> inputs, List<Tensor> parameters, Tensor value, Tensor saved) {
        return new Prediction(inputs, parameters, value, List.of(saved), List.of());
    }

    /** Returns the only input of a function that has one. */
    public Tensor input() {
        return inputs.get(0);
    }

    /** Closes what it owns, which then cannot be used any more. Closing twice does nothing. */
    @Override
    public void close() {
        value.close();
        saved.forEach(Tensor::close);
        parts.forEach(Prediction::close);
    }
}
