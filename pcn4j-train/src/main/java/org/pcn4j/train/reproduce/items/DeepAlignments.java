package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Function;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Projection;
import org.pcn4j.systems.alignment.DeepFeatureAlignment;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** The deep form of feature alignment, without its adversary, on pictures. */
final class DeepAlignments {
    private static final Shape PICTURE = Shape.of(1, 28, 28);
    private static final int CLASSES = 10;
    private static final double SLOPE = 0.2;
    private static final double LEAST = 0.01;
    private static final double RATE = 0.001;
    private static final double BOUND = Math.sqrt(2);
    private static final int AT_ONCE = 500;
    private static final int ROWS = 50;

    private DeepAlignments() {}

    /** Returns what a case says of itself beside its part and its experiment. */
    static Map<String, String> settings(Scope scope) {
        return Experiments.settings(
                "channels",
                scope.of("2", "8", "32"),
                "units",
                scope.of("16", "256", "4096"),
                "code",
                scope.of("4", "32", "128"),
                "epochs",
                scope.of("1", "1", "3"));
    }

    private static Function trunk(int channels, int units) {
        LeakyRelu leaky = new LeakyRelu(SLOPE);
        return Chain.of(
                kernels(1, channels, 1),
                leaky,
                kernels(channels, channels, 2),
                leaky,
                kernels(channels, 2 * channels, 1),
                leaky,
                kernels(2 * channels, 2 * channels, 2),
                leaky,
                new Flatten(),
                new Linear(2L * channels * 7 * 7, units),
                leaky);
    }

    private static Function kernels(int in, int out, int step) {
        return new Conv2d(in, out, Pair.of(3), new ConvGeometry(Pair.of(step), Pair.of(1), Pair.of(1), 1));
    }

    static Numbers measure(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        int channels = (int) Experiments.number(settings, "channels");
        int units = (int) Experiments.number(settings, "units");
        int code = (int) Experiments.number(settings, "code");
        int epochs = (int) Experiments.number(settings, "epochs");
        int batch = prepared.experiment().batch();
        int size = prepared.train().size();
        Seed drawn = new Seed(seed);
        List<Double> curve = new ArrayList<>();
        try (DeepFeatureAlignment alignment =
                        new DeepFeatureAlignment(PICTURE, trunk(channels, units), code, CLASSES, DType.FLOAT32, drawn);
                Adam adam = new Adam(RATE, 0.5, 0.999, Adam.EPSILON, 0)) {
            ParameterUpdater updater = new Projected(adam, new Projection.Range(-BOUND, BOUND));
            double sum = 0;
            int count = 0;
            int perEpoch = (size + batch - 1) / batch;
            int updates = epochs * perEpoch;
            for (int update = 0; update < updates; update++) {
                bench.done((double) update / updates);
                int first = update % perEpoch * batch;
                int[] order = drawn.derive("order").derive(update / perEpoch).permutation(size);
                int[] indices = Arrays.copyOfRange(order, first, Math.min(first + batch, size));
                try (TensorScope scope = new TensorScope()) {
                    Labeled some = some(prepared.train(), indices);
                    sum += alignment
                            .update(some.samples, some.labels, drawn.derive(update), updater)
                            .left();
                }
                if (++count == Math.max(1, updates / ROWS)) {
                    curve.add(sum / count);
                    sum = 0;
                    count = 0;
                }
            }
            return tested(bench, alignment, prepared.test(), drawn.derive("test"))
                    .with("curve", curve);
        }
    }

    /** Samples between 0.01 and 0.99, and 1 for the class of each, in tensors of the open scope. */
    private record Labeled(Tensor samples, Tensor labels) {}

    private static Labeled some(Samples samples, int[] indices) {
        Batch batch = samples.batch(indices, DType.FLOAT32);
        Tensor pixels = batch.inputs().reshape(PICTURE.batched(indices.length)).mul(1 - 2 * LEAST);
        PointwiseKernels.addInPlace(pixels, LEAST);
        return new Labeled(pixels, new SquaredError().targets(batch.targets(), Shape.of(CLASSES), DType.FLOAT32));
    }

