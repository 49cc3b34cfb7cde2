package org.pcn4j.systems.alignment;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Pass;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Feature alignment in its local form: each layer f learns that one step of the gradient of ½‖f(x) − f(r)‖² in r, from r = 0,
 * gives its input back (Farias and Maziero 2021). The loss of a layer is ½‖ρ‖² with ρ = x − Wᵀ(f(x) − f(0)), and −∂/∂W of it
 * are two pullbacks: of the error f(ρ) − f(0) at x, and of f(x) − f(0) at ρ. For a linear layer ΔW = (Wρ)xᵀ + (Wx)ρᵀ, which is
 * subspace principal component analysis: at rest W Wᵀ = I, and the loss is half the sum of those eigenvalues of the mean of
 * x xᵀ over the samples that are left out. Between layers stands asinh, whose inverse is exact.
 *
 * <p>Owns its parameters: close it. Not thread-safe while it learns.
 */
public final class FeatureAlignment implements AutoCloseable {
    private static final Wanted INPUT = new Wanted(List.of(true), false);
    private static final Wanted WEIGHT = new Wanted(List.of(false), true);
    private static final String NAME = "layer";
    private static final String SEEN = "seen";

    private final Network network;
    private final List<Function> layers;
    private final Shape shape;
    private final Parameters parameters;

