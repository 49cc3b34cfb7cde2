package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.tensor.LinearKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * μ = W x + b, or W x without bias, of the last dimension: […, in] → […, out], as of a vector or of each place in a
 * sequence. Parameters: {@code weight} [out, in] and {@code bias} [out].
 */
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
     * A linear function with bias, initialized as PyTorch does: all uniform within ±1/√in.
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
        if (input.rank() == 0 || input.size(input.rank() - 1) != in) {
            throw new ShapeException(this + " expects " + Shape.of(in) + ", got " + input);
        }
        return input.withLast(out);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        return in * shape(inputs).elements();
    }

    @Override
    public boolean givesUpValue() {
        return true;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Tensor x = inputs.get(0);
        if (x.rank() == 2) {
            return Prediction.of(inputs, theta, product(x, theta));
        }
        try (Tensor rows = rows(x, in);
                Tensor product = product(rows, theta)) {
            return Prediction.of(inputs, theta, product.reshape(x.shape().withLast(out)));
        }
    }

    /**
     * Predicts into a sum, of vectors by weights alone, with the bits of a prediction that is added afterwards.
     *
     * @param sum what this is added to; changed
     * @return a prediction whose value is a handle on the sum; nothing where that is not to be had
     */
    Optional<Prediction> addTo(Tensor sum, List<Tensor> inputs, List<Tensor> theta) {
        return parameters.size() == 1 && LinearKernels.addLinear(sum, inputs.get(0), theta.get(0))
                ? Optional.of(Prediction.of(inputs, theta, sum.share()))
                : Optional.empty();
    }

    private static Tensor product(Tensor x, List<Tensor> theta) {
        return theta.size() == 2
                ? LinearKernels.linear(x, theta.get(0), theta.get(1))
                : LinearKernels.linear(x, theta.get(0));
    }

    /** One row a vector: [B, …, width] → [n, width]. */
    private static Tensor rows(Tensor x, long width) {
        return x.reshape(Shape.of(x.elements() / width, width));
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        Tensor x = prediction.input();
        if (x.rank() == 2) {
            return pullback(x, prediction.parameters().get(0), error, wanted);
        }
        try (Tensor rows = rows(x, in);
                Tensor errors = rows(error, out)) {
            Pullback flat = pullback(rows, prediction.parameters().get(0), errors, wanted);
            if (flat.inputs().isEmpty()) {
                return flat;
            }
            try (Tensor contribution = flat.inputs().get(0)) {
                return new Pullback(List.of(contribution.reshape(x.shape())), flat.parameters());
            }
        }
    }

    @Override
    public boolean addsToSums() {
        return true;
    }

    private Pullback pullback(Tensor x, Tensor weight, Tensor error, Wanted wanted) {
        List<Tensor> inputs =
                wanted.anyInput() ? List.of(LinearKernels.linearBackwardInput(error, weight, x)) : List.of();
        return new Pullback(inputs, wanted.parameters() ? deltas(x, error, wanted.sums()) : List.of());
    }

    private List<Tensor> deltas(Tensor x, Tensor error, List<Tensor> sums) {
        List<Tensor> deltas = new ArrayList<>(2);
        deltas.add(
                !sums.isEmpty() && LinearKernels.addTransposedProduct(sums.get(0), error, x)
                        ? sums.get(0)
                        : LinearKernels.transposedProduct(error, x));
        if (parameters.size() == 2) {
            deltas.add(LinearKernels.sumOverBatch(error));
        }
        return deltas;
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
