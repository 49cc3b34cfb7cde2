package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Adam;
import org.pcn4j.systems.meta.MetaPredictiveNetwork;
import org.pcn4j.systems.meta.MetaPredictiveNetwork.Inference;
import org.pcn4j.systems.meta.WeightDistributions;
import org.pcn4j.tensor.ActivationKernels;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Spread;

/** One recurrent network that learns to tell images read row by row. */
final class RowTrial {
    static final List<String> LAYERS = List.of("hidden", "input", "output");
    static final int BINS = 20;
    /** Of a part of a histogram. */
    static final double WIDTH = 0.01;

    private static final int ROWS = 28;
    private static final int CLASSES = 10;
    private static final int DRAWS = 10;
    private static final double LATER = 0.4;

    private RowTrial() {}

    /** Moves m by one optimizer and π and Ξ by another. */
    private record Split(Adam means, Adam others) implements ParameterUpdater, AutoCloseable {
        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            (name.endsWith(".m") ? means : others).update(name, theta, delta);
        }

        @Override
        public void endTime() {
            means.endTime();
            others.endTime();
        }

        @Override
        public boolean idleAtZero() {
            return means.idleAtZero() && others.idleAtZero();
        }

        void setLearningRateFactor(double factor) {
            means.setLearningRateFactor(factor);
            others.setLearningRateFactor(factor);
        }

        @Override
        public void close() {
            means.close();
            others.close();
        }
    }

    /** Images whose rows come one after the other, [28, B, 28], and classes, [B]. In tensors of the open scope. */
    private static final class Sequences {
        private final Tensor rows;
        private final double[] classes;

        Sequences(Batch batch) {
            Tensor images = batch.inputs();
            Tensor square = images.reshape(Shape.of(images.size(0), ROWS, ROWS));
            this.rows = ShapeKernels.transpose(square, 0, 1).contiguous();
            this.classes = batch.targets().toDoubles();
        }

        Tensor labels() {
            double[] labels = new double[classes.length * CLASSES];
            for (int i = 0; i < classes.length; i++) {
                labels[i * CLASSES + (int) classes[i]] = 1;
            }
            return Tensor.of(DType.FLOAT32, Shape.of(classes.length, CLASSES), labels);
        }

        /** Returns how many percent have the largest number at their class. */
        double accuracy(Tensor numbers) {
            double[] found = numbers.argmax(1).toDoubles();
            long right = IntStream.range(0, found.length)
                    .filter(i -> found[i] == classes[i])
                    .count();
            return 100.0 * right / found.length;
        }
    }

    static Numbers measure(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        int epochs = (int) Experiments.number(settings, "epochs");
        int batches = (int) Experiments.number(settings, "batches");
        Seed drawn = new Seed(seed);
        try (TensorScope scope = new TensorScope();
                MetaPredictiveNetwork network = new MetaPredictiveNetwork(
                        MetaPredictions.way(settings),
                        ROWS,
                        (int) Experiments.number(settings, "hidden"),
                        CLASSES,
                        DType.FLOAT32,
                        drawn);
                Split updater = new Split(
                        adam(settings, "rate of m", "decay of m"),
                        adam(settings, "rate of π and Ξ", "decay of π and Ξ"))) {
            int[] all = IntStream.range(0, prepared.test().size()).toArray();
            Sequences test = new Sequences(prepared.test().batch(all, DType.FLOAT32));
            int[] order = drawn.permutation(prepared.train().size());
            int batch = prepared.experiment().batch();
            List<Double> accuracies = new ArrayList<>();
            List<Double> losses = new ArrayList<>();
            for (int epoch = 0; epoch < epochs; epoch++) {
                int halved = (int) (epoch / (LATER * epochs));
                updater.setLearningRateFactor(Math.pow(0.5, halved));
                Inference inference = new Inference(
                        (int) Experiments.number(settings, halved == 0 ? "T" : "T later"),
                        Experiments.number(settings, "γ"));
                double loss = 0;
                for (int i = 0; i < batches; i++) {
                    int update = epoch * batches + i;
                    bench.done((double) update / (epochs * batches));
                    int from = (int) ((long) update * batch % (order.length - batch + 1));
                    try (TensorScope ofUpdate = new TensorScope()) {
                        int[] indices = Arrays.copyOfRange(order, from, from + batch);
                        Sequences sequences = new Sequences(prepared.train().batch(indices, DType.FLOAT32));
                        Seed noise = drawn.derive("noise").derive(update);
                        loss += network.update(sequences.rows, sequences.labels(), inference, noise, updater);
                    }
                }
                losses.add(loss / batches);
                try (TensorScope ofMeans = new TensorScope()) {
                    accuracies.add(test.accuracy(network.classifyByMeans(test.rows)));
                }
            }
            return weights(
                    network,
                    draws(network, test, drawn.derive("draw"))
                            .with("accuracies", accuracies)
                            .with("losses", losses)
                            .with("last", accuracies.get(accuracies.size() - 1)));
        }
    }

    /** Accuracies by single draws of the noise, and by the probabilities of all of them on average. */
    private static Numbers draws(MetaPredictiveNetwork network, Sequences test, Seed noise) {
        try (TensorScope scope = new TensorScope()) {
            List<Double> single = new ArrayList<>();
            Tensor sum = Tensor.full(DType.FLOAT32, Shape.of(test.classes.length, CLASSES), 0);
            for (int draw = 0; draw < DRAWS; draw++) {
                try (TensorScope ofDraw = new TensorScope()) {
                    Tensor logits = network.classify(test.rows, noise.derive(draw));
                    single.add(test.accuracy(logits));
                    sum.addInPlace(ActivationKernels.softmax(logits));
                }
            }
            Spread spread = Spread.of(single);
            return Numbers.none()
                    .with("one draw", spread.mean())
                    .with("draws", spread.deviation())
                    .with("ten draws", test.accuracy(sum));
        }
    }

    private static Adam adam(Map<String, String> settings, String rate, String decay) {
        return new Adam(Experiments.number(settings, rate), 0.9, 0.999, 1e-8, Experiments.number(settings, decay));
    }

    private static Numbers weights(MetaPredictiveNetwork network, Numbers numbers) {
        Numbers all = numbers;
        for (String layer : LAYERS) {
            WeightDistributions weights = switch (layer) {
                case "hidden" -> network.recurrent();
                case "input" -> network.input();
                default -> network.output();
            };
            all = parameter(all, layer + " π", weights.absent().toDoubles());
            all = parameter(all, layer + " Ξ", weights.spread().toDoubles());
        }
        return all;
    }

    private static Numbers parameter(Numbers numbers, String name, double[] found) {
        double[] shares = new double[BINS];
        for (double each : found) {
            shares[(int) Math.min(BINS - 1, each / WIDTH)] += 100.0 / found.length;
        }
        long zeros = Arrays.stream(found).filter(each -> each == 0).count();
        return numbers.with(name, Arrays.stream(shares).boxed().toList())
                .with(name + " mean", Arrays.stream(found).average().orElse(0))
                .with(name + " zero", 100.0 * zeros / found.length);
    }
}
