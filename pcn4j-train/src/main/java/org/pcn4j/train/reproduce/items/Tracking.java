package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.learning.Adam;
import org.pcn4j.systems.temporal.SequenceMemory;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;
import org.pcn4j.train.reproduce.Spread;

/** Millidge et al. 2024 and Tang, Barron and Bogacz 2023: predictive coding in time. */
final class Tracking implements Item {
    private static final String PART = "part";
    private static final double SEEN_WELL = 0.35;
    private static final List<String> FILTERS = List.of("equilibrium", "20 steps", "10 steps", "1 step");
    private static final List<String> MEMORIES = List.of("predictive coding", "least squares", "Hopfield network");

    @Override
    public String name() {
        return "tracking";
    }

    @Override
    public String sentence() {
        return "Filtering online against a Kalman filter, learning the world while filtering it, and sequences recalled.";
    }

    @Override
    public String paper() {
        return "Millidge et al. 2024; Tang, Barron and Bogacz 2023";
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
        String frames = scope.of("60", "1000", "1000");
        for (long seed : scope.seeds(scope.of(1, 15, 50))) {
            cases.add(new Case(
                    Experiments.settings(PART, "filters", "frames", frames),
                    seed,
                    12,
                    bench -> filters(bench, Integer.parseInt(frames), seed)));
        }
        for (String learns : List.of("nothing", "C", "A", "A and C")) {
            String length = scope.of("60", "1000", "1000");
            for (long seed : scope.seeds(5)) {
                Map<String, String> settings =
                        Experiments.settings(PART, "learning", "learns", learns, "frames", length);
                cases.add(new Case(settings, seed, 6, bench -> {
                    bench.goOn();
                    return ConstantAcceleration.of(seed, Integer.parseInt(length))
                            .learned(learns);
                }));
            }
        }
        for (String length :
                scope.of(List.of("4"), List.of("4", "16", "64", "256"), List.of("4", "16", "64", "256", "1024"))) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        PART,
                        "sequences",
                        "frames",
                        length,
                        "updates",
                        scope.of("20", "500", "2000"),
                        Case.EXPERIMENT,
                        "model=mlp batch=1 data={name: " + scope.data("mnist") + ", validation: 0} data.train=2000"
                                + " data.test=20");
                cases.add(new Case(settings, seed, 20, bench -> sequences(bench, settings, seed)));
            }
        }
        return cases;
    }

    private static Numbers filters(Bench bench, int frames, long seed) throws InterruptedException {
        ConstantAcceleration world = ConstantAcceleration.of(seed, frames);
        double kalman = world.kalman();
        Numbers numbers = Numbers.none().with("kalman", kalman);
        for (String filter : FILTERS) {
            bench.goOn();
            double error = filter.equals("equilibrium")
                    ? world.settled()
                    : world.filtered(Integer.parseInt(filter.substring(0, filter.indexOf(' '))));
            numbers = numbers.with(filter, error).with(filter + " ratio", error / kalman);
        }
        return numbers.with("expected ratio", world.expectedRatio()).with("least", world.leastSeen());
    }

    /** Stores pictures of ones and minus ones in a row and recalls them from the first: the part of pixels that is wrong. */
    private static Numbers sequences(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        int frames = (int) Experiments.number(settings, "frames");
        int updates = (int) Experiments.number(settings, "updates");
        try (TensorScope scope = new TensorScope()) {
            int[] chosen = IntStream.of(
                            new Seed(seed).permutation(prepared.train().size()))
                    .limit(frames)
                    .toArray();
            double[] pixels =
                    prepared.train().batch(chosen, DType.FLOAT64).inputs().toDoubles();
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = pixels[i] > 0.5 ? 1 : -1;
            }
            int width = pixels.length / frames;
            Tensor sequence = Tensor.of(DType.FLOAT64, Shape.of(frames, width), pixels);
            Numbers numbers = Numbers.none();
            for (String kind : MEMORIES) {
                bench.goOn();
                try (SequenceMemory memory = new SequenceMemory(width, DType.FLOAT64)) {
                    if (kind.equals("least squares")) {
                        memory.storeByLeastSquares(sequence);
                    } else if (kind.equals("Hopfield network")) {
                        memory.storeByProducts(sequence);
                    } else {
                        try (Adam adam = new Adam(1e-3)) {
                            double unused = memory.store(sequence, updates, adam);
                        }
                    }
                    numbers = numbers.with(kind, wrong(memory, sequence));
                }
            }
            return numbers;
        }
    }

    private static double wrong(SequenceMemory memory, Tensor sequence) {
        int following = Math.toIntExact(sequence.size(0)) - 1;
        double[] recalled = memory.recallSigns(sequence.select(0, 0), following).toDoubles();
        double[] truth = sequence.narrow(0, 1, following).contiguous().toDoubles();
        double wrong = 0;
        for (int i = 0; i < truth.length; i++) {
            wrong += recalled[i] == truth[i] ? 0 : 1;
        }
        return 100 * wrong / truth.length;
    }

    @Override
    public void tell(Findings findings, Page page) {
        filters(findings.with(PART, "filters"), page);
        learning(findings.with(PART, "learning"), page);
        sequences(findings.with(PART, "sequences"), page);
        page.conclusions(List.of(
                "At equilibrium the filter is Kalman's with the covariance of its predictions held at the noise's. What that costs depends"
                        + " on how well C shows the latent value that it shows worst: where C's smallest singular value is above 0.35,"
                        + " the error is below 1.75 times Kalman's for each C, and beyond, up to 6 times. The covariances of the"
                        + " two filters predict this.",
                "Twenty steps a frame come close to equilibrium, one step lags far behind what moves.",
                "A filter that learns C forecasts one to four times as badly as the true matrices, an untrained one"
                        + " hundreds of times. The matrices that it learns differ from the true ones: latent values may be rotated and"
                        + " scaled at will, so the errors of the matrices stay as they were.",
                "A alone, with the true C, diverges in three of five worlds: the values drift far from zero, and the delta rule's"
                        + " step is too large once the rate times ‖z‖² is above 2.",
                "One layer stores 64 digits in a row without a wrong pixel. 256 digits take more than 500 updates: least squares,"
                        + " to which learning converges, recalls them. The Hopfield network, which stores products and"
                        + " no errors, recalls no sequence of digits, since they are correlated."));
    }

    private static void filters(Findings of, Page page) {
        page.paragraph(
                "Something moves with constant acceleration (Δt = 0.001) and is pushed by e^(−0.01 t); its place,"
                        + " velocity and acceleration jitter by unit noise and are seen by a Gaussian 3×3 matrix C through unit noise, for "
                        + String.join(", ", of.values("frames"))
                        + " frames. Predictive coding in time settles n steps a frame (γ = 0.1) from where it stood before. Mean squared"
                        + " error of what it believes, over the frames, and its ratio to the Kalman filter's: medians over "
                        + of.cases().size()
                        + (of.cases().size() == 1 ? " matrix C:" : " matrices C, and their range:"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Kalman filter", median(of.each("kalman")), "1", "1", "1.167"));
        Map<String, String> known =
                Map.of("equilibrium", "1.908", "20 steps", "–", "10 steps", "2.786", "1 step", "46");
        List<Double> least = of.each("least");
        for (String filter : FILTERS) {
            List<Double> ratios = of.each(filter + " ratio");
            List<Double> seenWell = IntStream.range(0, ratios.size())
                    .filter(i -> least.get(i) > SEEN_WELL)
                    .mapToObj(ratios::get)
                    .toList();
            rows.add(List.of(
                    filter, median(of.each(filter)), median(ratios), median(seenWell), Experiments.of(known, filter)));
        }
        rows.add(List.of("equilibrium, expected", "–", median(of.each("expected ratio")), "–", "–"));
        page.table(
                List.of(
                        "filter",
                        "error",
                        "ratio",
                        "ratio, smallest singular value of C above " + SEEN_WELL,
                        "error of one C, computed independently"),
                rows);
        List<Integer> order = IntStream.range(0, least.size())
                .boxed()
                .sorted(Comparator.comparing(least::get))
                .toList();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put(
                "found", order.stream().map(of.each("equilibrium ratio")::get).toList());
        curves.put(
                "expected", order.stream().map(of.each("expected ratio")::get).toList());
        page.plot(
                "ratio",
                "Error at equilibrium over the Kalman filter's by the smallest singular value of C, a matrix each, and what is"
                        + " expected of the two filters' covariances.",
                Plots.lines(
                        "smallest singular value of C",
                        "error over Kalman's",
                        Scale.LINEAR,
                        order.stream().map(least::get).toList(),
                        curves));
    }

    private static String median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        if (sorted.isEmpty()) {
            return "–";
        }
        String middle = Spread.of(List.of(sorted.get(sorted.size() / 2))).text();
        return sorted.size() == 1
                ? middle
                : middle + " (" + Spread.of(List.of(sorted.get(0))).text() + " to "
                        + Spread.of(List.of(sorted.get(sorted.size() - 1))).text() + ")";
    }

    private static void learning(Findings of, Page page) {
        page.heading("Learning the world while filtering it");
        page.paragraph("The same, for " + String.join(", ", of.values("frames"))
                + " frames, by a filter whose matrices begin at random and learn at the rate 2e-4 from each settled frame. How far"
                + " its forecasts of what is seen are off over the last quarter of the frames, over how far those by the true"
                + " matrices are; and how far the matrices themselves are, over their length. Medians and ranges:");
        List<List<String>> rows = new ArrayList<>();
        for (String learns : of.values("learns")) {
            Findings at = of.with("learns", learns);
            rows.add(List.of(learns, median(at.each("forecast")), median(at.each("A")), median(at.each("C"))));
        }
        page.table(List.of("learned", "error of forecasts", "error of A", "error of C"), rows);
    }

    private static void sequences(Findings of, Page page) {
        page.heading("Sequences");
        page.paragraph("So many pictures of "
                + String.join(
                        ", ",
                        of.cases().stream()
                                .map(each -> Experiments.data(Experiments.of(each.settings(), Case.EXPERIMENT)))
                                .distinct()
                                .toList())
                + " in a row, their pixels made −1 and 1, are stored by one layer that predicts each from the one before, and"
                + " recalled from the first, each from the one recalled before it. Percent of the recalled pixels that are wrong,"
                + " mean over the seeds ± their standard deviation; predictive coding learns by Adam at 0.001, "
                + String.join(", ", of.values("updates")) + " updates:");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        for (String kind : MEMORIES) {
            List<String> row = new ArrayList<>(List.of(kind));
            List<Double> curve = new ArrayList<>();
            for (String frames : of.values("frames")) {
                Spread wrong = of.with("frames", frames).of(kind);
                row.add(wrong.text());
                curve.add(wrong.mean());
            }
            rows.add(row);
            curves.put(kind, curve);
        }
        List<String> heads = new ArrayList<>(List.of("memory"));
        of.values("frames").forEach(frames -> heads.add(frames + " frames"));
        page.table(heads, rows);
        page.plot(
                "sequences",
                "Percent of wrong pixels by the power of two of the number of frames.",
                Plots.lines(
                        "log₂ frames",
                        "wrong pixels, %",
                        Scale.LINEAR,
                        of.values("frames").stream()
                                .map(frames -> Math.log(Double.parseDouble(frames)) / Math.log(2))
                                .toList(),
                        curves));
    }
}
