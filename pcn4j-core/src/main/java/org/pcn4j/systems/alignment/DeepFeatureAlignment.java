package org.pcn4j.systems.alignment;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.function.Prediction;
import org.pcn4j.function.ShapeException;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.Autograd;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.DecompositionKernels;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/**
 * Feature alignment in its deep, generative form (Farias and Maziero 2021): a classifier with a Gaussian code that draws
 * samples by one step of the gradient on its own input. With the mean m(x), the deviation s(x) and the numbers of the classes
 * C(x) of a network,
 *
 * <pre>
 *   z = m(x) + s(x) ∘ ξ,  ξ ~ N(0, I)        z(r) = m(r) + s(r)
 *   r₁ = −∂/∂r [½‖z − z(r)‖² + ½‖y − C(r)‖²] at r = 0        x̂ = σ(r₁)
 *   loss = ½‖x − x̂‖² + β KL(N(m(x), s(x)²) ‖ N(0, I)),  β ~ U(0, 1) for each sample
 * </pre>
 *
 * <p>What the parameters learn from is −∂loss/∂θ, the derivative of a derivative, by autograd twice: there is nothing local in
 * it. To draw a sample is to put z ~ N(0, I) and the class that is wanted into the second line.
 * Functions that do otherwise while they learn, as dropout does, do here as in evaluation.
 *
 * <p>Owns its parameters: close it. Not thread-safe while it learns.
 */
public final class DeepFeatureAlignment implements AutoCloseable {
    private static final String MEAN = "mean";
    private static final String SPREAD = "log-variance";
    private static final String CLASSES = "classes";

    private final Network network;
    private final Shape shape;
    private final long code;
    private final long classes;
    private final Parameters parameters;

    /**
     * Draws the first weights: as the functions say, then each matrix, or kernel as a matrix of one row a channel, made
     * orthonormal by its rows, or by its columns where there are fewer.
     *
     * @param input the shape of a sample
     * @param trunk what the three heads read, of a sample
     * @param code how many numbers z has
     * @throws ShapeException if the trunk does not fit
     */
    public DeepFeatureAlignment(Shape input, Function trunk, long code, long classes, DType dtype, Seed seed) {
        long features = trunk.shape(List.of(input)).elements();
        this.network = Network.builder()
                .input("seen", input)
                .node("trunk", trunk, "seen")
                .node("features", new Flatten(), "trunk")
                .output(MEAN, new Linear(features, code), new SquaredError(), "features")
                .output(SPREAD, new Linear(features, code), new SquaredError(), "features")
                .output(CLASSES, new Linear(features, classes), new SquaredError(), "features")
                .build();
        this.shape = input;
        this.code = code;
        this.classes = classes;
        this.parameters = network.initialize(seed, dtype);
        parameters.tensors().stream().filter(each -> each.rank() > 1).forEach(DeepFeatureAlignment::makeOrthonormal);
    }

    private static void makeOrthonormal(Tensor weight) {
        try (TensorScope scope = new TensorScope()) {
            Tensor matrix =
                    weight.to(DType.FLOAT64).reshape(Shape.of(weight.size(0), weight.elements() / weight.size(0)));
            boolean isTall = matrix.size(0) > matrix.size(1);
            Tensor wide = isTall ? matrix.transpose() : matrix;
            Tensor lower = DecompositionKernels.cholesky(wide.matmul(wide.transpose()));
            Tensor rows = DecompositionKernels.solve(lower, wide);
            weight.copyInPlace(
                    (isTall ? rows.transpose() : rows).reshape(weight.shape()).to(weight.dtype()));
        }
    }

    /** Returns the parameters; borrowed. */
    public Parameters parameters() {
        return parameters;
    }

    /**
     * What is lost, on average over the samples.
     *
     * @param left ½‖x − x̂‖²
     * @param divergence KL(N(m, s²) ‖ N(0, I)), in nats, before β
     */
    public record Losses(double left, double divergence) {}

    /**
     * Learns from a batch.
     *
     * @param samples [B, …], between 0 and 1; borrowed
     * @param labels [B, classes], 1 for the class; borrowed
     * @param noise where ξ and β are drawn from
     * @param updater the optimizer, to which the mean over the samples goes; borrowed
     * @return the losses before
     */
    public Losses update(Tensor samples, Tensor labels, Seed noise, ParameterUpdater updater) {
        requireFit(samples, labels);
        long batch = samples.size(0);
        Shape codes = Shape.of(batch, code);
        try (TensorScope scope = new TensorScope();
                Recording recording = new Recording(samples)) {
            Heads heads = recording.heads(samples);
            Tensor xi = noise.derive("code").normal(samples.dtype(), codes, 0, 1);
            Tensor beta = noise.derive("beta").uniform(samples.dtype(), Shape.of(batch, 1), 0, 1);
            Tensor given = recording.step(heads.mean.add(heads.deviation.mul(xi)), labels);
            Tensor left = squares(samples.sub(given)).mul(0.5);
            Tensor terms = heads.divergences();
            Tensor loss = left.add(terms.mul(beta).sum());
            List<Tensor> gradients = recording.differentiate(loss, -1.0 / batch);
            for (int i = 0; i < gradients.size(); i++) {
                String name = parameters.specs().get(i).name();
                updater.update(name, parameters.get(name), gradients.get(i));
            }
            updater.endTime();
            return new Losses(left.item() / batch, terms.sum().item() / batch);
        }
    }

