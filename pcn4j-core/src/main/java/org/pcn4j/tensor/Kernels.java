package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * ATen's kernels for the functions of networks and for their derivatives: the very kernels that libtorch's autograd
 * calls, so that calling them by hand in the same order gives the same bits. Shapes include the batch dimension B. All
 * results are new tensors that the caller owns.
 */
public final class Kernels {
    /** ATen's code for a loss that is summed, not averaged. */
    private static final long REDUCTION_SUM = 2;
    /** ATen's code for the class label that is left out of the loss; no label here is. */
    private static final long IGNORE_INDEX = -100;
    /** ATen counts dimensions from the end by negative numbers. */
    private static final long LAST = -1;

    /** Made once, as it is needed often; outlives all scopes. */
    static final Scalar ZERO = new Scalar(0).retainReference();

    private Kernels() {}

    /** Looked up on first use: the operator needs the library, and few networks need the operator. */
    private static final class Unmapped {
        static final Operator LOG_SOFTMAX_BACKWARD = Operator.named("aten::_log_softmax_backward_data", "");
        static final Operator ADAPTIVE_AVG_POOL2D_BACKWARD = Operator.named("aten::_adaptive_avg_pool2d_backward", "");
        static final Operator SOFTMAX_BACKWARD = Operator.named("aten::_softmax_backward_data", "");
    }

    // ---- linear ----

