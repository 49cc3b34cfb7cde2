package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
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
 * Cross-correlation with a bank of kernels, plus bias: [in, H, W] → [out, H′, W′]. Parameters: {@code weight}
 * [out, in/groups, kH, kW] and {@code bias} [out]. The kernel update sums, over all places, what each place asks for:
 * Salvatori et al. 2021 (arXiv 2103.03725), Eqs 10 and 11.
 */
public final class Conv2d implements Convolution {
    /**
     * In float32, with several threads, the derivative of an ungrouped convolution by its input is now and then garbage
     * where the output channels are no multiple of this: a race in oneDNN 3.7.1, which libtorch 2.10 brings along. There
     * the kernels are padded with zero channels up to the next multiple, as oneDNN pads them inside anyway.
     */
    private static final long SAFE_CHANNELS = 16;

    private final long in;
    private final long out;
    private final Pair kernel;
    private final ConvGeometry geometry;
    private final long paddedOut;
    private final boolean channelsLast;
    private final List<ParameterSpec> parameters;

    private Conv2d(long in, long out, Pair kernel, ConvGeometry geometry, List<ParameterSpec> parameters) {
        this.in = in;
        this.out = out;
        this.kernel = kernel;
        this.geometry = geometry;
        this.paddedOut = geometry.groups() == 1 ? -Math.floorDiv(-out, SAFE_CHANNELS) * SAFE_CHANNELS : out;
        this.channelsLast = suitsChannelsLast();
        this.parameters = channelsLast ? laidOut(parameters) : List.copyOf(parameters);
    }

    /** The weights in the order of the images that they meet, or they would be put in order at every use. */
    private static List<ParameterSpec> laidOut(List<ParameterSpec> parameters) {
        List<ParameterSpec> changed = new ArrayList<>(parameters);
        ParameterSpec weight = parameters.get(0);
        Initializer drawing = weight.initializer();
        changed.set(0, new ParameterSpec(weight.name(), weight.shape(), (seed, dtype, shape) -> {
            try (Tensor drawn = drawing.draw(seed, dtype, shape)) {
                return ConvKernels.channelsLast(drawn);
            }
        }));
        return List.copyOf(changed);
    }

    /**
     * A convolution with bias, initialized as PyTorch does: all uniform within ±1/√(in/groups · kH · kW).
     *
     * @throws IllegalArgumentException if a size is less than 1 or the groups do not divide the channels
     */
    public Conv2d(long in, long out, Pair kernel, ConvGeometry geometry) {
        this(in, out, kernel, geometry, specs(in, out, kernel, geometry));
    }

    /** A convolution with a square kernel, steps of 1 and no padding. */
    public Conv2d(long in, long out, long kernel) {
        this(in, out, Pair.of(kernel), ConvGeometry.PLAIN);
    }

    /** Returns this convolution without bias. */
    public Conv2d withoutBias() {
        return new Conv2d(in, out, kernel, geometry, parameters.subList(0, 1));
    }

    /** Returns this convolution with other initial weights; the bias stays as it is. */
    public Conv2d withWeights(Initializer initializer) {
        ParameterSpec weight = new ParameterSpec("weight", parameters.get(0).shape(), initializer);
        return new Conv2d(
                in,
                out,
                kernel,
                geometry,
                Stream.concat(Stream.of(weight), parameters.stream().skip(1)).collect(Collectors.toList()));
    }

    /** Returns how the kernels step over images. */
    public ConvGeometry geometry() {
        return geometry;
    }

    @Override
    public Shape shape(Shape input) {
        if (input.rank() != 3 || input.size(0) != in) {
            throw new ShapeException(this + " expects [" + in + ", H, W], got " + input);
        }
        Pair steps = new Pair(input.size(1), input.size(2))
                .steps(kernel, geometry.stride(), geometry.padding(), geometry.dilation());
        if (steps.height() < 1 || steps.width() < 1) {
            throw new ShapeException(this + " has a kernel larger than its padded input " + input);
        }
        return Shape.of(out, steps.height(), steps.width());
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        return shape(inputs).elements() * (parameters.get(0).shape().elements() / out);
    }

