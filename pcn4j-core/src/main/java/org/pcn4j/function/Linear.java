package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.Kernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** μ = W x + b, or W x without bias: [in] → [out]. Parameters: {@code weight} [out, in] and {@code bias} [out]. */
public final class Linear implements SingleInput {
    private final long in;
    private final long out;
    private final List<ParameterSpec> parameters;

    private Linear(long in, long out, List<ParameterSpec> parameters) {
        this.in = in;
        this.out = out;
        this.parameters = List.copyOf(parameters);
    }

    /**
     * A linear function with bias, initialised as PyTorch does: all uniform within ±1/√in.
     *
     * @throws IllegalArgumentException if a size is less than 1
     */
    public Linear(long in, long out) {
        this(in, out, specs(requireSizes(in, out), out, Initializer.torchDefault((double) in)));
    }

    /** Returns this function without bias. */
    public Linear withoutBias() {
        return new Linear(in, out, parameters.subList(0, 1));
    }

    /** Returns this function with other initial weights; the bias stays as it is. */
    public Linear withWeights(Initializer initializer) {
        List<ParameterSpec> changed = new ArrayList<>(parameters);
        changed.set(0, new ParameterSpec("weight", Shape.of(out, in), initializer));
        return new Linear(in, out, changed);
    }

    /** Returns this function with bias, initially so drawn. */
    public Linear withBias(Initializer initializer) {
        return new Linear(in, out, List.of(parameters.get(0), new ParameterSpec("bias", Shape.of(out), initializer)));
    }

    @Override
    public Shape shape(Shape input) {
        if (!input.equals(Shape.of(in))) {
            throw new ShapeException(this + " expects " + Shape.of(in) + ", got " + input);
        }
        return Shape.of(out);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Tensor value = theta.size() == 2
                ? Kernels.linear(inputs.get(0), theta.get(0), theta.get(1))
                : Kernels.linear(inputs.get(0), theta.get(0));
        return Prediction.of(inputs, theta, value);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        Tensor x = prediction.input();
        List<Tensor> inputs = wanted.anyInput()
                ? List.of(Kernels.linearBackwardInput(
                        error, prediction.parameters().get(0), x))
                : List.of();
        List<Tensor> deltas = new ArrayList<>(2);
        if (wanted.parameters()) {
            deltas.add(Kernels.transposedProduct(error, x));
            if (parameters.size() == 2) {
                deltas.add(Kernels.sumOverBatch(error));
            }
        }
        return new Pullback(inputs, deltas);
    }

    @Override
    public String toString() {
        return "linear(" + in + " → " + out + (parameters.size() == 2 ? ")" : ", no bias)");
    }

    private static long requireSizes(long in, long out) {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("linear's sizes must be at least 1, not " + in + " → " + out);
        }
        return in;
    }

    private static List<ParameterSpec> specs(long in, long out, Initializer initializer) {
        return List.of(
                new ParameterSpec("weight", Shape.of(out, in), initializer),
                new ParameterSpec("bias", Shape.of(out), initializer));
    }
}
