package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Samples;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.report.Insight.Mistake;

/** What a network answers to samples with classes: which it confuses, and where it is surest and wrong. */
final class Answers {
    private static final int AT_A_TIME = 64;
    private static final int MOST_CLASSES = 128;
    private static final int MOST_MISTAKES = 24;

    private final Network network;
    private final Parameters parameters;
    private final List<String> classes;
    private final Optional<Shape> pictures;
    private final boolean probabilities;
    // Nothing where there are more classes than can be shown: their pairs might not fit into memory.
    private final long[][] counts;
    private long counted;
    private final List<Mistake> mistakes = new ArrayList<>();

    /** Prepares to count answers of a network with one output. */
    private Answers(Network network, Parameters parameters, List<String> names, Optional<Shape> pictures) {
        this.network = network;
        this.parameters = parameters;
        this.pictures = pictures;
        Node output = network.outputs().get(0);
        this.probabilities = output.energy().takesSoftmax();
        int width = (int) output.shape().size(output.shape().rank() - 1);
        this.classes = names.size() == width
                ? names
                : IntStream.range(0, width).mapToObj(Integer::toString).toList();
        this.counts = width <= MOST_CLASSES ? new long[width][width] : new long[0][];
    }

    /** Returns the answers to the first samples; none counted where targets are numbers; no confusion of too many classes. */
    static Answers to(
            Samples samples,
            int most,
            Network network,
            Parameters parameters,
            List<String> names,
            Optional<Shape> pictures) {
        Answers answers = new Answers(network, parameters, names, pictures);
        int size = Math.min(samples.size(), most);
        for (int first = 0; first < size; first += AT_A_TIME) {
            int[] indices =
                    IntStream.range(first, Math.min(first + AT_A_TIME, size)).toArray();
            try (TensorScope scope = new TensorScope()) {
                answers.count(samples.batch(indices, parameters.dtype()), first);
            }
        }
        return answers;
    }

    /** Returns which classes were taken for which, if answers were counted and the classes are not too many to show. */
    Optional<ConfusionTable> confusion() {
        return counted > 0
                ? Optional.of(new ConfusionTable(
                        classes,
                        Arrays.stream(counts)
                                .map(row -> Arrays.stream(row).boxed().toList())
                                .toList()))
                : Optional.empty();
    }

    /** Returns the wrong answers given with the greatest certainty, of samples with one answer each. */
    List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }

    private void count(Batch batch, int first) {
        if (batch.targets().dtype() != DType.INT64) {
            return;
        }
        try (Passes passes = Passes.evaluating(parameters)) {
            Node output = network.outputs().get(0);
            Tensor scores = network.forward(parameters.tensors(), List.of(batch.inputs()), passes)
                    .get(output.index())
                    .value();
            count(scores.toDoubles(), batch.targets().toLongs(), batch, first);
        }
    }

    private void count(double[] scores, long[] labels, Batch batch, int first) {
        int width = classes.size();
        boolean single = labels.length == batch.inputs().size(0);
        // Read once, and only where there is something to be seen.
        Optional<double[]> pixels = pictures.map(unused -> batch.inputs().toDoubles());
        for (int answer = 0; answer < labels.length; answer++) {
            int truth = (int) labels[answer];
            int guess = largest(scores, answer * width, width);
            if (counts.length > 0) {
                counts[truth][guess]++;
                counted++;
            }
            if (single && truth != guess) {
                double certainty = certainty(scores, answer * width, guess);
                if (isAmongTheSurest(certainty)) {
                    add(new Mistake(
                            first + answer,
                            classes.get(truth),
                            classes.get(guess),
                            certainty,
                            picture(pixels, answer)));
                }
            }
        }
    }

    private boolean isAmongTheSurest(double certainty) {
        return mistakes.size() < MOST_MISTAKES
                || certainty > mistakes.get(mistakes.size() - 1).certainty();
    }

    private void add(Mistake mistake) {
        mistakes.add(mistake);
        mistakes.sort(Comparator.comparingDouble(Mistake::certainty).reversed());
        if (mistakes.size() > MOST_MISTAKES) {
            mistakes.remove(MOST_MISTAKES);
        }
    }

    private Optional<Picture> picture(Optional<double[]> pixels, int sample) {
        return pictures.map(shape -> Picture.of(shape, pixels.orElseThrow(), sample * (int) shape.elements()));
    }

    private static int largest(double[] scores, int from, int width) {
        int largest = 0;
        for (int i = 1; i < width; i++) {
            largest = scores[from + i] > scores[from + largest] ? i : largest;
        }
        return largest;
    }

    private double certainty(double[] scores, int from, int guess) {
        double top = scores[from + guess];
        if (!probabilities) {
            return top;
        }
        double sum = 0;
        for (int i = 0; i < classes.size(); i++) {
            sum += Math.exp(scores[from + i] - top);
        }
        return 1 / sum;
    }
}