    /** Returns x Wᵀ + b. x: [B, in], W: [out, in], b: [out] → [B, out]. */
    public static Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return Tensor.result(
                "linear",
                Layout.product(x.layout(), 0, weight.layout(), 0),
                () -> torch.linear(x.operand(), weight.operand(), bias.operand()),
                into -> {
                    if (!FewRows.may(x.layout(), weight.layout())
                            || !weight.multiplyByTransposed(into, bias.operand(), x)) {
                        torch.addmm_out(into, bias.operand(), x.operand(), weight.transposedOperand());
                    }
                    return into;
                });
    }

    /** Returns x Wᵀ. x: [B, in], W: [out, in] → [B, out]. */
    public static Tensor linear(Tensor x, Tensor weight) {
        return Tensor.result(
                "linear",
                Layout.product(x.layout(), 0, weight.layout(), 0),
                () -> torch.linear(x.operand(), weight.operand()),
                into -> {
                    if (!FewRows.may(x.layout(), weight.layout()) || !weight.multiplyByTransposed(into, null, x)) {
                        torch.mm_out(into, x.operand(), weight.transposedOperand());
                    }
                    return into;
                });
    }

    /** Returns the sum over the batch. e: [B, out] → [out]. */
    public static Tensor sumOverBatch(Tensor error) {
        Layout known = error.layout();
        return Tensor.result(
                "sum_to",
                known == null || !known.isMatrix() ? null : new Layout(known.dtype(), known.sizes()[1]),
                () -> torch.sum_to(error.raw(), error.size(1)),
                into -> torch.sum_out(into, error.operand(), 0));
    }

    /** Returns the product of the transposed first matrix with the second. a: [B, n], b: [B, m] → [n, m]. */
    public static Tensor transposedProduct(Tensor a, Tensor b) {
        return Tensor.result(
                "mm",
                Layout.product(a.layout(), 1, b.layout(), 1),
                () -> a.transposedOperand().mm(b.operand()),
                into -> torch.mm_out(into, a.transposedOperand(), b.operand()));
    }

    /**
     * Returns e W, the derivative of a linear function by its input x, with the strides that autograd chooses by x's.
     * e: [B, out], W: [out, in] → [B, in].
     */
    public static Tensor linearBackwardInput(Tensor error, Tensor weight, Tensor x) {
        org.bytedeco.pytorch.Tensor raw = x.operand();
        boolean columnMajor = raw.stride(0) == 1 && raw.stride(1) == raw.size(0);
        if (!columnMajor) {
            return error.matmul(weight);
        }
        try (Tensor weightT = weight.transpose();
                Tensor errorT = error.transpose();
                Tensor product = weightT.matmul(errorT)) {
            return product.transpose();
        }
    }

    // ---- convolution ----

    /** Returns the cross-correlation plus bias. x: [B, C, H, W], weight: [O, C/groups, kH, kW], bias: [O]. */
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, ConvGeometry geometry) {
        try (TensorOptional optional = new TensorOptional(bias.raw())) {
            return conv2d(x, weight, optional, geometry);
        }
    }

    /** Returns the cross-correlation. x: [B, C, H, W], weight: [O, C/groups, kH, kW]. */
    public static Tensor conv2d(Tensor x, Tensor weight, ConvGeometry geometry) {
        try (TensorOptional none = new TensorOptional()) {
            return conv2d(x, weight, none, geometry);
        }
    }

    private static Tensor conv2d(Tensor x, Tensor weight, TensorOptional bias, ConvGeometry g) {
        return Tensor.wrap(
                "conv2d",
                () -> torch.conv2d(
                        x.raw(),
                        weight.raw(),
                        bias,
                        g.stride().toArray(),
                        g.padding().toArray(),
                        g.dilation().toArray(),
                        g.groups()));
    }

    /**
     * Returns the derivatives of a convolution that are wanted, in the order input, weight, bias.
     *
     * @param error of the shape of the convolution's result
     */
    public static List<Tensor> conv2dBackward(
            Tensor error, Tensor x, Tensor weight, ConvGeometry g, ConvWanted wanted) {
        return convolutionBackward(error, x, weight, g, Optional.empty(), wanted);
    }

    /** Which derivatives of a convolution are asked for. */
    public record ConvWanted(boolean input, boolean weight, boolean bias) {}

    /** Returns x with zero slices added at the end of a dimension, so that it has the given size there. */
    public static Tensor padded(Tensor x, int dimension, long size) {
        int rank = x.shape().rank();
        long[] padding = new long[2 * (rank - dimension)];
        // ATen counts from the last dimension backwards, a (before, after) pair each.
        padding[padding.length - 1] = size - x.size(dimension);
        try (Scalar zero = new Scalar(0)) {
            return Tensor.wrap("constant_pad_nd", () -> torch.constant_pad_nd(x.raw(), padding, zero));
        }
    }

    /**
     * Returns images whose channels lie next to each other, place by place, copied if need be: in this order kernels on
     * the CPU convolve and pool faster. Images of other element types than float32, or on other devices, stay as they are.
     * x: [B, C, H, W].
     */
    public static Tensor channelsLast(Tensor x) {
        if (x.dtype() != DType.FLOAT32 || !x.operand().is_cpu()) {
            return x.share();
        }
        try (MemoryFormatOptional order = new MemoryFormatOptional(torch.MemoryFormat.ChannelsLast)) {
            return Tensor.wrap("to", () -> x.raw().to(torch.ScalarType.Float, false, false, order));
        }
    }

    /** Returns a copy of the first slices along a dimension. */
    public static Tensor first(Tensor x, int dimension, long count) {
        try (Tensor view = x.narrow(dimension, 0, count)) {
            return view.contiguous();
        }
    }

    // ---- pooling ----

    /** The result of a max-pooling. */
    public record MaxPooled(Tensor values, Tensor indices) {}

    /** Returns the maxima of the windows and where they stood. x: [B, C, H, W]. */
    public static MaxPooled maxPool2d(Tensor x, PoolGeometry g) {
        try (T_TensorTensor_T tuple = Native.call(
                "max_pool2d",
                () -> torch.max_pool2d_with_indices(
                        x.raw(),
                        g.kernel().toArray(),
                        g.stride().toArray(),
                        g.padding().toArray(),
                        new long[] {1, 1},
                        false))) {
            return new MaxPooled(Tensor.owned(tuple.get0()), Tensor.owned(tuple.get1()));
        }
    }

    /** Returns the derivative of a max-pooling by its input, given where the maxima stood. */
    public static Tensor maxPool2dBackward(Tensor error, Tensor x, Tensor indices, PoolGeometry g) {
        return Tensor.wrap(
                "max_pool2d_backward",
                () -> torch.max_pool2d_with_indices_backward(
                        error.raw(),
                        x.raw(),
                        g.kernel().toArray(),
                        g.stride().toArray(),
                        g.padding().toArray(),
                        new long[] {1, 1},
                        false,
                        indices.raw()));
    }

    /** Returns the means of the windows, padding counted as zeros. x: [B, C, H, W]. */
    public static Tensor avgPool2d(Tensor x, PoolGeometry g) {
        try (LongOptional windowSize = new LongOptional()) {
            return Tensor.wrap(
                    "avg_pool2d",
                    () -> torch.avg_pool2d(
                            x.raw(),
                            g.kernel().toArray(),
                            g.stride().toArray(),
                            g.padding().toArray(),
                            false,
                            true,
                            windowSize));
        }
    }

    /** Returns the derivative of an average-pooling by its input. */
    public static Tensor avgPool2dBackward(Tensor error, Tensor x, PoolGeometry g) {
        try (LongOptional windowSize = new LongOptional()) {
            return Tensor.wrap(
                    "avg_pool2d_backward",
                    () -> torch.avg_pool2d_backward(
                            error.raw(),
                            x.raw(),
                            g.kernel().toArray(),
                            g.stride().toArray(),
                            g.padding().toArray(),
                            false,
                            true,
                            windowSize));
        }
    }

    // ---- element-wise functions; derivatives by the result y or the input x, as autograd takes them ----

    /** Returns tanh x. */
    public static Tensor tanh(Tensor x) {
        return x.like("tanh", () -> torch.tanh(x.operand()), into -> torch.tanh_out(into, x.operand()));
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

    /** Returns e y (1 − y) for y = sigmoid x. */
    public static Tensor sigmoidBackward(Tensor error, Tensor y) {
        return error.like(
                y,
                "sigmoid_backward",
                () -> torch.sigmoid_backward(error.operand(), y.operand()),
                into -> torch.sigmoid_backward_out(into, error.operand(), y.operand()));
    }

    /** Returns max(x, 0). */
    public static Tensor relu(Tensor x) {
        return x.like("relu", () -> torch.relu(x.operand()), into -> torch.relu_out(into, x.operand()));
    }

    /** Returns e where y &gt; 0, else 0, for y = relu x. */
    public static Tensor reluBackward(Tensor error, Tensor y) {
        return error.like(
                y,
                "threshold_backward",
                () -> torch.threshold_backward(error.operand(), y.operand(), ZERO),
                into -> torch.threshold_backward_out(into, error.operand(), y.operand(), ZERO));
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

    // ---- shapes ----

    /** Returns the derivative of {@link Tensor#select} by its input: zeros, and e at the slice. */
    public static Tensor selectBackward(Tensor error, Tensor x, int dimension, long index) {
        return Tensor.wrap("select_backward", () -> torch.select_backward(error.raw(), x.sizes(), dimension, index));
    }

    // ---- losses, summed over the batch ----

    /** Returns Σ (x − y)². */
    public static Tensor squaredError(Tensor x, Tensor y) {
        return Tensor.wrap("mse_loss", () -> torch.mse_loss(x.operand(), y.operand(), REDUCTION_SUM));
    }

    /** Returns log softmax x over the last dimension. x: [B, …, classes]. */
    public static Tensor logSoftmax(Tensor x) {
        return Tensor.wrap("log_softmax", () -> torch.log_softmax(x.raw(), LAST));
    }

    /** Returns e's pullback through y = log softmax x. */
    public static Tensor logSoftmaxBackward(Tensor error, Tensor y) {
        return Unmapped.LOG_SOFTMAX_BACKWARD.call(error, y, LAST, y.dtype());
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
                                logProbabilities.raw(), labels.raw(), weights, REDUCTION_SUM, IGNORE_INDEX))) {
            return new NegativeLogLikelihood(Tensor.owned(tuple.get0()), Tensor.owned(tuple.get1()));
        }
    }

    /** Returns the pullback of a number through {@link #negativeLogLikelihood}. → [B, classes]. */
    public static Tensor negativeLogLikelihoodBackward(
            Tensor error, Tensor logProbabilities, Tensor labels, Optional<Tensor> classWeights, Tensor weight) {
        try (TensorOptional weights = optional(classWeights)) {
            return Tensor.wrap(
                    "nll_loss_backward",
                    () -> torch.nll_loss_backward(
                            error.raw(),
                            logProbabilities.raw(),
                            labels.raw(),
                            weights,
                            REDUCTION_SUM,
                            IGNORE_INDEX,
                            weight.raw()));
        }
    }

    private static TensorOptional optional(Optional<Tensor> tensor) {
        return tensor.map(given -> new TensorOptional(given.raw())).orElseGet(TensorOptional::new);
    }

    // ---- optimizers ----

    /** Returns √x. */
    public static Tensor sqrt(Tensor x) {
        return x.like("sqrt", () -> x.operand().sqrt(), into -> torch.sqrt_out(into, x.operand()));
    }

    /** Divides every element of x by the number. */
    public static void divideInPlace(Tensor x, double divisor) {
        try (Scalar scalar = new Scalar(divisor)) {
            x.inPlace("div_", () -> x.operand().div_(scalar));
        }
    }

    /** Adds the number to every element of x. */
    public static void addInPlace(Tensor x, double number) {
        try (Scalar scalar = new Scalar(number)) {
            x.inPlace("add_", () -> x.operand().add_(scalar));
        }
    }

    /** Adds factor · a · b to x. */
    public static void addProductInPlace(Tensor x, Tensor a, Tensor b, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            x.inPlace("addcmul_", () -> x.operand().addcmul_(a.operand(), b.operand(), scalar));
        }
    }

    /** Adds factor · a / b to x. */
    public static void addQuotientInPlace(Tensor x, Tensor a, Tensor b, double factor) {
        try (Scalar scalar = new Scalar(factor)) {
            x.inPlace("addcdiv_", () -> x.operand().addcdiv_(a.operand(), b.operand(), scalar));
        }
    }

    // ---- softmax and silu ----

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

    // ---- normalisations ----

    /**
     * The result of a normalisation.
     *
     * @param values of the input's shape
     * @param mean what was subtracted
     * @param inverseDeviation what was multiplied by then
     */
    public record Normalized(Tensor values, Tensor mean, Tensor inverseDeviation) {}

    /** Which derivatives of a normalisation are asked for. */
    public record NormWanted(boolean input, boolean parameters) {}

    /** Returns each sample's last dimensions normalised, times weight, plus bias. x: […, shape], weight, bias: shape. */
    public static Normalized layerNorm(Tensor x, Shape shape, Tensor weight, Tensor bias, double epsilon) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw())) {
            return normalized(
                    "native_layer_norm", () -> torch.native_layer_norm(x.raw(), shape.toArray(), gain, shift, epsilon));
        }
    }

    /** Returns the derivatives of {@link #layerNorm} that are wanted, in the order input, weight, bias. */
    public static List<Tensor> layerNormBackward(
            Tensor error, Tensor x, Shape shape, Normalized forward, Tensor weight, Tensor bias, NormWanted wanted) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw());
                BoolPointer mask = mask(wanted)) {
            return derivatives(
                    "native_layer_norm_backward",
                    wanted,
                    () -> torch.native_layer_norm_backward(
                            error.raw(),
                            x.raw(),
                            shape.toArray(),
                            forward.mean().raw(),
                            forward.inverseDeviation().raw(),
                            gain,
                            shift,
                            mask));
        }
    }

    /** Returns each sample's groups of channels normalised. x: [B, C, …] in row-major order, weight, bias: [C]. */
    public static Normalized groupNorm(Tensor x, long groups, Tensor weight, Tensor bias, double epsilon) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw())) {
            return normalized(
                    "native_group_norm",
                    () -> torch.native_group_norm(
                            x.raw(), gain, shift, x.size(0), x.size(1), places(x), groups, epsilon));
        }
    }

    /**
     * Returns the derivatives of {@link #groupNorm} that are wanted, in the order input, weight, bias.
     *
     * @param error in row-major order, as x
     */
    public static List<Tensor> groupNormBackward(
            Tensor error, Tensor x, long groups, Normalized forward, Tensor weight, NormWanted wanted) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                BoolPointer mask = mask(wanted)) {
            return derivatives(
                    "native_group_norm_backward",
                    wanted,
                    () -> torch.native_group_norm_backward(
                            error.raw(),
                            x.raw(),
                            forward.mean().raw(),
                            forward.inverseDeviation().raw(),
                            gain,
                            x.size(0),
                            x.size(1),
                            places(x),
                            groups,
                            mask));
        }
    }

    /** The numbers of a channel: H · W of [B, C, H, W], 1 of [B, C]. */
    private static long places(Tensor x) {
        return x.elements() / (x.size(0) * x.size(1));
    }

    /**
     * Returns each channel normalised by the mean and variance of the batch. x: [B, C, …], weight, bias: [C].
     *
     * @param running the running mean and the running variance, each [C], to be moved towards the batch's by the
     *     momentum; or empty, to leave them alone
     */
    public static Normalized batchNorm(
            Tensor x, Tensor weight, Tensor bias, List<Tensor> running, double momentum, double epsilon) {
        return batchNorm(x, weight, bias, running, true, momentum, epsilon);
    }

    /**
     * Returns each channel normalised by a mean and a variance that are given. x: [B, C, …], all others: [C]. Of the
     * result only the values mean something.
     *
     * @param statistics mean and variance
     */
    public static Normalized batchNormBy(
            List<Tensor> statistics, Tensor x, Tensor weight, Tensor bias, double epsilon) {
        return batchNorm(x, weight, bias, statistics, false, 0, epsilon);
    }

    private static Normalized batchNorm(
            Tensor x,
            Tensor weight,
            Tensor bias,
            List<Tensor> statistics,
            boolean byBatch,
            double momentum,
            double epsilon) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional shift = new TensorOptional(bias.raw());
                TensorOptional mean = optional(statistics, 0);
                TensorOptional variance = optional(statistics, 1)) {
            return normalized(
                    "native_batch_norm",
                    () -> torch.native_batch_norm(x.raw(), gain, shift, mean, variance, byBatch, momentum, epsilon));
        }
    }

    /** Returns the derivatives of {@link #batchNorm} that are wanted, in the order input, weight, bias. */
    public static List<Tensor> batchNormBackward(
            Tensor error, Tensor x, Tensor weight, Normalized forward, double epsilon, NormWanted wanted) {
        List<Tensor> saved = List.of(forward.mean(), forward.inverseDeviation());
        return batchNormBackward(error, x, weight, List.of(), saved, true, epsilon, wanted);
    }

    /** Returns the derivatives of {@link #batchNormBy} that are wanted, in the order input, weight, bias. */
    public static List<Tensor> batchNormByBackward(
            List<Tensor> statistics, Tensor error, Tensor x, Tensor weight, double epsilon, NormWanted wanted) {
        return batchNormBackward(error, x, weight, statistics, List.of(), false, epsilon, wanted);
    }

    private static List<Tensor> batchNormBackward(
            Tensor error,
            Tensor x,
            Tensor weight,
            List<Tensor> statistics,
            List<Tensor> saved,
            boolean byBatch,
            double epsilon,
            NormWanted wanted) {
        try (TensorOptional gain = new TensorOptional(weight.raw());
                TensorOptional mean = optional(statistics, 0);
                TensorOptional variance = optional(statistics, 1);
                TensorOptional savedMean = optional(saved, 0);
                TensorOptional savedInverse = optional(saved, 1);
                BoolPointer mask = mask(wanted)) {
            return derivatives(
                    "native_batch_norm_backward",
                    wanted,
                    () -> torch.native_batch_norm_backward(
                            error.raw(),
                            x.raw(),
                            gain,
                            mean,
                            variance,
                            savedMean,
                            savedInverse,
                            byBatch,
                            epsilon,
                            mask));
        }
    }

    private static TensorOptional optional(List<Tensor> tensors, int index) {
        return index < tensors.size() ? new TensorOptional(tensors.get(index).raw()) : new TensorOptional();
    }

    private static BoolPointer mask(NormWanted wanted) {
        return new BoolPointer(3)
                .put(0, wanted.input())
                .put(1, wanted.parameters())
                .put(2, wanted.parameters());
    }

    private static Normalized normalized(String operator, Supplier<T_TensorTensorTensor_T> call) {
        try (T_TensorTensorTensor_T tuple = Native.call(operator, call)) {
            return new Normalized(Tensor.owned(tuple.get0()), Tensor.owned(tuple.get1()), Tensor.owned(tuple.get2()));
        }
    }

    private static List<Tensor> derivatives(String operator, NormWanted wanted, Supplier<T_TensorTensorTensor_T> call) {
        return derivatives(operator, new ConvWanted(wanted.input(), wanted.parameters(), wanted.parameters()), call);
    }

    private static List<Tensor> derivatives(String operator, ConvWanted wanted, Supplier<T_TensorTensorTensor_T> call) {
        try (T_TensorTensorTensor_T tuple = Native.call(operator, call)) {
            List<Tensor> found = new ArrayList<>(3);
            if (wanted.input()) {
                found.add(Tensor.owned(tuple.get0()));
            }
            if (wanted.weight()) {
                found.add(Tensor.owned(tuple.get1()));
            }
            if (wanted.bias()) {
                found.add(Tensor.owned(tuple.get2()));
            }
            return found;
        }
    }

    // ---- joining, multiplying and moving ----

    /** Returns the tensors one after the other along a dimension. */
    public static Tensor concatenated(List<Tensor> tensors, int dimension) {
        try (TensorVector all =
                new TensorVector(tensors.stream().map(Tensor::raw).toArray(org.bytedeco.pytorch.Tensor[]::new))) {
            return Tensor.wrap("cat", () -> torch.cat(all, dimension));
        }
    }

    /** Returns the product of each pair of matrices. a: [B, n, k], b: [B, k, m] → [B, n, m]. */
    public static Tensor batchProduct(Tensor a, Tensor b) {
        return Tensor.wrap("bmm", () -> torch.bmm(a.raw(), b.raw()));
    }

    /** Returns a view of x with two dimensions exchanged. */
    public static Tensor exchanged(Tensor x, int one, int other) {
        return Tensor.wrap("transpose", () -> x.raw().transpose(one, other));
    }

    /** Returns a view of x whose i-th dimension is the order's i-th of x. */
    public static Tensor permuted(Tensor x, long... order) {
        return Tensor.wrap("permute", () -> x.raw().permute(order));
    }

    /** Returns the derivative of {@link Tensor#narrow} by its input: zeros, and e at the slices from one to another. */
    public static Tensor narrowBackward(Tensor error, Tensor x, int dimension, long from, long to) {
        return Tensor.wrap(
                "slice_backward", () -> torch.slice_backward(error.raw(), x.sizes(), dimension, from, to, 1));
    }

    /**
     * Returns x with zeros around the last two dimensions; where a number is negative, with as many rows or columns less.
     *
     * @param before rows above and columns to the left
     * @param after rows below and columns to the right
     */
    public static Tensor surrounded(Tensor x, Pair before, Pair after) {
        // ATen counts from the last dimension backwards, a (before, after) pair each.
        long[] padding = {before.width(), after.width(), before.height(), after.height()};
        try (Scalar zero = new Scalar(0)) {
            return Tensor.wrap("constant_pad_nd", () -> torch.constant_pad_nd(x.raw(), padding, zero));
        }
    }

    // ---- transposed convolution ----

    /**
     * Returns the transposed cross-correlation, plus bias where there is one.
     *
     * @param x [B, C, H, W]
     * @param weight [C, O/groups, kH, kW]
     * @param bias [O], or none
     * @param outputPadding rows and columns added at the end of the result
     */
    public static Tensor convTranspose2d(
            Tensor x, Tensor weight, Optional<Tensor> bias, ConvGeometry g, Pair outputPadding) {
        try (TensorOptional shift = optional(bias.stream().toList(), 0)) {
            return Tensor.wrap(
                    "conv_transpose2d",
                    () -> torch.conv_transpose2d(
                            x.raw(),
                            weight.raw(),
                            shift,
                            g.stride().toArray(),
                            g.padding().toArray(),
                            outputPadding.toArray(),
                            g.groups(),
                            g.dilation().toArray()));
        }
    }

    /**
     * Returns the derivatives of a transposed convolution that are wanted, in the order input, weight, bias.
     *
     * @param error of the shape of the convolution's result
     */
    public static List<Tensor> convTranspose2dBackward(
            Tensor error, Tensor x, Tensor weight, ConvGeometry g, Pair outputPadding, ConvWanted wanted) {
        return convolutionBackward(error, x, weight, g, Optional.of(outputPadding), wanted);
    }

    /** The kernel of both; a convolution is transposed if it has a padding of its output. */
    private static List<Tensor> convolutionBackward(
            Tensor error, Tensor x, Tensor weight, ConvGeometry g, Optional<Pair> outputPadding, ConvWanted wanted) {
        try (BoolPointer mask = new BoolPointer(3)
                .put(0, wanted.input())
                .put(1, wanted.weight())
                .put(2, wanted.bias())) {
            return derivatives(
                    "convolution_backward",
                    wanted,
                    () -> torch.convolution_backward(
                            error.raw(),
                            x.raw(),
                            weight.raw(),
                            new long[] {wanted.bias() ? error.size(1) : 0},
                            g.stride().toArray(),
                            g.padding().toArray(),
                            g.dilation().toArray(),
                            outputPadding.isPresent(),
                            outputPadding.orElse(Pair.of(0)).toArray(),
                            g.groups(),
                            mask));
        }
    }

    // ---- resizing images ----

    /** Returns the mean of each channel. x: [B, C, H, W] → [B, C, 1, 1]. */
    public static Tensor meanOfPlaces(Tensor x) {
        try (ScalarTypeOptional same = new ScalarTypeOptional()) {
            return Tensor.wrap("mean", () -> torch.mean(x.raw(), new long[] {-1, -2}, true, same));
        }
    }

    /** Returns the derivative of {@link #meanOfPlaces} by its input: at every place, e divided by their number. */
    public static Tensor meanOfPlacesBackward(Tensor error, Tensor x) {
        try (Scalar count = new Scalar(places(x));
                Tensor everywhere = Tensor.wrap("expand", () -> error.raw().expand(x.sizes()))) {
            return Tensor.wrap("div", () -> everywhere.raw().div(count));
        }
    }

    /** Returns the means of regions that share out the places. x: [B, C, H, W] → [B, C, h, w]. */
    public static Tensor adaptiveAvgPool2d(Tensor x, Pair size) {
        return Tensor.wrap("adaptive_avg_pool2d", () -> torch.adaptive_avg_pool2d(x.raw(), size.toArray()));
    }

    /** Returns the derivative of {@link #adaptiveAvgPool2d} by its input, unless the size is 1×1. */
    public static Tensor adaptiveAvgPool2dBackward(Tensor error, Tensor x) {
        return Unmapped.ADAPTIVE_AVG_POOL2D_BACKWARD.call(error, x);
    }

    /** Returns each element repeated to a square of that many. x: [B, C, H, W] → [B, C, f H, f W]. */
    public static Tensor upsampleNearest(Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_nearest2d", () -> torch.upsample_nearest2d(x.raw(), enlarged(x, factor), scale, scale));
        }
    }

    /** Returns the derivative of {@link #upsampleNearest} by its input. */
    public static Tensor upsampleNearestBackward(Tensor error, Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_nearest2d_backward",
                    () -> torch.upsample_nearest2d_backward(error.raw(), enlarged(x, factor), x.sizes(), scale, scale));
        }
    }

    /** Returns x interpolated between the four nearest places, corners not aligned. x: [B, C, H, W] → [B, C, f H, f W]. */
    public static Tensor upsampleBilinear(Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_bilinear2d",
                    () -> torch.upsample_bilinear2d(x.raw(), enlarged(x, factor), false, scale, scale));
        }
    }

    /** Returns the derivative of {@link #upsampleBilinear} by its input. */
    public static Tensor upsampleBilinearBackward(Tensor error, Tensor x, long factor) {
        try (DoubleOptional scale = new DoubleOptional((double) factor)) {
            return Tensor.wrap(
                    "upsample_bilinear2d_backward",
                    () -> torch.upsample_bilinear2d_backward(
                            error.raw(), enlarged(x, factor), x.sizes(), false, scale, scale));
        }
    }

    private static long[] enlarged(Tensor x, long factor) {
        return new long[] {factor * x.size(2), factor * x.size(3)};
    }
}
