package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcn4j.analysis.LinearDecoder;
import org.pcn4j.data.Batch;
import org.pcn4j.systems.temporal.InvariantNetwork;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Brucklacher et al. 2023: representations of what moves, learned from a state that is carried, or from frames by themselves. */
final class Invariance implements Item {
    private static final int DIGITS = 10;
    private static final int FRAMES = 6;
    private static final int SHIFT = 2;
    private static final int AGAIN = 5;
    private static final int FOLDS = 3;
    private static final int SAMPLES = 500;

    @Override
    public String name() {
        return "invariance";
    }

    @Override
    public String sentence() {
        return "Units tuned to what moves and not to where it is, because the state is carried from frame to frame.";
    }

    @Override
    public String paper() {
        return "Brucklacher et al. 2023, Front. Comput. Neurosci. 17:1207361";
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
        for (String shown : List.of("moving", "static", "nothing")) {
            for (long seed : scope.seeds(4)) {
                Map<String, String> settings = Experiments.settings(
                        "shown",
                        shown,
                        "sizes",
                        scope.of("784, 30, 10", "784, 200, 80, 30", "784, 2000, 500, 30"),
                        "epochs",
                        scope.of("1", "3", "20"),
                        "steps",
                        scope.of("100", "1000", "2000"),
                        "static",
                        scope.of("10 steps and 2 updates", "100 steps and 10 updates", "600 steps and 60 updates"),
                        Case.EXPERIMENT,
                        "model=mlp batch=1 data={name: " + scope.data("mnist") + ", validation: 0} data.train="
                                + SAMPLES + " data.test=20");
                cases.add(new Case(
                        settings, seed, shown.equals("nothing") ? 10 : 30, bench -> measure(bench, settings, seed)));
            }
        }
        return cases;
    }

    private static Numbers measure(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        List<Integer> sizes = Stream.of(Experiments.of(settings, "sizes").split(", ", -1))
                .map(Integer::valueOf)
                .toList();
        int steps = (int) Experiments.number(settings, "steps");
        try (TensorScope scope = new TensorScope();
                InvariantNetwork network =
                        new InvariantNetwork(sizes, DType.FLOAT32, new Seed(seed).derive("weights"))) {
            List<Tensor> frames = frames(prepared, seed);
            learn(bench, network, frames, settings);
            List<Double> tops = new ArrayList<>();
            double squares = 0;
            for (Tensor frame : frames) {
                bench.goOn();
                try (Tensor top = network.represent(frame, steps);
                        Tensor shown = network.reconstruct(frame, steps);
                        Tensor off = shown.sub(frame);
                        Tensor square = off.mul(off);
                        Tensor sum = square.sum()) {
                    Arrays.stream(top.toDoubles()).forEach(tops::add);
                    squares += sum.item() / frame.elements() / frames.size();
                }
            }
            int width = sizes.get(sizes.size() - 1);
            double[] all = tops.stream().mapToDouble(Double::doubleValue).toArray();
            int[] labels =
                    IntStream.range(0, DIGITS * FRAMES).map(i -> i % DIGITS).toArray();
            Tensor features = Tensor.of(DType.FLOAT64, Shape.of(labels.length, width), all);
            double[][] alike = alike(all, width);
            return Numbers.none()
                    .with("decoding", 100 * LinearDecoder.crossValidated(features, labels, DIGITS, FOLDS))
                    .with("within", mean(alike, true))
                    .with("between", mean(alike, false))
                    .with("reconstruction", squares)
                    .with(
                            "alike",
                            Arrays.stream(alike)
                                    .flatMapToDouble(Arrays::stream)
                                    .boxed()
                                    .toList());
        }
    }

    /** One digit of each class, at each of its places: a batch of all digits a frame. */
    private static List<Tensor> frames(Prepared prepared, long seed) {
        int[] order = new Seed(seed).permutation(prepared.train().size());
        double[][] digits = new double[DIGITS][];
        for (int i : order) {
            try (Batch batch = prepared.train().batch(new int[] {i}, DType.FLOAT32)) {
                int label = Math.toIntExact(batch.targets().toLongs()[0]);
                digits[label] = digits[label] == null ? batch.inputs().toDoubles() : digits[label];
            }
        }
        int size = digits[0].length;
        int side = (int) Math.round(Math.sqrt(size));
        List<Tensor> frames = new ArrayList<>();
        for (int frame = 0; frame < FRAMES; frame++) {
            int shift = SHIFT * frame - SHIFT * (FRAMES - 1) / 2;
            double[] numbers = new double[DIGITS * size];
            for (int d = 0; d < DIGITS; d++) {
                for (int place = 0; place < size; place++) {
                    int from = place % side - shift;
                    boolean inside = from >= 0 && from < side;
                    numbers[d * size + place] = inside ? digits[d][place - shift] : 0;
                }
            }
            frames.add(Tensor.of(DType.FLOAT32, Shape.of(DIGITS, size), numbers));
        }
        return frames;
    }

