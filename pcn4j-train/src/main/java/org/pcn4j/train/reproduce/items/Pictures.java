package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.inference.run.Ends.Known;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.systems.generative.Ability;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Originals;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.report.Picture;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Numbers;

/** What items ask of networks that generate: accuracies with a part of the pixels missing, and pictures, as numbers. */
final class Pictures {
    private static final int AT_ONCE = 500;
    private static final int SHOWN = 10;
    private static final int LEVELS = 16;
    private static final int DOZEN = 12;
    private static final double PERCENT = 100;

    private Pictures() {}

    /** Answers samples [B, units] with outputs [B, classes], in tensors of the open scope. */
    interface Answering {
        Tensor of(Tensor samples, Tensor mask);
    }

    /** Returns how many percent of test samples are told right of which a part of the pixels is known, drawn by a seed. */
    static double accuracy(Bench bench, Prepared prepared, Answering answering, double known, Seed seed)
            throws InterruptedException {
        Samples test = prepared.test();
        DType dtype = prepared.experiment().dtype().dtype();
        long right = 0;
        for (int first = 0; first < test.size(); first += AT_ONCE) {
            int[] indices = IntStream.range(first, Math.min(first + AT_ONCE, test.size()))
                    .toArray();
            try (TensorScope scope = new TensorScope();
                    Batch batch = test.batch(indices, dtype)) {
                Tensor samples = rows(batch.inputs());
                Tensor mask = mask(samples, known, seed.derive(first));
                long[] found = answering.of(samples.mul(mask), mask).argmax(1).toLongs();
                long[] labels = batch.targets().toLongs();
                right += IntStream.range(0, labels.length)
                        .filter(i -> labels[i] == found[i])
                        .count();
            }
            bench.goOn();
        }
        return PERCENT * right / test.size();
    }

    private static Tensor rows(Tensor value) {
        return value.reshape(Shape.of(value.size(0), value.elements() / value.size(0)));
    }

    private static Tensor mask(Tensor samples, double known, Seed seed) {
        var random = seed.generator();
        double[] mask = new double[Math.toIntExact(samples.elements())];
        Arrays.setAll(mask, i -> random.nextDouble() < known ? 1 : 0);
        return Tensor.of(samples.dtype(), samples.shape(), mask);
    }

    /** Answers by the network's prediction of samples whose unknown pixels are zero. */
    static Answering predicting(Generative generative, Parameters parameters) {
        return (samples, mask) -> generative.predict(parameters, samples);
    }

    /** Answers by inference in which unknown pixels are free. */
    static Answering inferring(Generative generative, Parameters parameters) {
        return (samples, mask) -> {
            Known nothing = Known.nothing(
                    samples.dtype(),
                    samples.size(0),
                    generative.ends().target().orElseThrow().count());
            try (Generative.Answer answer =
                    generative.ask(parameters, new Known(samples, mask), nothing, new Seed(0))) {
                return answer.target().orElseThrow().copy();
            }
        };
    }

    /** Answers by a forward pass. */
    static Answering forward(Prepared prepared, Parameters parameters) {
        return (samples, mask) -> {
            try (Passes passes = Passes.evaluating(parameters)) {
                return prepared.network()
                        .forward(parameters.tensors(), List.of(samples), passes)
                        .get(prepared.network().outputs().get(0).index())
                        .value();
            }
        };
    }

    /**
     * Returns pictures of what a model can be asked for.
     *
     * @param wanted of made, sampled, halves and completed
     */
    static Numbers of(Prepared prepared, Parameters parameters, Seed seed, Set<String> wanted) {
        Numbers numbers = Numbers.none();
        try (Model model = prepared.model(parameters)) {
            if (wanted.contains("made") && model.abilities().contains(Ability.GENERATE)) {
                List<double[]> made = new ArrayList<>();
                for (String label : prepared.description().domain().classes()) {
                    made.addAll(model.generate(label, 1, seed));
                }
                numbers = numbers.with("made", packed(made));
            }
            if (wanted.contains("sampled") && model.abilities().contains(Ability.SAMPLE)) {
                numbers = numbers.with("sampled", packed(model.sample(SHOWN, seed)));
            }
            if (wanted.contains("completed") && model.abilities().contains(Ability.COMPLETE)) {
                List<double[]> halves = new ArrayList<>();
                List<double[]> completed = new ArrayList<>();
                int height =
                        Math.toIntExact(prepared.description().domain().shape().size(1));
                int width =
                        Math.toIntExact(prepared.description().domain().shape().size(2));
                for (double[] original : Originals.ofTest(prepared, SHOWN)) {
                    boolean[] known = new boolean[original.length];
                    double[] half = original.clone();
                    for (int i = 0; i < known.length; i++) {
                        known[i] = i % (height * width) < height / 2 * width;
                        half[i] = known[i] ? original[i] : 0;
                    }
                    halves.add(half);
                    completed.add(model.complete(original, known));
                }
                numbers = wanted.contains("halves") ? numbers.with("halves", packed(halves)) : numbers;
                numbers = numbers.with("completed", packed(completed));
            }
        }
        return numbers;
    }

    /** Packs pixels of 16 levels, a dozen a number, so that a file of numbers can hold pictures. */
    static List<Double> packed(List<double[]> samples) {
        List<Double> numbers = new ArrayList<>();
        for (double[] sample : samples) {
            for (int from = 0; from < sample.length; from += DOZEN) {
                long number = 0;
                for (int i = from; i < from + DOZEN; i++) {
                    double level = i < sample.length ? Picture.shown(sample[i]) : 0;
                    number = number * LEVELS + Math.round(level * (LEVELS - 1));
                }
                numbers.add((double) number);
            }
        }
        return numbers;
    }

    private static List<double[]> unpacked(List<Double> numbers, int pixels) {
        int each = (pixels + DOZEN - 1) / DOZEN;
        List<double[]> samples = new ArrayList<>();
        for (int first = 0; first + each <= numbers.size(); first += each) {
            double[] sample = new double[each * DOZEN];
            for (int k = 0; k < each; k++) {
                long number = numbers.get(first + k).longValue();
                for (int i = DOZEN - 1; i >= 0; i--) {
                    sample[k * DOZEN + i] = number % LEVELS / (LEVELS - 1.0);
                    number /= LEVELS;
                }
            }
            samples.add(Arrays.copyOf(sample, pixels));
        }
        return samples;
    }

    /** Returns what rows of pictures are called on a page, by their names among the numbers: both in turns, in an order. */
    static Map<String, String> names(String... names) {
        return Experiments.settings(names);
    }

    /**
     * Returns pictures that cases found.
     *
     * @param names what each row is called on the page, by its name among the numbers; those that are not there are left out
     */
    static Gallery gallery(Findings of, Gallery before, Map<String, String> names) {
        Gallery gallery = before;
        int side = 28;
        for (Map.Entry<String, String> each : names.entrySet()) {
            String name = "picture." + each.getKey();
            List<double[]> samples = of.has(name) ? unpacked(of.row(name), side * side) : List.of();
            if (!samples.isEmpty()) {
                gallery = gallery.with(each.getValue(), Shape.of(1, side, side), samples);
            }
        }
        return gallery;
    }
}