    private static Numbers tested(Bench bench, DeepFeatureAlignment alignment, Samples test, Seed noise)
            throws InterruptedException {
        double left = 0;
        long right = 0;
        for (int first = 0; first < test.size(); first += AT_ONCE) {
            bench.goOn();
            int[] indices = IntStream.range(first, Math.min(first + AT_ONCE, test.size()))
                    .toArray();
            try (TensorScope scope = new TensorScope()) {
                Labeled some = some(test, indices);
                Tensor rest = some.samples.sub(alignment.reconstruct(some.samples, some.labels, noise.derive(first)));
                left += 0.5 * rest.mul(rest).sum().item();
                long[] found = alignment.classes(some.samples).argmax(1).toLongs();
                long[] labels = some.labels.argmax(1).toLongs();
                right += IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == found[i])
                        .count();
            }
        }
        Numbers numbers = Numbers.none().with("left", left / test.size()).with("right", 100.0 * right / test.size());
        try (TensorScope scope = new TensorScope()) {
            Labeled some = some(
                    test, IntStream.range(0, Math.min(CLASSES, test.size())).toArray());
            double[] ones = new double[CLASSES * CLASSES];
            Arrays.setAll(ones, i -> i / CLASSES == i % CLASSES ? 1 : 0);
            Tensor each = Tensor.of(DType.FLOAT32, Shape.of(CLASSES, CLASSES), ones);
            Numbers pictures = Numbers.none()
                    .with("deep", packed(alignment.reconstruct(some.samples, some.labels, noise)))
                    .with("drawn", packed(alignment.draw(each, noise.derive(1))))
                    .with("again", packed(alignment.draw(each, noise.derive(2))));
            return numbers.with("picture", pictures);
        }
    }

    private static List<Double> packed(Tensor pictures) {
        double[] all = pictures.toDoubles();
        int pixels = Math.toIntExact(PICTURE.elements());
        return Pictures.packed(IntStream.range(0, Math.toIntExact(pictures.size(0)))
                .mapToObj(i -> Arrays.copyOfRange(all, i * pixels, (i + 1) * pixels))
                .toList());
    }

    static void tell(Findings of, Page page) {
        page.heading("The deep form");
        page.paragraph("Four convolutions of 3×3, of " + one(of, "channels")
                + " channels and then twice as many, every other"
                + " by steps of 2, and a layer of " + one(of, "units")
                + " units give C, a number for each class, and a Gaussian code of "
                + one(of, "code")
                + " numbers. A picture is drawn from a code and a class by one step of the gradient on an"
                + " empty input, and what the network learns from is the derivative of that, by autograd twice; without"
                + " the paper's adversary, for " + one(of, "epochs")
                + (one(of, "epochs").equals("1") ? " epoch of " : " epochs of ") + String.join(", ", of.values("data"))
                + " by Adam of rate " + RATE + ". Of test images "
                + of.of("right").text()
                + " % are told right, and ½‖x − x̂‖² of those given back is "
                + of.of("left").text() + ".");
        List<Double> curve = of.row("curve");
        page.plot(
                "deep",
                "½‖x − x̂‖² by fiftieths of the training, mean over the seeds.",
                Plots.lines(
                        "part of the training",
                        "½‖x − x̂‖²",
                        Scale.LINEAR,
                        IntStream.rangeClosed(1, curve.size())
                                .mapToObj(i -> (double) i / curve.size())
                                .toList(),
                        Map.of("deep form", curve)));
        page.pictures(
                "drawn",
                "By the deep form, seed 1: test images given back from their class and code, and pictures drawn from codes"
                        + " that the seed draws, one for each class.",
                Pictures.gallery(
                        new Findings(of.cases().subList(0, 1)),
                        Gallery.empty(),
                        Pictures.names("deep", "Given back", "drawn", "Drawn", "again", "Drawn from other codes")));
    }

    private static String one(Findings of, String setting) {
        return String.join(", ", of.values(setting));
    }
}