    /**
     * Draws the first weights.
     *
     * @param input the shape of a sample
     * @param layers {@link Linear} and {@link Conv2d}, from the input up. A bias stays as it is drawn: the loss does not depend on
     *     it
     * @throws ShapeException if the layers do not fit
     * @throws IllegalArgumentException if there is no layer, or one is something else, through which the two pullbacks would not be
     *     the derivative
     */
    public FeatureAlignment(Shape input, List<Function> layers, DType dtype, Seed seed) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("alignment needs at least one layer");
        }
        NetworkBuilder builder = Network.builder().input(SEEN, input);
        String below = SEEN;
        for (int i = 0; i < layers.size(); i++) {
            Function layer = layers.get(i);
            if (!(layer instanceof Linear || layer instanceof Conv2d)) {
                throw new IllegalArgumentException("each layer must be linear or conv2d, not " + layer);
            }
            String name = name(i);
            builder = i == layers.size() - 1
                    ? builder.output(name, layer, new SquaredError(), below)
                    : builder.node(name, layer, below);
            below = name;
        }
        this.network = builder.build();
        this.layers = List.copyOf(layers);
        this.shape = input;
        this.parameters = network.initialize(seed, dtype);
    }

    private static String name(int layer) {
        return NAME + (layer + 1);
    }

    private String weight(int layer) {
        return name(layer) + ".weight";
    }

    /** Returns the parameters, as {@code layer1.weight}; borrowed. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * Learns from a batch, every layer from what the layers below made of it before they learned.
     *
     * @param samples [B, …]; borrowed
     * @param updater the optimizer, to which the mean over the samples goes; borrowed
     * @return the loss of each layer before, ½‖ρ‖² on average over the samples
     */
    public List<Double> update(Tensor samples, ParameterUpdater updater) {
        requireSamples(samples);
        List<Double> losses = new ArrayList<>();
        double share = 1.0 / samples.size(0);
        try (TensorScope scope = new TensorScope()) {
            Tensor x = samples;
            for (int i = 0; i < layers.size(); i++) {
                Step step = new Step(layers.get(i), theta(i), x);
                losses.add(share * 0.5 * sumOfSquares(step.left));
                Tensor next = i == layers.size() - 1 ? step.seen.value() : PointwiseKernels.asinh(step.seen.value());
                Tensor delta = step.delta();
                delta.mulInPlace(share);
                updater.update(weight(i), parameters.get(weight(i)), delta);
                x = next;
            }
            updater.endTime();
        }
        return losses;
    }

    /**
     * Returns the losses alone.
     *
     * @param samples [B, …]; borrowed
     * @return of each layer ½‖ρ‖² on average over the samples
     */
    public List<Double> losses(Tensor samples) {
        requireSamples(samples);
        List<Double> losses = new ArrayList<>();
        try (TensorScope scope = new TensorScope()) {
            Tensor x = samples;
            for (int i = 0; i < layers.size(); i++) {
                Step step = new Step(layers.get(i), theta(i), x);
                losses.add(0.5 * sumOfSquares(step.left) / samples.size(0));
                x = PointwiseKernels.asinh(step.seen.value());
            }
        }
        return losses;
    }

    /**
     * Returns what the last layer makes of samples.
     *
     * @param samples [B, …]; borrowed
     * @return [B, …], which the caller owns
     */
    public Tensor features(Tensor samples) {
        requireSamples(samples);
        try (TensorScope scope = new TensorScope()) {
            Tensor x = samples;
            for (int i = 0; i < layers.size(); i++) {
                Tensor y = predict(layers.get(i), theta(i), x).value();
                x = i == layers.size() - 1 ? y : PointwiseKernels.asinh(y);
            }
            return x.keep();
        }
    }

    /**
     * Gives samples back, from the top down: u ← Wᵀ(u − f(0)), and sinh u below each asinh.
     *
     * @param samples [B, …]; borrowed
     * @return [B, …], which the caller owns
     */
    public Tensor reconstruct(Tensor samples) {
        requireSamples(samples);
        try (TensorScope scope = new TensorScope()) {
            List<Prediction> way = new ArrayList<>();
            Tensor x = samples;
            for (int i = 0; i < layers.size(); i++) {
                way.add(predict(layers.get(i), theta(i), x));
                x = PointwiseKernels.asinh(way.get(i).value());
            }
            Tensor u = way.get(way.size() - 1).value();
            for (int i = layers.size() - 1; i >= 0; i--) {
                Prediction prediction = way.get(i);
                Tensor centered = u.sub(ofZeros(layers.get(i), theta(i), prediction.input()));
                u = layers.get(i).pullback(prediction, centered, INPUT).inputs().get(0);
                u = i == 0 ? u : PointwiseKernels.sinh(u);
            }
            return u.keep();
        }
    }

    private void requireSamples(Tensor samples) {
        if (samples.rank() != shape.rank() + 1 || !samples.shape().equals(shape.batched(samples.size(0)))) {
            throw new ShapeException("alignment expects samples of " + shape + ", got " + samples.shape());
        }
    }

    private List<Tensor> theta(int layer) {
        return layers.get(layer).parameters().stream()
                .map(each -> parameters.get(name(layer) + "." + each.name()))
                .toList();
    }

    private static Prediction predict(Function layer, List<Tensor> theta, Tensor x) {
        try (Pass pass = Pass.evaluating(List.of())) {
            return layer.predict(List.of(x), theta, pass);
        }
    }

    /** f(0), of one sample: [1, …]. */
    private static Tensor ofZeros(Function layer, List<Tensor> theta, Tensor like) {
        return predict(layer, theta, like.narrow(0, 0, 1).zerosLike()).value();
    }

    private static double sumOfSquares(Tensor x) {
        return x.mul(x).sum().toDoubles()[0];
    }

    /** What a layer's loss and its derivative are made of, in tensors of the open scope. */
    private static final class Step {
        private final Function layer;
        private final Prediction seen;
        private final Tensor features;
        private final Tensor left;
        private final Prediction ofLeft;
        private final Tensor featuresOfLeft;

        Step(Function layer, List<Tensor> theta, Tensor x) {
            this.layer = layer;
            Tensor atZero = ofZeros(layer, theta, x);
            this.seen = predict(layer, theta, x);
            this.features = seen.value().sub(atZero);
            this.left = x.sub(layer.pullback(seen, features, INPUT).inputs().get(0));
            this.ofLeft = predict(layer, theta, left);
            this.featuresOfLeft = ofLeft.value().sub(atZero);
        }

        /** −∂/∂W of the loss, summed over the samples. */
        Tensor delta() {
            Tensor first =
                    layer.pullback(seen, featuresOfLeft, WEIGHT).parameters().get(0);
            return first.addInPlace(
                    layer.pullback(ofLeft, features, WEIGHT).parameters().get(0));
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
