package org.pcn4j.function;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.LossKernels;
import org.pcn4j.tensor.LossKernels.NegativeLogLikelihood;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * ℓ = −Σ log softmax(μ)[y], the cross-entropy of a softmax over the output's classes, its last dimension. The target is
 * a class label for each prediction: int64 [B] for an output of [classes], [B, T] for one of [T, classes], as where every
 * place of a sequence has one. Every label counts: one out of range is refused, −100 as well, which libtorch would pass
 * over. The error e = onehot(y) − softmax(μ) is computed by the two kernels that autograd calls, since the short formula
 * rounds differently.
 *
 * <p>With class weights w it is −Σ w[y] log softmax(μ)[y]: errors in rare classes can count for more. It is still a sum, and
 * what it is divided by is still the number of labels, not the sum of their weights.
 *
 * @param classWeights one a class, finite, greater than 0; none where all classes count alike
 */
public record CrossEntropy(List<Double> classWeights) implements Energy {
    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a weight is not finite or not greater than 0
     */
    public CrossEntropy {
        classWeights = List.copyOf(classWeights);
        for (int i = 0; i < classWeights.size(); i++) {
            if (!(classWeights.get(i) > 0 && Double.isFinite(classWeights.get(i)))) {
                throw new IllegalArgumentException(
                        "the weight of class " + i + " must be finite and greater than 0, not " + classWeights.get(i));
            }
        }
    }

    /** The cross-entropy for which all classes count alike. */
    public CrossEntropy() {
        this(List.of());
    }

    @Override
    public Tensor total(Tensor prediction, Tensor target) {
        Tensor logProbabilities = ActivationKernels.logSoftmax(rows(prediction));
        return LossKernels.negativeLogLikelihood(logProbabilities, labels(target), weights(prediction))
                .total();
    }

    /** Returns the class weights as numbers of the prediction's type; whoever calls leaves them to its scope or closes them. */
    private Optional<Tensor> weights(Tensor prediction) {
        if (classWeights.isEmpty()) {
            return Optional.empty();
        }
        double[] weights =
                classWeights.stream().mapToDouble(Double::doubleValue).toArray();
        Tensor tensor = Tensor.of(prediction.dtype(), Shape.of(weights.length), weights);
        return Optional.of(tensor.to(prediction.device()));
    }

    @Override
    public Tensor error(Tensor prediction, Tensor target, double weight) {
        Scored scored = scored(prediction, target, weight);
        scored.total().close();
        return scored.error();
    }

    /** The kernel that prepares the error's computes the loss. */
    @Override
    public Optional<Scored> scored(Tensor prediction, Tensor target) {
        return Optional.of(scored(prediction, target, 1));
    }

    private Scored scored(Tensor prediction, Tensor target, double weight) {
        Optional<Tensor> weights = weights(prediction);
        try (Tensor scores = rows(prediction);
                Tensor labels = labels(target);
                Tensor logProbabilities = ActivationKernels.logSoftmax(scores);
                NegativeLogLikelihood likelihood =
                        LossKernels.negativeLogLikelihood(logProbabilities, labels, weights);
                Tensor inner = LossKernels.negativeLogLikelihoodBackward(
                        -weight, logProbabilities, labels, weights, likelihood.weight());
                Tensor error = ActivationKernels.logSoftmaxBackward(inner, logProbabilities)) {
            return new Scored(
                    error.rank() == prediction.rank() ? error.share() : error.reshape(prediction.shape()),
                    likelihood.total().share());
        } finally {
            weights.ifPresent(Tensor::close);
        }
    }

    @Override
    public boolean takesSoftmax() {
        return true;
    }

    @Override
    public Tensor elements(Tensor prediction, Tensor target) {
        long classes = prediction.size(prediction.rank() - 1);
        try (Tensor scores = rows(prediction);
                Tensor labels = labels(target);
                Tensor logProbabilities = ActivationKernels.logSoftmax(scores);
                Tensor chosen = new SquaredError().targets(labels, Shape.of(classes), prediction.dtype());
                Tensor there = chosen.to(prediction.device());
                Tensor both = logProbabilities.mul(there);
                Tensor factors = factors(prediction, classes);
                Tensor sums = both.matmul(factors)) {
            return sums.reshape(target.shape());
        }
    }

    /** −w as a column, whose product with the chosen log-probabilities is ℓ of each label. */
    private Tensor factors(Tensor prediction, long classes) {
        Shape column = Shape.of(classes, 1);
        Optional<Tensor> weights = weights(prediction);
        if (weights.isEmpty()) {
            try (Tensor ones = Tensor.full(prediction.dtype(), column, -1)) {
                return ones.to(prediction.device());
            }
        }
        try (Tensor given = weights.get();
                Tensor negative = given.neg()) {
            return negative.reshape(column);
        }
    }

    @Override
    public Tensor weighted(Tensor error, Tensor weights) {
        try (Tensor column = weights.reshape(weights.shape().with(1))) {
            return PointwiseKernels.weighted(error, column);
        }
    }

    /** One row a label: [B, T, classes] → [B · T, classes]. */
    private static Tensor rows(Tensor prediction) {
        int rank = prediction.rank();
        long classes = prediction.size(rank - 1);
        return rank == 2 ? prediction.share() : prediction.reshape(Shape.of(prediction.elements() / classes, classes));
    }

    private static Tensor labels(Tensor target) {
        return target.rank() == 1 ? target.share() : target.reshape(Shape.of(target.elements()));
    }

    @Override
    public long count(Tensor target) {
        return target.elements();
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        return labels.share();
    }

    @Override
    public void requireOutput(Shape output) {
        if (output.rank() != 1 && output.rank() != 2) {
            throw new ShapeException("class labels need an output of [classes] or [T, classes], got " + output);
        }
        long classes = output.size(output.rank() - 1);
        if (!classWeights.isEmpty() && classWeights.size() != classes) {
            throw new ShapeException(
                    "expected a weight for each of the " + classes + " classes, got " + classWeights.size());
        }
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        requireOutput(output);
        Shape expected = Shape.of(Arrays.copyOf(output.batched(batch).toArray(), output.rank()));
        if (!target.shape().equals(expected) || target.dtype() != DType.INT64) {
            throw new ShapeException(
                    "expected class labels, int64 " + expected + ", got " + target.dtype() + " " + target.shape());
        }
        new Elements.Tokens(output.size(output.rank() - 1)).require("label", target);
    }

    @Override
    public Optional<DenseLoss> dense() {
        return classWeights.isEmpty() ? Optional.of(new DenseLoss(DenseLoss.Kind.CROSS_ENTROPY, 1)) : Optional.empty();
    }

    @Override
    public String toString() {
        return classWeights.isEmpty() ? "cross-entropy" : "cross-entropy weighted by class";
    }
}