    @Override
    public boolean givesUpValue() {
        return true;
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Tensor x = channelsLast
                ? ConvKernels.channelsLast(inputs.get(0))
                : inputs.get(0).share();
        if (paddedOut == out) {
            return Prediction.of(inputs, theta, convolved(x, theta), x);
        }
        List<Tensor> saved = new ArrayList<>();
        saved.add(x);
        theta.forEach(parameter -> saved.add(ShapeKernels.padded(parameter, 0, paddedOut)));
        try (Tensor all = convolved(x, saved.subList(1, saved.size()))) {
            return new Prediction(inputs, theta, ShapeKernels.first(all, 1, out), saved, List.of());
        }
    }

    /**
     * Tells whether images are convolved with their channels next to each other. Not where channels are padded: autograd
     * would sum the bias's derivative in another order. And not where single points are convolved with steps: there
     * oneDNN 3.7.1 writes where it should not if several threads convolve channels of no multiple of 16.
     */
    private boolean suitsChannelsLast() {
        boolean points = kernel.equals(Pair.of(1)) && in % SAFE_CHANNELS != 0;
        return paddedOut == out && geometry.groups() == 1 && geometry.dilation().equals(Pair.of(1)) && !points;
    }

    private Tensor convolved(Tensor x, List<Tensor> theta) {
        return theta.size() == 2
                ? ConvKernels.conv2d(x, theta.get(0), theta.get(1), geometry)
                : ConvKernels.conv2d(x, theta.get(0), geometry);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        ConvWanted parts =
                new ConvWanted(wanted.anyInput(), wanted.parameters(), wanted.parameters() && parameters.size() == 2);
        int inputs = wanted.anyInput() ? 1 : 0;
        Tensor x = prediction.saved().get(0);
        if (paddedOut == out) {
            Tensor weight = prediction.parameters().get(0);
            List<Tensor> found = ConvKernels.conv2dBackward(error, x, weight, geometry, parts);
            return new Pullback(found.subList(0, inputs), found.subList(inputs, found.size()));
        }
        Tensor weight = prediction.saved().get(1);
        try (Tensor padded = ShapeKernels.padded(error, 1, paddedOut)) {
            List<Tensor> found = ConvKernels.conv2dBackward(padded, x, weight, geometry, parts);
            List<Tensor> deltas = new ArrayList<>();
            for (Tensor all : found.subList(inputs, found.size())) {
                deltas.add(ShapeKernels.first(all, 0, out));
                all.close();
            }
            return new Pullback(found.subList(0, inputs), deltas);
        }
    }

    @Override
    public String toString() {
        return "conv2d(" + in + " → " + out + ", " + kernel
                + (geometry.stride().equals(Pair.of(1)) ? "" : ", stride " + geometry.stride())
                + (geometry.padding().equals(Pair.of(0)) ? "" : ", padding " + geometry.padding())
                + (geometry.dilation().equals(Pair.of(1)) ? "" : ", dilation " + geometry.dilation())
                + (geometry.groups() == 1 ? "" : ", groups " + geometry.groups())
                + (parameters.size() == 2 ? ")" : ", no bias)");
    }

    private static List<ParameterSpec> specs(long in, long out, Pair kernel, ConvGeometry geometry) {
        if (in < 1 || out < 1 || kernel.height() < 1 || kernel.width() < 1) {
            throw new IllegalArgumentException(
                    "conv2d's sizes must be at least 1, not " + in + " → " + out + " with kernel " + kernel);
        }
        if (in % geometry.groups() != 0 || out % geometry.groups() != 0) {
            throw new IllegalArgumentException(
                    "conv2d's channels " + in + " → " + out + " must be multiples of its groups, " + geometry.groups());
        }
        long channels = in / geometry.groups();
        Initializer initializer = Initializer.torchDefault((double) (channels * kernel.height() * kernel.width()));
        return List.of(
                new ParameterSpec("weight", Shape.of(out, channels, kernel.height(), kernel.width()), initializer),
                new ParameterSpec("bias", Shape.of(out), initializer));
    }
}
