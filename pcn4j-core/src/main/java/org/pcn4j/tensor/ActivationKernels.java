package org.pcn4j.tensor;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for activations, and their derivatives by the result y or the input x, as autograd takes them. They
 * are the very kernels that libtorch's autograd calls, so calling them by hand in the same order gives the same
 * bits. Shapes include the batch dimension B. All results are new tensors that the caller owns.
 */
public final class ActivationKernels {
    /** ATen counts dimensions from the end by negative numbers. */
    private static final long LAST = -1;

    private ActivationKernels() {}

    /** Looked up on first use: the operator needs the library, and few networks need the operator. */
    private static final class Unmapped {
        static final Operator LOG_SOFTMAX_BACKWARD = Operator.named("aten::_log_softmax_backward_data", "");
        static final Operator LOGIT = Operator.named("aten::logit", "");
        static final Operator SOFTMAX_BACKWARD = Operator.named("aten::_softmax_backward_data", "");
    }

    private static Optional<Tensor> over(
            Tensor x, String operation, UnaryOperator<org.bytedeco.pytorch.Tensor> kernel) {
        if (x.layout() == null) {
            return Optional.empty();
        }
        return Optional.of(x.inPlace(operation, () -> kernel.apply(x.operand())).share());
    }

    /** Returns tanh x. */
    public static Tensor tanh(Tensor x) {
        return x.like("tanh", () -> torch.tanh(x.operand()), into -> torch.tanh_out(into, x.operand()));
    }

    /** Writes tanh x over x and returns a handle on it; nothing where x lies with gaps or autograd records it. */
    public static Optional<Tensor> tanhOver(Tensor x) {
        return over(x, "tanh", into -> torch.tanh_out(into, into));
    }

    /** Returns e (1 − y²) for y = tanh x. */
    public static Tensor tanhBackward(Tensor error, Tensor y) {
        return error.like(
                y,
                "tanh_backward",
                () -> torch.tanh_backward(error.operand(), y.operand()),
                into -> torch.tanh_backward_out(into, error.operand(), y.operand()));
    }

    /** Returns 1 / (1 + exp(−x)). */
    public static Tensor sigmoid(Tensor x) {
        return x.like("sigmoid", () -> torch.sigmoid(x.operand()), into -> torch.sigmoid_out(into, x.operand()));
    }

    /** Writes the logistic function of x over x, as {@link #tanhOver} does. */
    public static Optional<Tensor> sigmoidOver(Tensor x) {
        return over(x, "sigmoid", into -> torch.sigmoid_out(into, into));
    }

    /** Returns e y (1 − y) for y = sigmoid x. */
    public static Tensor sigmoidBackward(Tensor error, Tensor y) {
        return error.like(
                y,
                "sigmoid_backward",
                () -> torch.sigmoid_backward(error.operand(), y.operand()),
                into -> torch.sigmoid_backward_out(into, error.operand(), y.operand()));
    }

    /** Returns ln(x / (1 − x)) of x or, where that is closer to 0 or 1, of the number so far from it. */
    public static Tensor logit(Tensor x, double nearest) {
        return Unmapped.LOGIT.call(x, nearest);
    }

    /** Returns max(x, 0). ATen's relu is its clamp_min; what is called relu_out makes a result of its own, and copies it. */
    public static Tensor relu(Tensor x) {
        return x.like(
                "relu",
                () -> torch.relu(x.operand()),
                into -> torch.clamp_min_out(into, x.operand(), PointwiseKernels.ZERO));
    }

    /** Writes max(x, 0) over x, as {@link #tanhOver} does. */
    public static Optional<Tensor> reluOver(Tensor x) {
        return over(x, "relu", into -> torch.clamp_min_out(into, into, PointwiseKernels.ZERO));
    }

    /** Returns e where y &gt; 0, else 0, for y = relu x. */
    public static Tensor reluBackward(Tensor error, Tensor y) {
        return error.like(
                y,
                "threshold_backward",
                () -> torch.threshold_backward(error.operand(), y.operand(), PointwiseKernels.ZERO),
                into -> torch.threshold_backward_out(into, error.operand(), y.operand(), PointwiseKernels.ZERO));
    }

    /** Returns x where x &gt; 0, else slope · x. */
    public static Tensor leakyRelu(Tensor x, double slope) {
        try (Scalar scalar = new Scalar(slope)) {
            return Tensor.wrap("leaky_relu", () -> torch.leaky_relu(x.raw(), scalar));
        }
    }

    /** Returns e where x &gt; 0, else slope · e. */
    public static Tensor leakyReluBackward(Tensor error, Tensor x, double slope) {
        try (Scalar scalar = new Scalar(slope)) {
            return Tensor.wrap(
                    "leaky_relu_backward", () -> torch.leaky_relu_backward(error.raw(), x.raw(), scalar, false));
        }
    }

    /** Returns x Φ(x), Φ the Gaussian distribution function, by the error function. */
    public static Tensor gelu(Tensor x) {
        return x.like("gelu", () -> torch.gelu(x.operand()), into -> torch.gelu_out(into, x.operand()));
    }

    /** Returns the derivative of {@link #gelu} by its input. */
    public static Tensor geluBackward(Tensor error, Tensor x) {
        return error.like(
                x,
                "gelu_backward",
                () -> torch.gelu_backward(error.operand(), x.operand()),
                into -> torch.gelu_backward_out(into, error.operand(), x.operand()));
    }

    /** Returns x clipped to [low, high]. */
    public static Tensor hardtanh(Tensor x, double low, double high) {
        try (Scalar min = new Scalar(low);
                Scalar max = new Scalar(high)) {
            return Tensor.wrap("hardtanh", () -> torch.hardtanh(x.raw(), min, max));
        }
    }

    /** Returns e where low &lt; x &lt; high, else 0. */
    public static Tensor hardtanhBackward(Tensor error, Tensor x, double low, double high) {
        try (Scalar min = new Scalar(low);
                Scalar max = new Scalar(high)) {
            return Tensor.wrap("hardtanh_backward", () -> torch.hardtanh_backward(error.raw(), x.raw(), min, max));
        }
    }

    /** Returns log softmax x over the last dimension. x: [B, …, classes]. */
    public static Tensor logSoftmax(Tensor x) {
        return Tensor.wrap("log_softmax", () -> torch.log_softmax(x.raw(), LAST));
    }

    /** Returns e's pullback through y = log softmax x. */
    public static Tensor logSoftmaxBackward(Tensor error, Tensor y) {
        return Unmapped.LOG_SOFTMAX_BACKWARD.call(error, y, LAST, y.dtype());
    }

    /** Returns softmax x over the last dimension. x: [B, …, classes]. */
    public static Tensor softmax(Tensor x) {
        return Tensor.wrap("softmax", () -> torch.softmax(x.raw(), LAST));
    }

    /** Returns e's pullback through y = softmax x. */
    public static Tensor softmaxBackward(Tensor error, Tensor y) {
        return Unmapped.SOFTMAX_BACKWARD.call(error, y, LAST, y.dtype());
    }

    /** Returns x σ(x), σ the logistic function. */
    public static Tensor silu(Tensor x) {
        return Tensor.wrap("silu", () -> torch.silu(x.raw()));
    }

    /** Returns the derivative of {@link #silu} by its input. */
    public static Tensor siluBackward(Tensor error, Tensor x) {
        return Tensor.wrap("silu_backward", () -> torch.silu_backward(error.raw(), x.raw()));
    }
}