    /**
     * Gives samples back from a code that is drawn around theirs.
     *
     * @param samples [B, …]; borrowed
     * @param labels [B, classes]; borrowed
     * @return x̂, [B, …], between 0 and 1, which the caller owns
     */
    public Tensor reconstruct(Tensor samples, Tensor labels, Seed noise) {
        requireFit(samples, labels);
        try (TensorScope scope = new TensorScope();
                Recording recording = new Recording(samples)) {
            Heads heads = recording.heads(samples);
            Tensor xi = noise.derive("code").normal(samples.dtype(), Shape.of(samples.size(0), code), 0, 1);
            return recording
                    .step(heads.mean.add(heads.deviation.mul(xi)), labels)
                    .copy()
                    .keep();
        }
    }

    /**
     * Draws samples of classes.
     *
     * @param labels [B, classes], 1 for the class that is wanted; borrowed
     * @return x̂, [B, …], between 0 and 1, which the caller owns
     */
    public Tensor draw(Tensor labels, Seed noise) {
        try (TensorScope scope = new TensorScope()) {
            long batch = labels.size(0);
            Tensor zeros = Tensor.full(labels.dtype(), shape.batched(batch), 0);
            requireFit(zeros, labels);
            try (Recording recording = new Recording(zeros)) {
                Tensor z = noise.derive("code").normal(labels.dtype(), Shape.of(batch, code), 0, 1);
                return recording.step(z, labels).copy().keep();
            }
        }
    }

    /**
     * Returns C(x).
     *
     * @param samples [B, …]; borrowed
     * @return [B, classes], which the caller owns
     */
    public Tensor classes(Tensor samples) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            return value(network.forward(parameters.tensors(), List.of(samples), passes), CLASSES)
                    .copy()
                    .keep();
        }
    }

    private void requireFit(Tensor samples, Tensor labels) {
        if (samples.rank() != shape.rank() + 1 || !samples.shape().equals(shape.batched(samples.size(0)))) {
            throw new ShapeException("alignment expects samples of " + shape + ", got " + samples.shape());
        }
        Shape expected = Shape.of(samples.size(0), classes);
        if (!labels.shape().equals(expected)) {
            throw new ShapeException("alignment expects labels of " + expected + ", got " + labels.shape());
        }
    }

    private Tensor value(List<Prediction> predictions, String output) {
        Node node = network.node(output);
        return predictions.get(node.index()).value();
    }

    private static Tensor squares(Tensor x) {
        return x.mul(x).sum();
    }

    /** What the network says of a batch. */
    private record Heads(Tensor mean, Tensor logVariance, Tensor deviation, Tensor classes) {
        /** KL(N(m, s²) ‖ N(0, I)), a term for each number of the code: ½(m² + s² − 1 − ln s²). */
        Tensor divergences() {
            Tensor one = Tensor.full(mean.dtype(), Shape.of(1, 1), 1);
            return mean.mul(mean)
                    .add(deviation.mul(deviation))
                    .sub(logVariance)
                    .sub(one)
                    .mul(0.5);
        }
    }

    /** A batch whose forward passes, and the step on its input, are recorded. Closed before the tensors it made. */
    private final class Recording implements AutoCloseable {
        private final Autograd autograd;
        private final Passes passes;
        private final List<Tensor> theta;
        private final Tensor zeros;

        Recording(Tensor like) {
            List<Tensor> all = new ArrayList<>(parameters.tensors());
            all.add(like.zerosLike());
            this.autograd = new Autograd(all);
            this.passes = Passes.evaluating(parameters);
            this.theta = autograd.leaves().subList(0, all.size() - 1);
            this.zeros = autograd.leaves().get(all.size() - 1);
        }

        Heads heads(Tensor x) {
            List<Prediction> predictions = network.forward(theta, List.of(x), passes);
            Tensor logVariance = value(predictions, SPREAD);
            Tensor deviation = PointwiseKernels.exp(logVariance.mul(0.5));
            return new Heads(value(predictions, MEAN), logVariance, deviation, value(predictions, CLASSES));
        }

        /** x̂. */
        Tensor step(Tensor z, Tensor labels) {
            Heads atZero = heads(zeros);
            Tensor ofCode = squares(z.sub(atZero.mean.add(atZero.deviation)));
            Tensor ofClasses = squares(labels.sub(atZero.classes));
            Tensor apart = ofCode.add(ofClasses);
            Tensor seed = Tensor.full(apart.dtype(), apart.shape(), -0.5);
            return ActivationKernels.sigmoid(autograd.recordedGradient(apart, seed, zeros));
        }

        List<Tensor> differentiate(Tensor loss, double factor) {
            Tensor seed = Tensor.full(loss.dtype(), loss.shape(), factor);
            return autograd.gradients(loss, seed).subList(0, theta.size());
        }

        @Override
        public void close() {
            passes.close();
            autograd.close();
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
