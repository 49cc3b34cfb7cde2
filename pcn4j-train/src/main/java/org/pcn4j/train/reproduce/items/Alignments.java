package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.data.Samples;
import org.pcn4j.function.Conv2d;
import org.pcn4j.function.Function;
import org.pcn4j.function.Linear;
import org.pcn4j.learning.Adam;
import org.pcn4j.systems.alignment.FeatureAlignment;
import org.pcn4j.tensor.ConvGeometry;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Pair;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Originals;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Farias and Maziero 2021: layers that learn to give their input back, beside principal components. */
final class Alignments implements Item {
    private static final String PART = "part";
    private static final String GENERATED = "generated";
    private static final String PICTURES = "pictures";
    private static final String DEEP = "deep form";
    private static final String STACK = "layers";
    private static final String ONE = "784-64";
    private static final String TWO = "784-256-64";
    private static final String CONVOLUTIONS = "two convolutions";

    private static final int PIXELS = 784;
    private static final int SIDE = 28;
    private static final int KEPT = 64;
    private static final double RATE = 0.003;
    private static final int SHOWN = 10;

    @Override
    public String name() {
        return "alignment";
    }

    @Override
    public String sentence() {
        return "Layers that learn to give their input back by two pullbacks each, beside principal components.";
    }

    @Override
    public String paper() {
        return "Farias and Maziero 2021";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public boolean isForOneThread() {
        return true;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        for (long seed : scope.seeds(3)) {
            Map<String, String> settings =
                    Experiments.settings(PART, GENERATED, "updates", scope.of("1000", "2000", "2000"));
            cases.add(new Case(settings, seed, 1, bench -> AlignedLayer.measure(bench, settings, seed)));
        }
        String data = scope.data("mnist");
        String experiment = "model=mlp batch=" + scope.of(20, 100, 100) + " data={name: " + data + ", validation: 0"
                + scope.of(", train: 300, test: 20", "", "") + "}";
        for (String stack : List.of(ONE, TWO, CONVOLUTIONS)) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        PART,
                        PICTURES,
                        STACK,
                        stack,
                        "data",
                        data,
                        "epochs",
                        stack.equals(CONVOLUTIONS) ? scope.of("2", "1", "20") : scope.of("2", "3", "20"),
                        Case.EXPERIMENT,
                        experiment);
                double weight = stack.equals(ONE) ? 12 : 30;
                cases.add(new Case(settings, seed, weight, bench -> pictures(bench, settings, seed)));
            }
        }
        for (long seed : scope.seeds(1)) {
            Map<String, String> settings = Experiments.settings(PART, DEEP, "data", data);
            settings.putAll(DeepAlignments.settings(scope));
            settings.put(Case.EXPERIMENT, experiment);
            cases.add(new Case(settings, seed, 100, bench -> DeepAlignments.measure(bench, settings, seed)));
        }
        return cases;
    }

    private static List<Function> layers(String stack) {
        return switch (stack) {
            case ONE -> List.of(new Linear(PIXELS, KEPT));
            case TWO -> List.of(new Linear(PIXELS, 256), new Linear(256, KEPT));
            default ->
                List.of(
                        new Conv2d(1, 16, Pair.of(5), stepping(2)),
                        // Of 16×12×12 numbers, 2×2 places of 16.
                        new Conv2d(16, 16, Pair.of(6), stepping(6)));
        };
    }

    private static ConvGeometry stepping(long stride) {
        return new ConvGeometry(Pair.of(stride), Pair.of(0), Pair.of(1), 1);
    }

    private static Numbers pictures(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        String stack = Experiments.of(settings, STACK);
        Shape shape = stack.equals(CONVOLUTIONS) ? Shape.of(1, SIDE, SIDE) : Shape.of(PIXELS);
        int batch = prepared.experiment().batch();
        int size = prepared.train().size();
        int epochs = (int) Experiments.number(settings, "epochs");
        try (TensorScope scope = new TensorScope();
                FeatureAlignment alignment = new FeatureAlignment(shape, layers(stack), DType.FLOAT32, new Seed(seed));
                Adam adam = new Adam(RATE)) {
            Tensor train = some(prepared.train(), first(size), Shape.of(PIXELS));
            Tensor test = some(prepared.test(), first(prepared.test().size()), shape);
            Tensor components = AlignedLayer.moments(train)
                    .vectors()
                    .narrow(1, PIXELS - KEPT, KEPT)
                    .to(DType.FLOAT32);
            Tensor flat = test.reshape(Shape.of(test.size(0), PIXELS));
            Tensor projected = flat.matmul(components).matmul(components.transpose());
            double floor = left(flat, projected);
            List<Double> ratios = new ArrayList<>(List.of(ratio(alignment, test, floor)));
            for (int epoch = 0; epoch < epochs; epoch++) {
                int[] order = new Seed(seed).derive(epoch).permutation(size);
                for (int first = 0; first < size; first += batch) {
                    double done = (epoch + (double) first / size) / epochs;
                    bench.done(done);
                    adam.setLearningRateFactor(1 - done);
                    learn(
                            alignment,
                            prepared.train(),
                            Arrays.copyOfRange(order, first, Math.min(first + batch, size)),
                            shape,
                            adam);
                }
                ratios.add(ratio(alignment, test, floor));
            }
            Numbers numbers = Numbers.none()
                    .with("ratios", ratios)
                    .with("last", ratios.get(ratios.size() - 1))
                    .with("floor", floor);
            if (!stack.equals(CONVOLUTIONS)) {
                numbers = numbers.with(
                        "layers", overFloors(alignment, layers(stack).size(), train));
            }
            int shown = Math.min(SHOWN, prepared.test().size());
            Numbers shots = Numbers.none()
                    .with("given", Pictures.packed(Originals.ofTest(prepared, shown)))
                    .with("components", Pictures.packed(rows(projected, shown)))
                    .with("back", Pictures.packed(rows(alignment.reconstruct(test.narrow(0, 0, shown)), shown)));
            return seed == 1 ? numbers.with("picture", shots) : numbers;
        }
    }

    private static void learn(FeatureAlignment alignment, Samples samples, int[] indices, Shape shape, Adam adam) {
        try (TensorScope scope = new TensorScope()) {
            alignment.update(some(samples, indices, shape), adam);
        }
    }

    private static int[] first(int count) {
        return IntStream.range(0, count).toArray();
    }

    /** Samples in a shape, in a tensor of the open scope. */
    private static Tensor some(Samples samples, int[] indices, Shape shape) {
        return samples.batch(indices, DType.FLOAT32).inputs().reshape(shape.batched(indices.length));
    }

    /** ½‖x − x̂‖², on average over the samples. */
    private static double left(Tensor x, Tensor given) {
        try (TensorScope scope = new TensorScope()) {
            Tensor rest = x.sub(given);
            return 0.5 * rest.mul(rest).sum().item() / x.size(0);
        }
    }

    private static double ratio(FeatureAlignment alignment, Tensor x, double floor) {
        try (Tensor given = alignment.reconstruct(x)) {
            return left(x, given) / floor;
        }
    }

    /** The loss of each dense layer over the floor of what it reads. */
    private static List<Double> overFloors(FeatureAlignment alignment, int layers, Tensor samples) {
        List<Double> losses = alignment.losses(samples);
        List<Double> ratios = new ArrayList<>();
        try (TensorScope scope = new TensorScope()) {
            Tensor x = samples;
            for (int layer = 0; layer < layers; layer++) {
                Tensor weight = alignment.parameters().get("layer" + (layer + 1) + ".weight");
                Tensor bias = alignment.parameters().get("layer" + (layer + 1) + ".bias");
                ratios.add(losses.get(layer) / AlignedLayer.floor(x, Math.toIntExact(weight.size(0))));
                x = PointwiseKernels.asinh(x.matmul(weight.transpose()).add(bias));
            }
        }
        return ratios;
    }

    private static List<double[]> rows(Tensor samples, int count) {
        double[] all = samples.toDoubles();
        return IntStream.range(0, count)
                .mapToObj(i -> Arrays.copyOfRange(all, i * PIXELS, (i + 1) * PIXELS))
                .toList();
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph("A layer f(x) = Wx + b learns that one step of the gradient of ½‖f(x) − f(r)‖² in r, from r = 0,"
                + " gives its input back: its loss is ½‖x − WᵀWx‖². What W learns from is two pullbacks, with no derivative"
                + " of a derivative. It is subspace principal component analysis, so the loss cannot be less than half the"
                + " sum of the eigenvalues of the mean of xxᵀ that are left out: the floor.");
        AlignedLayer.tell(findings.with(PART, GENERATED), page);
        Findings pictures = findings.with(PART, PICTURES);
        page.heading("Digits from 64 numbers");
        page.paragraph(
                "Stacks that end in 64 numbers, with asinh between their layers and sinh on the way back, learned"
                        + " from " + String.join(", ", pictures.values("data")) + " for "
                        + epochs(pictures, ONE) + " epochs, the convolutions for " + epochs(pictures, CONVOLUTIONS)
                        + ", by Adam, of a rate that falls from "
                        + RATE
                        + " to 0. *Two convolutions* has 16 filters of 5×5 pixels by steps of 2 and 16 of 6×6 by steps of 6."
                        + " *Test*: ½‖x − x̂‖² of test images over that of the 64 principal components of the training images, "
                        + pictures.of("floor").text()
                        + ". *Layers*: the loss of each layer on the training images over the floor"
                        + " of what it reads.");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        Gallery gallery = Pictures.gallery(
                pictures.with(STACK, ONE),
                Gallery.empty(),
                Pictures.names("given", "Test images", "components", "From 64 principal components"));
        for (String stack : pictures.values(STACK)) {
            Findings of = pictures.with(STACK, stack);
            List<String> layers =
                    of.spreads("layers").stream().map(each -> each.text()).toList();
            rows.add(List.of(stack, of.of("last").text(), layers.isEmpty() ? "–" : String.join(", ", layers)));
            curves.put(stack, of.row("ratios"));
            gallery = Pictures.gallery(of, gallery, Pictures.names("back", "From " + stack));
        }
        page.table(List.of("stack", "test", "layers"), rows);
        int epochs = pictures.row("ratios").size();
        curves.put(
                "principal components",
                IntStream.range(0, epochs).mapToObj(i -> 1.0).toList());
        page.plot(
                "test",
                "Error of the test images over that of principal components, by epoch, mean over the seeds.",
                Plots.lines("epoch", "error over PCA's", Scale.LOGARITHMIC, Experiments.places(epochs), curves));
        page.pictures("pictures", "Test images given back, seed 1.", gallery);
        DeepAlignments.tell(findings.with(PART, DEEP), page);
        page.conclusions(List.of(
                "One layer comes to the floor as near as float64 can tell, from the first weights of each seed.",
                "From 64 numbers one layer gives digits back with 0.4 % more error than principal components. The stack of two"
                        + " has 5.3, 5.4 and 4.4 % more by seed: the 5 % that were aimed at are met by one seed of three. Its first"
                        + " layer alone is 5.6 % over its own floor, which may be because what is kept behind an asinh is not what"
                        + " the picture needs most; that was not tested.",
                "Convolutions share their weights between places: from as many numbers their error is more than twice that of"
                        + " principal components.",
                "The deep form gives digits back as blurs after one epoch, with five times the error of principal components."
                        + " What it draws has strokes of digits, and is seldom of the class that is wanted: C(x), which is"
                        + " learned by the step alone, tells 27 % of the test images right. The paper shows pictures of longer"
                        + " trainings with an adversary; what they score is not known."));
    }

    private static String epochs(Findings pictures, String stack) {
        return String.join(", ", pictures.with(STACK, stack).values("epochs"));
    }
}
