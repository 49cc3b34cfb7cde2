package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.ConvKernels;
import org.pcn4j.tensor.ConvKernels.ConvWanted;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * The transpose of a convolution, plus bias: [in, H, W] → [out, H′, W′], where H′ = (H − 1) · stride − 2 · padding +
 * dilation · (kH − 1) + output padding + 1, as the generators of images enlarge them. Parameters: {@code weight}
 * [in, out/groups, kH, kW] and {@code bias} [out].
 */
public final class ConvTranspose2d implements Convolution {
    /**
     * In oneDNN the forward pass of a transposed convolution is the derivative of a convolution by its input, whose output
     * channels are the transposed one's input channels. That derivative cannot be relied on unless they are a multiple of
     * this: see {@link Conv2d}. Ungrouped, x and the weight are therefore padded with zero channels.
     */
    private static final long SAFE_CHANNELS = 16;

    private final long in;
    private final long out;
    private final Pair kernel;
    private final ConvGeometry geometry;
    private final Pair outputPadding;
    private final long paddedIn;
    private final List<ParameterSpec> parameters;

    private ConvTranspose2d(
            long in, long out, Pair kernel, ConvGeometry geometry, Pair outputPadding, List<ParameterSpec> parameters) {
        this.in = in;
        this.out = out;
        this.kernel = kernel;
        this.geometry = geometry;
        this.outputPadding = outputPadding;
        this.paddedIn = geometry.groups() == 1 ? -Math.floorDiv(-in, SAFE_CHANNELS) * SAFE_CHANNELS : in;
        this.parameters = List.copyOf(parameters);
    }

    /**
     * A transposed convolution with bias, initialized as PyTorch does: all uniform within ±1/√(out/groups · kH · kW).
     *
     * @param geometry of the convolution that this is the transpose of
     * @param outputPadding rows and columns added at the end of the prediction, since several sizes of an image are
     *     convolved to one: at least 0, less than the stride or the dilation
     * @throws IllegalArgumentException if a number is out of its range or the groups do not divide the channels
     */
    public ConvTranspose2d(long in, long out, Pair kernel, ConvGeometry geometry, Pair outputPadding) {
        this(in, out, kernel, geometry, outputPadding, specs(in, out, kernel, geometry, outputPadding));
    }

    /** A transposed convolution with a square kernel, steps of 1 and no padding. */
    public ConvTranspose2d(long in, long out, long kernel) {
        this(in, out, Pair.of(kernel), ConvGeometry.PLAIN, Pair.of(0));
    }

    /** Returns this function without bias. */
    public ConvTranspose2d withoutBias() {
        return new ConvTranspose2d(in, out, kernel, geometry, outputPadding, parameters.subList(0, 1));
    }

    /** Returns this function with other initial weights; the bias stays as it is. */
    public ConvTranspose2d withWeights(Initializer initializer) {
        ParameterSpec weight = new ParameterSpec("weight", parameters.get(0).shape(), initializer);
        return new ConvTranspose2d(
                in,
                out,
                kernel,
                geometry,
                outputPadding,
                Stream.concat(Stream.of(weight), parameters.stream().skip(1)).collect(Collectors.toList()));
    }

    /** Returns how the kernels of the convolution that this is the transpose of step over images. */
    public ConvGeometry geometry() {
        return geometry;
    }

