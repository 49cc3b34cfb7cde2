package org.pcn4j.train.reproduce.items;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.function.Tanh;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.systems.memory.AssociativeMemory;
import org.pcn4j.systems.memory.CovarianceMemory;
import org.pcn4j.systems.memory.CovarianceSettings;
import org.pcn4j.systems.memory.CovarianceSettings.Form;
import org.pcn4j.systems.memory.CovarianceSettings.Moving;
import org.pcn4j.systems.memory.HybridMemory;
import org.pcn4j.systems.memory.Memory;
import org.pcn4j.systems.memory.MemoryException;
import org.pcn4j.systems.memory.MemorySettings;
import org.pcn4j.systems.memory.Recall;
import org.pcn4j.systems.memory.Stored;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Operator;
import org.pcn4j.tensor.PointwiseKernels;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Numbers;

/** One covariance memory that stores patterns and recalls them. */
final class CovarianceTrial {
    private static final int SIDE = 5;
    private static final int COUNT = 20;
    private static final double LENGTH = 2;
    private static final double VARIANCE = 0.05;
    private static final int BATCH = 8;
    private static final int STEPS = 20;
    /** How bright red, green and blue look, by ITU-R BT.601. */
    private static final double[] BRIGHTNESS = {0.299, 0.587, 0.114};

    private CovarianceTrial() {}

    private static Form form(Map<String, String> settings) {
        return Form.valueOf(Experiments.of(settings, "form").toUpperCase(Locale.ROOT));
    }

    /** Small patterns of a normal distribution. */
    static Numbers patterns(Map<String, String> settings, long seed) {
        int width = SIDE * SIDE;
        Shape shape = Shape.of(width);
        int epochs = (int) Experiments.number(settings, "epochs");
        CovarianceSettings memory =
                CovarianceSettings.forPatterns(form(settings)).withLearning(Moving.SGD, 0.005, epochs);
        try (TensorScope scope = new TensorScope();
                CovarianceMemory stored = CovarianceMemory.of(shape, memory, DType.FLOAT64)) {
            Tensor factor = Operator.named("aten::linalg_cholesky", "").call(correlation(), true);
            Tensor patterns = new Seed(seed)
                    .normal(DType.FLOAT64, shape.batched(COUNT), 0, 1)
                    .matmul(factor);
            int[] order = new Seed(seed).derive("hidden").permutation(width);
            double[] known = new double[width];
            Arrays.fill(known, 1);
            for (int i = 0; i < (int) Experiments.number(settings, "hidden"); i++) {
                known[order[i]] = 0;
            }
            Tensor mask = Tensor.of(DType.FLOAT64, shape, known);
            try {
                Stored unused = stored.store(patterns);
                try (Recall recall = stored.recall(patterns, mask)) {
                    double corrupted = mean(PointwiseKernels.weighted(patterns, mask), patterns);
                    return Numbers.none().with("share", mean(recall.recalled(), patterns) / corrupted);
                }
            } catch (MemoryException e) {
                return Numbers.none().with("failed", 1);
            }
        }
    }

    /** exp(−distance / 2) between the places of a grid. */
    private static Tensor correlation() {
        int width = SIDE * SIDE;
        double[] numbers = new double[width * width];
        for (int i = 0; i < numbers.length; i++) {
            int a = i / width;
            int b = i % width;
            numbers[i] = Math.exp(-Math.hypot(a / SIDE - b / SIDE, a % SIDE - b % SIDE) / LENGTH);
        }
        return Tensor.of(DType.FLOAT64, Shape.of(width, width), numbers);
    }

    private static double mean(Tensor found, Tensor expected) {
        try (Tensor difference = found.sub(expected);
                Tensor squares = difference.mul(difference);
                Tensor sum = squares.sum()) {
            return sum.item() / expected.elements();
        }
    }

    /** Pictures in gray. */
    static Numbers pictures(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Shape shape = MemoryTrial.shape(Experiments.of(settings, "data"));
        int count = (int) Experiments.number(settings, "images");
        try (TensorScope scope = new TensorScope()) {
            Tensor rows = prepared.train()
                    .batch(IntStream.range(0, count).toArray(), DType.FLOAT32)
                    .inputs();
            Shape gray = Shape.of(1, shape.size(1), shape.size(2));
            Tensor images = gray(rows.reshape(shape.batched(count)), gray);
            try (Memory memory = stored(settings, images, gray, seed)) {
                bench.done(0.8);
                return recalled(memory, images, gray, seed);
            } catch (MemoryException e) {
                return Numbers.none().with("failed", 1);
            }
        }
    }

    private static Tensor gray(Tensor images, Shape gray) {
        if (images.size(1) == 1) {
            return images;
        }
        Tensor sum = images.select(1, 0).mul(BRIGHTNESS[0]);
        for (int channel = 1; channel < BRIGHTNESS.length; channel++) {
            sum = sum.add(images.select(1, channel), BRIGHTNESS[channel]);
        }
        return sum.reshape(gray.batched(images.size(0)));
    }

    private static Memory stored(Map<String, String> settings, Tensor images, Shape shape, long seed) {
        String form = Experiments.of(settings, "form");
        int epochs = (int) Experiments.number(settings, "epochs");
        double rate = Experiments.number(settings, "learning rate");
        if (!form.equals("hierarchy") && !form.equals("hybrid")) {
            CovarianceSettings layer =
                    CovarianceSettings.forPictures(form(settings)).withLearning(Moving.ADAM, rate, epochs);
            CovarianceMemory memory = CovarianceMemory.of(shape, layer, DType.FLOAT32);
            return closingWhereItFails(memory, () -> memory.store(images));
        }
        String[] widths = Experiments.of(settings, "widths").split(" ", -1);
        MemorySettings layers = MemorySettings.DEFAULT
                .withHidden(Integer.parseInt(widths[0]), Integer.parseInt(widths[1]))
                .withActivation(new Tanh())
                .withStoring(InferenceLearning.schedule(STEPS, 0.1))
                .withRate(rate)
                .withEpochs(epochs)
                .withBatch(BATCH);
        if (form.equals("hierarchy")) {
            AssociativeMemory memory = AssociativeMemory.of(shape, layers, new Seed(seed));
            return closingWhereItFails(memory, () -> memory.store(images));
        }
        HybridMemory memory = HybridMemory.of(shape, layers, Form.DENDRITIC, new Seed(seed), DType.FLOAT32);
        return closingWhereItFails(memory, () -> memory.store(images));
    }

    private static Memory closingWhereItFails(Memory memory, Runnable storing) {
        try {
            storing.run();
            return memory;
        } catch (MemoryException e) {
            memory.close();
            throw e;
        }
    }

    private static Numbers recalled(Memory memory, Tensor images, Shape shape, long seed) {
        Tensor half = Tensor.of(DType.FLOAT32, shape, MemoryTrial.known(shape, 2));
        Tensor noisy = images.add(
                new Seed(seed).derive("noise").normal(images.dtype(), images.shape(), 0, Math.sqrt(VARIANCE)));
        Numbers numbers = Numbers.none();
        try (Recall recall = memory.recall(images, half)) {
            numbers = numbers.with("half", found(recall, PointwiseKernels.weighted(images, half), images));
        }
        try (Recall recall = memory.denoise(noisy)) {
            return numbers.with("noise", found(recall, noisy, images));
        }
    }

    private static Numbers found(Recall recall, Tensor corrupted, Tensor images) {
        double error = mean(recall.recalled(), images);
        return Numbers.none().with("mse", error).with("share", error / mean(corrupted, images));
    }
}
