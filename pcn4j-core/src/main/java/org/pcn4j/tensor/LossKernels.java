package org.pcn4j.tensor;

import java.util.Optional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for losses, summed over the batch, and their derivatives. They are the very kernels that libtorch's
 * autograd calls, so calling them by hand in the same order gives the same bits. Shapes include the batch dimension
 * B. All results are new tensors that the caller owns.
 */
public final class LossKernels {
    /** ATen's code for a loss that is summed, not averaged. */
    private static final long REDUCTION_SUM = 2;
    /** ATen's code for losses that are kept apart. */
    private static final long REDUCTION_NONE = 0;
    /** ATen's code for the class label that is left out of the loss; no label here is. */
    private static final long IGNORE_INDEX = -100;

    private LossKernels() {}

    /** Returns Σ (x − y)². */
    public static Tensor squaredError(Tensor x, Tensor y) {
        return Tensor.wrap("mse_loss", () -> torch.mse_loss(x.operand(), y.operand(), REDUCTION_SUM));
    }

    /** Returns Σ log(1 + exp x) − y x, the cross-entropy of probabilities whose logits are x. */
    public static Tensor binaryCrossEntropy(Tensor x, Tensor y) {
        return binaryCrossEntropy(x, y, REDUCTION_SUM);
    }

    /** Returns the same element by element, not summed. */
    public static Tensor binaryCrossEntropies(Tensor x, Tensor y) {
        return binaryCrossEntropy(x, y, REDUCTION_NONE);
    }

    private static Tensor binaryCrossEntropy(Tensor x, Tensor y, long reduction) {
        try (TensorOptional weight = new TensorOptional();
                TensorOptional positive = new TensorOptional()) {
            return Tensor.wrap(
                    "binary_cross_entropy_with_logits",
                    () -> torch.binary_cross_entropy_with_logits(
                            x.operand(), y.operand(), weight, positive, reduction));
        }
    }

    /** The result of a negative log-likelihood. */
    public record NegativeLogLikelihood(Tensor total, Tensor weight) implements AutoCloseable {
        @Override
        public void close() {
            total.close();
            weight.close();
        }
    }

    /**
     * Returns −Σ w[labels[b]] · logProbabilities[b, labels[b]], and the weight ATen's derivative asks for.
     *
     * @param classWeights w, [classes]; 1 for all where there are none
     */
    public static NegativeLogLikelihood negativeLogLikelihood(
            Tensor logProbabilities, Tensor labels, Optional<Tensor> classWeights) {
        try (TensorOptional weights = optional(classWeights);
                T_TensorTensor_T tuple = Native.call(
                        "nll_loss",
                        () -> torch.nll_loss_forward(
                                logProbabilities.operand(), labels.operand(), weights, REDUCTION_SUM, IGNORE_INDEX))) {
            return new NegativeLogLikelihood(Tensor.owned(tuple.get0()), Tensor.owned(tuple.get1()));
        }
    }

    /** Returns the pullback of a number through {@link #negativeLogLikelihood}. → [B, classes]. */
    public static Tensor negativeLogLikelihoodBackward(
            double error, Tensor logProbabilities, Tensor labels, Optional<Tensor> classWeights, Tensor weight) {
        org.bytedeco.pytorch.Tensor seed = seed(error, logProbabilities.operand());
        try (TensorOptional weights = optional(classWeights)) {
            return Tensor.result(
                    "nll_loss_backward",
                    logProbabilities.layout(),
                    () -> torch.nll_loss_backward(
                            seed,
                            logProbabilities.operand(),
                            labels.operand(),
                            weights,
                            REDUCTION_SUM,
                            IGNORE_INDEX,
                            weight.operand()),
                    into -> torch.nll_loss_backward_out(
                            into,
                            seed,
                            logProbabilities.operand(),
                            labels.operand(),
                            weights,
                            REDUCTION_SUM,
                            IGNORE_INDEX,
                            weight.operand()));
        }
    }

    private static org.bytedeco.pytorch.Tensor seed(double number, org.bytedeco.pytorch.Tensor like) {
        org.bytedeco.pytorch.Tensor seed = Factor.of(number, like);
        return like.is_cpu() ? seed : seed.to(like.device(), seed.scalar_type());
    }

    private static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.map(given -> new TensorOptional(given.raw())).orElseGet(TensorOptional::new);
    }
}
