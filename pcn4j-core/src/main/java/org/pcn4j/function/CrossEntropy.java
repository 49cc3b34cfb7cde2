package org.pcn4j.function;

import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Kernels;
import org.pcn4j.tensor.Kernels.NegativeLogLikelihood;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * ℓ = −Σ log softmax(μ)[y], the cross-entropy of a softmax over the output's classes: the target is a class label a
 * sample, int64 [B]. The error e = onehot(y) − softmax(μ) is computed by the two kernels that autograd calls, since the
 * short formula rounds differently.
 */
public record CrossEntropy() implements Loss {
    @Override
    public Tensor total(Tensor prediction, Tensor target) {
        Tensor logProbabilities = Kernels.logSoftmax(prediction);
        return Kernels.negativeLogLikelihood(logProbabilities, target).total();
    }

    @Override
    public Tensor error(Tensor prediction, Tensor target) {
        Tensor logProbabilities = Kernels.logSoftmax(prediction);
        NegativeLogLikelihood likelihood = Kernels.negativeLogLikelihood(logProbabilities, target);
        try (logProbabilities;
                Tensor weight = likelihood.weight();
                Tensor total = likelihood.total();
                Tensor minusOne =
                        Tensor.full(prediction.dtype(), Shape.of(), -1).to(total.device());
                Tensor inner = Kernels.negativeLogLikelihoodBackward(minusOne, logProbabilities, target, weight)) {
            return Kernels.logSoftmaxBackward(inner, logProbabilities);
        }
    }

    @Override
    public Tensor targets(Tensor labels, Shape output, DType dtype) {
        return labels.share();
    }

    @Override
    public void requireTarget(Shape output, long batch, Tensor target) {
        if (output.rank() != 1) {
            throw new ShapeException(this + " expects an output of [classes], got " + output);
        }
        if (!target.shape().equals(Shape.of(batch)) || target.dtype() != DType.INT64) {
            throw new ShapeException(this + " expects class labels, int64 " + Shape.of(batch) + ", got "
                    + target.dtype() + " " + target.shape());
        }
    }

    @Override
    public String toString() {
        return "cross-entropy";
    }
}
