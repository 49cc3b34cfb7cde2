package org.pcn4j.tensor;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for networks that read sequences, and their derivatives as autograd calls them: embeddings, attention,
 * masks. Shapes include the batch dimension B. All results are new tensors that the caller owns.
 */
public final class SequenceKernels {
    private static final long NO_PADDING_TOKEN = -1;

    private SequenceKernels() {}

    /** Looked up on first use. */
    private static final class Unmapped {
        static final Operator ATTENTION = Operator.named("aten::_scaled_dot_product_flash_attention_for_cpu", "");
        static final Operator ATTENTION_BACKWARD =
                Operator.named("aten::_scaled_dot_product_flash_attention_for_cpu_backward", "");
    }

    /** Returns the rows of the weight that the tokens name. weight: [V, D], tokens: int64 [B, …] → [B, …, D]. */
    public static Tensor embedding(Tensor weight, Tensor tokens) {
        return Tensor.wrap("embedding", () -> torch.embedding(weight.raw(), tokens.raw()));
    }

    /** Returns the derivative of {@link #embedding} by its weight. error: [B, …, D] → [vocabulary, D]. */
    public static Tensor embeddingBackward(Tensor error, Tensor tokens, long vocabulary) {
        return Tensor.wrap(
                "embedding_dense_backward",
                () -> torch.embedding_dense_backward(error.raw(), tokens.raw(), vocabulary, NO_PADDING_TOKEN, false));
    }

    /** Which places attention looks at. */
    public enum Mask {
        /** All of them. */
        NONE,
        /** None that come later than the place itself. */
        CAUSAL
    }

    /** The result of attention, and what its derivative needs. */
    public record Attended(Tensor value, Tensor logSumExp) {}

    /** Returns softmax(q kᵀ / √d) v. q, k, v: [B, H, T, d] → [B, H, T, d]. */
    public static Attended attention(Tensor q, Tensor k, Tensor v, Mask mask) {
        List<Tensor> results =
                Unmapped.ATTENTION.callAll(q, k, v, 0.0, mask == Mask.CAUSAL, Operator.NONE, Operator.NONE);
        return new Attended(results.get(0), results.get(1));
    }

    /** Returns the derivatives of {@link #attention} by q, k and v. */
    public static List<Tensor> attentionBackward(
            Tensor error, Tensor q, Tensor k, Tensor v, Attended attended, Mask mask) {
        return Unmapped.ATTENTION_BACKWARD.callAll(
                error,
                q,
                k,
                v,
                attended.value(),
                attended.logSumExp(),
                0.0,
                mask == Mask.CAUSAL,
                Operator.NONE,
                Operator.NONE);
    }

    /** Returns a boolean mask: where the tokens differ from one. tokens: int64 [B] → [B, 1]. */
    public static Tensor differs(Tensor tokens, long token) {
        try (Scalar scalar = new Scalar(token);
                Tensor mask = Tensor.wrap("ne", () -> torch.ne(tokens.raw(), scalar))) {
            return Tensor.wrap("unsqueeze", () -> mask.raw().unsqueeze(1));
        }
    }

    /** Returns the sum over all dimensions that a shape does not have. error: [B, …] → […]. */
    public static Tensor sumTo(Tensor error, Shape shape) {
        return Tensor.wrap("sum_to", () -> torch.sum_to(error.raw(), shape.toArray()));
    }
}
