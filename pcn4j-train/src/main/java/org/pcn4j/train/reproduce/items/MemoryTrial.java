package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.systems.memory.AssociativeMemory;
import org.pcn4j.systems.memory.AutoencoderMemory;
import org.pcn4j.systems.memory.HopfieldMemory;
import org.pcn4j.systems.memory.Memory;
import org.pcn4j.systems.memory.MemoryException;
import org.pcn4j.systems.memory.MemorySettings;
import org.pcn4j.systems.memory.Recall;
import org.pcn4j.systems.memory.RecallSettings;
import org.pcn4j.systems.memory.StepChoice;
import org.pcn4j.systems.memory.StoreListener;
import org.pcn4j.systems.memory.Stored;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Picture;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Numbers;

/** One memory that stores images and recalls each of them from parts and from noise. */
final class MemoryTrial {
    /** Which part of the pixels is known, as fractions: one over these. */
    static final List<Integer> PARTS = List.of(2, 4, 8, 16);

    /** How many images the contact sheet shows. */
    static final int SHOWN = 4;

    /** Of larger memories nothing is shown. */
    private static final int MOST_SHOWN = 20;

    /** The deviation of the noise on corrupted images. */
    static final double NOISE = 0.2;

    private static final int LEVELS = 100;
    private static final int POINTS = 200;
    private static final int STEPS = 20;
    private static final double BETA = 1;
    private static final int AUTOENCODER_ROUNDS = 100;
    private static final int HOPFIELD_ROUNDS = 3;

    private final Map<String, String> settings;
    private final long seed;
    private final Shape shape;

    private MemoryTrial(Map<String, String> settings, long seed, Shape shape) {
        this.settings = settings;
        this.seed = seed;
        this.shape = shape;
    }

    /** Returns the shape of the images of a data set. */
    static Shape shape(String data) {
        return data.equals("mnist") || data.equals("digits") ? Shape.of(1, 28, 28) : Shape.of(3, 32, 32);
    }

    static Numbers measure(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Shape shape = shape(Experiments.of(settings, "data"));
        try (TensorScope scope = new TensorScope()) {
            int count = (int) Experiments.number(settings, "images");
            Tensor rows = prepared.train()
                    .batch(IntStream.range(0, count).toArray(), DType.FLOAT32)
                    .inputs();
            Tensor images = rows.reshape(shape.batched(count));
            return new MemoryTrial(settings, seed, shape).measure(bench, images);
        }
    }

    private MemorySettings memory() {
        int width = (int) Experiments.number(settings, "width");
        double gamma = Experiments.number(settings, "γ");
        boolean incremental = Experiments.of(settings, "memory").equals("ipc");
        Schedule rule = incremental
                ? IncrementalPredictiveCoding.schedule(STEPS, gamma)
                : InferenceLearning.schedule(STEPS, gamma);
        return MemorySettings.DEFAULT
                .withHidden(width, width)
                .withStoring(rule)
                .withStep(Experiments.of(settings, "guard").equals("on") ? StepChoice.GUARDED : StepChoice.AS_GIVEN)
                .withEpochs(updates() / (incremental ? STEPS + 1 : 1));
    }

    private int updates() {
        return (int) Experiments.number(settings, "parameter updates");
    }

    private Numbers measure(Bench bench, Tensor images) throws InterruptedException {
        return switch (Experiments.of(settings, "memory")) {
            case "autoencoder" -> {
                MemorySettings like = MemorySettings.DEFAULT
                        .withHidden((int) Experiments.number(settings, "width"), (int)
                                Experiments.number(settings, "width"))
                        .withRecalling(RecallSettings.DEFAULT.withRounds(AUTOENCODER_ROUNDS));
                try (AutoencoderMemory memory = AutoencoderMemory.of(shape, like, new Seed(seed))) {
                    Stored stored = memory.store(images, like.rate(), updates());
                    yield recalled(bench, memory, images, Numbers.none().with("energy", stored.energy()));
                }
            }
            case "hopfield" -> {
                try (HopfieldMemory memory = HopfieldMemory.of(images, BETA, HOPFIELD_ROUNDS)) {
                    yield recalled(bench, memory, images, Numbers.none());
                }
            }
            default -> associative(bench, images);
        };
    }