    private static void learn(Bench bench, InvariantNetwork network, List<Tensor> frames, Map<String, String> settings)
            throws InterruptedException {
        String shown = Experiments.of(settings, "shown");
        int epochs = shown.equals("nothing") ? 0 : (int) Experiments.number(settings, "epochs");
        String[] words = Experiments.of(settings, "static").split(" ", -1);
        for (int epoch = 0; epoch < epochs; epoch++) {
            network.rest();
            for (int again = 0; again < AGAIN; again++) {
                bench.done((epoch + (double) again / AGAIN) / epochs);
                for (Tensor frame : frames) {
                    if (shown.equals("static")) {
                        network.rest();
                        network.watch(frame, Integer.parseInt(words[0]));
                        network.show(frame, Integer.parseInt(words[3]));
                    } else {
                        network.show(frame, 10);
                    }
                }
            }
        }
    }

    /** The mean correlation of the rates on top between the frames of each two digits, one's own frame left out. */
    private static double[][] alike(double[] tops, int width) {
        double[][] sums = new double[DIGITS][DIGITS];
        int all = DIGITS * FRAMES;
        for (int i = 0; i < all; i++) {
            for (int j = 0; j < all; j++) {
                int pairs = i % DIGITS == j % DIGITS ? FRAMES * (FRAMES - 1) : FRAMES * FRAMES;
                sums[i % DIGITS][j % DIGITS] += i == j ? 0 : correlation(tops, i * width, j * width, width) / pairs;
            }
        }
        return sums;
    }

    private static double correlation(double[] numbers, int one, int other, int width) {
        double meanOfOne = Arrays.stream(numbers, one, one + width).average().orElseThrow();
        double meanOfOther =
                Arrays.stream(numbers, other, other + width).average().orElseThrow();
        double product = 0;
        double squareOfOne = 0;
        double squareOfOther = 0;
        for (int k = 0; k < width; k++) {
            double a = numbers[one + k] - meanOfOne;
            double b = numbers[other + k] - meanOfOther;
            product += a * b;
            squareOfOne += a * a;
            squareOfOther += b * b;
        }
        return product == 0 ? 0 : product / Math.sqrt(squareOfOne * squareOfOther);
    }

    private static double mean(double[][] alike, boolean own) {
        double sum = 0;
        for (int i = 0; i < DIGITS; i++) {
            for (int j = 0; j < DIGITS; j++) {
                sum += (i == j) == own ? alike[i][j] : 0;
            }
        }
        return sum / (own ? DIGITS : DIGITS * (DIGITS - 1));
    }

    @Override
    public void tell(Findings findings, Page page) {
        Map<String, String> settings = findings.cases().get(0).settings();
        page.paragraph("Ten digits of "
                + Experiments.data(Experiments.of(settings, Case.EXPERIMENT))
                + ", each at six places two pixels apart, are shown to a network of the sizes "
                + Experiments.of(settings, "sizes")
                + " for " + Experiments.of(settings, "epochs")
                + " epochs, each frame five times an epoch. *Moving*: potentials are carried from frame"
                + " to frame. *Static*: they are put to rest before each frame, which then is inferred for "
                + Experiments.of(settings, "static") + ". *Nothing*: nothing is learned. Then the rates on top, after "
                + Experiments.of(settings, "steps")
                + " steps from rest for each frame, are decoded by least squares on frames that the decoder has not seen (three folds, chance"
                + " is 10 %). Mean over the seeds ± their standard deviation:");
        List<List<String>> rows = new ArrayList<>();
        Map<String, String> known = Map.of("moving", "83, 78", "static", "22, 20", "nothing", "23");
        for (String shown : findings.values("shown")) {
            Findings of = findings.with("shown", shown);
            rows.add(List.of(
                    shown,
                    of.of("decoding").text(),
                    Experiments.of(known, shown),
                    of.of("within").text(),
                    of.of("between").text(),
                    of.of("reconstruction").text()));
        }
        page.table(
                List.of(
                        "shown",
                        "decoded, %",
                        "one or two other seeds, computed independently",
                        "correlation within a digit",
                        "between digits",
                        "squared error of reconstruction"),
                rows);
        page.paragraph(
                "The paper shows accuracies as figures alone, of 784-2000-500-30 after 20 epochs: with translation, rotation and"
                        + " scaling decoding is above that of the static control in each.");
        List<String> names =
                IntStream.range(0, DIGITS).mapToObj(Integer::toString).toList();
        for (String shown : findings.values("shown")) {
            List<Double> alike = findings.with("shown", shown).row("alike");
            if (alike.size() != DIGITS * DIGITS || shown.equals("nothing")) {
                continue;
            }
            List<List<Double>> cells = IntStream.range(0, DIGITS)
                    .mapToObj(i -> alike.subList(i * DIGITS, (i + 1) * DIGITS))
                    .toList();
            page.plot(
                    shown,
                    "Correlation of the rates on top between frames of two digits, mean over the seeds: " + shown + ".",
                    Plots.cells("digit", "digit", names, names, cells, 1));
        }
        page.conclusions(List.of(
                "A state carried from frame to frame tunes the units on top to the digit: a decoder classifies its frames at places"
                        + " that it has not seen. Trained from rest before each frame, the network does little better than an untrained"
                        + " one.",
                "The static network reconstructs four times as well: it learns frames, the other learns what they show.",
                "Ten digits are shown side by side: their updates are summed and the weights projected once. The authors' code"
                        + " learns from one digit after the other and projects each time."));
    }
}