    /** Returns how many rows and columns are added at the end of the prediction. */
    public Pair outputPadding() {
        return outputPadding;
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() != 3 || input.size(0) != in || input.size(1) < 1 || input.size(2) < 1) {
            throw new ShapeException(this + " expects [" + in + ", H, W] with at least one place, got " + input);
        }
        long height = size(
                input.size(1),
                kernel.height(),
                geometry.stride().height(),
                geometry.padding().height(),
                geometry.dilation().height(),
                outputPadding.height());
        long width = size(
                input.size(2),
                kernel.width(),
                geometry.stride().width(),
                geometry.padding().width(),
                geometry.dilation().width(),
                outputPadding.width());
        if (height < 1 || width < 1) {
            throw new ShapeException(this + " has so much padding that nothing is left of " + input);
        }
        return Shape.of(out, height, width);
    }

    private static long size(long places, long kernel, long stride, long padding, long dilation, long added) {
        return (places - 1) * stride - 2 * padding + dilation * (kernel - 1) + added + 1;
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        return inputs.get(0).elements() * (parameters.get(0).shape().elements() / in);
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Optional<Tensor> bias = theta.stream().skip(1).findFirst();
        if (paddedIn == in) {
            Tensor value = ConvKernels.convTranspose2d(inputs.get(0), theta.get(0), bias, geometry, outputPadding);
            return Prediction.of(inputs, theta, value);
        }
        Tensor x = ShapeKernels.padded(inputs.get(0), 1, paddedIn);
        Tensor weight = ShapeKernels.padded(theta.get(0), 0, paddedIn);
        Tensor value = ConvKernels.convTranspose2d(x, weight, bias, geometry, outputPadding);
        return new Prediction(inputs, theta, value, List.of(x, weight), List.of());
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        ConvWanted parts =
                new ConvWanted(wanted.anyInput(), wanted.parameters(), wanted.parameters() && parameters.size() == 2);
        if (!parts.input() && !parts.weight()) {
            return Pullback.none();
        }
        boolean isPadded = paddedIn != in;
        Tensor x = isPadded ? prediction.saved().get(0) : prediction.input();
        Tensor weight =
                isPadded ? prediction.saved().get(1) : prediction.parameters().get(0);
        List<Tensor> found =
                new ArrayList<>(ConvKernels.convTranspose2dBackward(error, x, weight, geometry, outputPadding, parts));
        int inputs = parts.input() ? 1 : 0;
        if (isPadded) {
            if (parts.input()) {
                found.set(0, cut(found.get(0), 1));
            }
            if (parts.weight()) {
                found.set(inputs, cut(found.get(inputs), 0));
            }
        }
        return new Pullback(found.subList(0, inputs), found.subList(inputs, found.size()));
    }

    /** Closes the padded tensor. */
    private Tensor cut(Tensor padded, int dimension) {
        try (Tensor all = padded) {
            return ShapeKernels.first(all, dimension, in);
        }
    }

    @Override
    public String toString() {
        return "convTranspose2d(" + in + " → " + out + ", " + kernel
                + (geometry.stride().equals(Pair.of(1)) ? "" : ", stride " + geometry.stride())
                + (geometry.padding().equals(Pair.of(0)) ? "" : ", padding " + geometry.padding())
                + (outputPadding.equals(Pair.of(0)) ? "" : ", output padding " + outputPadding)
                + (geometry.dilation().equals(Pair.of(1)) ? "" : ", dilation " + geometry.dilation())
                + (geometry.groups() == 1 ? "" : ", groups " + geometry.groups())
                + (parameters.size() == 2 ? ")" : ", no bias)");
    }

    private static List<ParameterSpec> specs(
            long in, long out, Pair kernel, ConvGeometry geometry, Pair outputPadding) {
        if (in < 1 || out < 1 || kernel.height() < 1 || kernel.width() < 1) {
            throw new IllegalArgumentException(
                    "convTranspose2d's sizes must be at least 1, not " + in + " → " + out + " with kernel " + kernel);
        }
        if (in % geometry.groups() != 0 || out % geometry.groups() != 0) {
            throw new IllegalArgumentException("convTranspose2d's channels " + in + " → " + out
                    + " must be multiples of its groups, " + geometry.groups());
        }
        Pair stride = geometry.stride();
        Pair dilation = geometry.dilation();
        if (outputPadding.height() < 0
                || outputPadding.width() < 0
                || outputPadding.height() >= Math.max(stride.height(), dilation.height())
                || outputPadding.width() >= Math.max(stride.width(), dilation.width())) {
            throw new IllegalArgumentException("convTranspose2d's output padding must be at least 0 and less than the"
                    + " stride " + stride + " or the dilation " + dilation + ", not " + outputPadding);
        }
        long channels = out / geometry.groups();
        Initializer initializer = Initializer.torchDefault((double) (channels * kernel.height() * kernel.width()));
        return List.of(
                new ParameterSpec("weight", Shape.of(in, channels, kernel.height(), kernel.width()), initializer),
                new ParameterSpec("bias", Shape.of(out), initializer));
    }
}