    private Numbers associative(Bench bench, Tensor images) throws InterruptedException {
        try (AssociativeMemory memory = AssociativeMemory.of(shape, memory(), new Seed(seed))) {
            boolean[] goesOn = {true};
            StoreListener listener = (epoch, of, energy) -> {
                try {
                    bench.done(0.5 * epoch / of);
                } catch (InterruptedException e) {
                    goesOn[0] = false;
                }
                return goesOn[0];
            };
            Stored stored;
            try {
                stored = memory.store(images, listener);
            } catch (MemoryException e) {
                return Numbers.none().with("energy grew", 1);
            }
            bench.goOn();
            Numbers numbers = Numbers.none()
                    .with("energy", stored.energy())
                    .with("energies", thinned(stored.energies()))
                    .with("γλ", stored.step().orElseThrow().product())
                    .with("γ at the end", stored.step().orElseThrow().gamma());
            return recalled(bench, memory, images, numbers);
        }
    }

    private Numbers recalled(Bench bench, Memory memory, Tensor images, Numbers before) throws InterruptedException {
        Numbers numbers = before;
        // What pictures show need not be measured more than once.
        boolean shown = seed == 1
                && shape.size(0) == 1
                && Experiments.number(settings, "images") <= MOST_SHOWN
                && Experiments.of(settings, "memory").equals("ipc");
        if (shown) {
            numbers = numbers.with("picture.original", pixels(images));
        }
        for (int part : PARTS) {
            bench.goOn();
            try (Tensor known = known(part);
                    Recall recall = memory.recall(images, known)) {
                numbers = found(numbers, "1/" + part, recall, images);
                if (shown && part <= PARTS.get(1)) {
                    numbers = numbers.with("picture.1/" + part, pixels(recall.recalled()))
                            .with(
                                    "recall.1/" + part,
                                    thinned(recall.rounds().get(0).energies()));
                }
            }
        }
        bench.done(0.8);
        Tensor noise = new Seed(seed).derive("noise").normal(images.dtype(), images.shape(), 0, NOISE);
        Tensor corrupted = images.add(noise);
        try (Recall recall = memory.denoise(corrupted)) {
            numbers = found(numbers, "noise", recall, images);
            if (shown) {
                numbers = numbers.with("picture.corrupted", pixels(corrupted))
                        .with("picture.noise", pixels(recall.recalled()));
            }
        }
        return numbers;
    }

    private static Numbers found(Numbers numbers, String name, Recall recall, Tensor images) {
        return numbers.with(
                name,
                Numbers.none()
                        .with("below .001", recall.success(images, 0.001))
                        .with("below .005", recall.success(images, 0.005))
                        .with(
                                "mse",
                                Arrays.stream(recall.errors(images)).average().orElseThrow()));
    }

    /** The upper part of every image is known. */
    private Tensor known(int part) {
        return Tensor.of(DType.FLOAT32, shape, known(shape, part));
    }

    /** Returns ones in the upper part of an image and zeros below. */
    static double[] known(Shape shape, int part) {
        double[] known = new double[Math.toIntExact(shape.elements())];
        long plane = shape.size(1) * shape.size(2);
        for (int i = 0; i < known.length; i++) {
            known[i] = i % plane < plane / part ? 1 : 0;
        }
        return known;
    }

    private static List<Double> pixels(Tensor images) {
        double[] all = images.toDoubles();
        int width = all.length / Math.toIntExact(images.size(0));
        List<Double> some = new ArrayList<>();
        for (int i = 0; i < Math.min(all.length, SHOWN * width); i++) {
            some.add(Math.rint(LEVELS * Picture.shown(all[i])) / LEVELS);
        }
        return some;
    }

    private static List<Double> thinned(List<Double> all) {
        return all.subList(0, Math.min(all.size(), POINTS));
    }
}
