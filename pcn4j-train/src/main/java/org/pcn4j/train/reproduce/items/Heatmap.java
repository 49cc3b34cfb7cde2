package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Length;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Measured;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Song et al. 2020, Figure 3: how far trainings end from backpropagation's where γ, the time to learn or the start differ. */
final class Heatmap implements Item {
    private static final List<String> GAMMAS = List.of("0.01", "0.1", "0.5", "1", "5", "10");
    private static final List<String> TIMES = List.of("l", "0", "1", "2", "3", "4", "16", "64");
    private static final List<String> NOISES = List.of("0", "1e-4", "1e-3", "0.01", "0.1", "1", "10", "100");
    /** What is larger has diverged, and would leave all others without color. */
    private static final double LARGE = 1000;

    private static final int EVALUATIONS = 4;
    private static final List<String> MEASURES = List.of("test error", "weights");

    private static final String NOISE_ROW = "noise";
    /** Glorot's deviation for logistic units, 4 times that of others: from smaller weights deep ones learn late. */
    private static final String WEIGHTS = ", weights: {name: xavier-normal, gain: 4}}";

    @Override
    public String name() {
        return "heatmap";
    }

    @Override
    public String sentence() {
        return "Trainings by IL whose step γ, time to learn t and initial noise σ vary: they equal backpropagation in one cell.";
    }

    @Override
    public String paper() {
        return "Song et al. 2020, Figure 3";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String data = scope.data("mnist");
        List<String> rows = new ArrayList<>(scope.of(List.of("0.5", "1"), GAMMAS, GAMMAS));
        rows.add(NOISE_ROW);
        for (String layers : scope.of(List.of("1"), List.of("1", "2", "3"), List.of("1", "2", "3"))) {
            String experiment = "model="
                    + Experiments.chain(Integer.parseInt(layers) + 1, 32, "sigmoid", WEIGHTS, "}")
                    + " loss=squared-error batch=20 data={name: " + data + ", validation: 0}"
                    + scope.of(
                            " data.train=60 data.test=20 optimizer={name: sgd, lr: 0.1} epochs=none updates=4",
                            " data.train=6000 data.test=500 optimizer={name: sgd, lr: 0.1} epochs=none updates=400",
                            " optimizer={name: sgd, lr: 0.001} epochs=64");
            for (long seed : scope.seeds(3)) {
                for (String row : rows) {
                    Map<String, String> settings = Experiments.settings(
                            "hidden layers", layers, "row", row, "data", data, Case.EXPERIMENT, experiment);
                    cases.add(new Case(settings, seed, 8, bench -> measured(bench, settings, seed)));
                }
            }
        }
        return cases;
    }

    /** The schedules of a row of the map, by their columns. */
    private static Map<String, Schedule> schedules(String row) {
        Map<String, Schedule> schedules = new LinkedHashMap<>();
        if (row.equals(NOISE_ROW)) {
            NOISES.forEach(noise ->
                    schedules.put(noise, ZeroDivergence.schedule().withInitialNoise(Double.parseDouble(noise))));
            return schedules;
        }
        double gamma = Double.parseDouble(row);
        TIMES.forEach(time -> schedules.put(
                time,
                time.equals("l")
                        ? ZeroDivergence.schedule().withGamma(gamma)
                        : InferenceLearning.schedule(Integer.parseInt(time), gamma)));
        return schedules;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Map<String, Schedule> schedules = schedules(Experiments.of(settings, "row"));
        double part = 1.0 / (schedules.size() + 1);
        List<Double> errors = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        double accuracy;
        try (Parameters initial = prepared.parameters();
                Parameters reference = initial.copy()) {
            Length every = every(prepared);
            List<Evaluation> expected = bench.train(prepared, new Rule.Backprop(), reference, every, 0, part);
            accuracy = 100 * expected.get(expected.size() - 1).accuracy().orElse(Double.NaN);
            for (Schedule schedule : schedules.values()) {
                try (Parameters own = initial.copy()) {
                    double before = part * (1 + errors.size());
                    List<Evaluation> found =
                            bench.train(prepared, new Rule.Scheduled(schedule), own, every, before, part);
                    errors.add(divergence(expected, found));
                    weights.add(Divergence.between(reference, own).parameters().stream()
                            .mapToDouble(Divergence::distance)
                            .sum());
                }
            }
        }
        return Numbers.none()
                .with("test error", errors)
                .with("weights", weights)
                .with("bp accuracy", accuracy);
    }

    private static Length every(Prepared prepared) {
        return prepared.experiment()
                .updates()
                .<Length>map(updates -> Length.updates(Math.max(1, updates / EVALUATIONS)))
                .orElse(Length.epochs(1));
    }

    /** Returns the mean distance of two curves of test errors, in percent; infinite where one ends early. */
    private static double divergence(List<Evaluation> expected, List<Evaluation> found) {
        if (found.size() < expected.size()) {
            return Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        for (int i = 0; i < expected.size(); i++) {
            sum += 100
                    * Math.abs(expected.get(i).accuracy().orElse(0)
                            - found.get(i).accuracy().orElse(0));
        }
        return sum / expected.size();
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph("An mlp of 784, one to three times 32, and 10 units with the logistic function learns by squared"
                + " error, from the same weights and batches each time. In the column *l* a layer learns at the step of its"
                + " level, in the others all learn at step t. The divergence of the test error is the mean of its"
                + " distances over all evaluations, in percent; that of the weights is the sum over all parameters of"
                + " their Euclidean distances in the end. Cells are means over the depths and all seeds; ∞ is a"
                + " training whose loss did not stay finite.");
        learned(findings, page);
        List<String> gammas = findings.values("row").stream()
                .filter(row -> !row.equals(NOISE_ROW))
                .toList();
        for (String measure : MEASURES) {
            List<List<Double>> cells = new ArrayList<>();
            for (String gamma : gammas) {
                cells.add(findings.with("row", gamma).row(measure));
            }
            List<List<Double>> noise = List.of(findings.with("row", NOISE_ROW).row(measure));
            String file = measure.replace(' ', '-');
            page.plot(
                    file,
                    "Divergence of the " + measure + " by γ (down) and t (across), with σ = 0.",
                    Plots.cells("t", "γ", gammas, TIMES, cells, most(cells)));
            page.plot(
                    file + "-noise",
                    "The same by the noise σ on initial values, with γ = 1 and t = l.",
                    Plots.cells("σ", " ", List.of("γ = 1"), NOISES, noise, most(noise)));
        }
        numbers(findings, gammas, page);
        page.conclusions(List.of(
                "As in the paper, the weights equal backpropagation's exactly where t = l, γ = 1 and σ = 0, of every depth and"
                        + " seed, and nowhere else. Small noise comes close to it.",
                "The test error is a count of some hundred samples at a few evaluations, so that trainings whose weights differ a little"
                        + " can have the same one: its only other zeros are those of small noise.",
                "The paper prints colors and no table; its typical cells are about 15 to 25 by eye, and those of γ ≥ 5 with"
                        + " t beyond a layer's level are saturated, as ours.",
                "Where ours is smaller than the paper's, it trains less: 400 updates at a rate of 0.1 instead of 64 epochs at"
                        + " 0.001, unless `--full` is given. The sizes therefore do not compare; where they are zero does.",
                "The first weights of hidden layers are Glorot's for logistic units. From PyTorch's, which the paper may have had, the"
                        + " test error of two and three hidden layers does not move in so few updates, and is equal in nearly every"
                        + " cell for that reason alone."));
    }

    /** Shows what backpropagation comes to, without which an equal test error says nothing. */
    private static void learned(Findings findings, Page page) {
        List<List<String>> rows = new ArrayList<>();
        for (String layers : findings.values("hidden layers")) {
            Findings of = findings.with("hidden layers", layers);
            rows.add(List.of(layers, of.with("row", NOISE_ROW).of("bp accuracy").text()));
        }
        page.paragraph("Backpropagation ends after "
                + Experiments.read(findings)
                        .updates()
                        .map(count -> count + " updates")
                        .orElse("64 epochs")
                + " with this test accuracy in percent:");
        page.table(List.of("hidden layers", "test accuracy"), rows);
    }

    /** Shows which cells are exactly zero, and all cells with their spread. */
    private static void numbers(Findings findings, List<String> gammas, Page page) {
        page.heading("In numbers");
        page.paragraph(
                "Cells of single trainings, apart from the one of t = l, γ = 1 and σ = 0, which stands in both maps:");
        List<List<String>> zeros = new ArrayList<>();
        for (String layers : findings.values("hidden layers")) {
            Findings of = findings.with("hidden layers", layers);
            for (String measure : MEASURES) {
                List<Double> one = new ArrayList<>();
                List<Double> steps = new ArrayList<>();
                List<Double> noises = new ArrayList<>();
                for (Measured each : of.cases()) {
                    String row = Experiments.of(each.settings(), "row");
                    List<Double> cells = each.numbers().getOrDefault(measure, List.of());
                    boolean holdsIt = row.equals("1") || row.equals(NOISE_ROW);
                    one.addAll(cells.subList(0, holdsIt ? 1 : 0));
                    (row.equals(NOISE_ROW) ? noises : steps).addAll(cells.subList(holdsIt ? 1 : 0, cells.size()));
                }
                zeros.add(List.of(layers, measure, zeros(one), zeros(steps), zeros(noises)));
            }
        }
        page.table(
                List.of("hidden layers", "", "zero in that cell", "zero in others by γ and t", "zero in others by σ"),
                zeros);
        for (String measure : MEASURES) {
            page.paragraph(
                    "The divergence of the " + measure + " by γ and t ± the standard deviation over seeds and depths:");
            List<String> heads = new ArrayList<>(List.of("γ"));
            TIMES.forEach(time -> heads.add("t = " + time));
            List<List<String>> rows = new ArrayList<>();
            for (String gamma : gammas) {
                List<String> row = new ArrayList<>(List.of(gamma));
                row.addAll(Experiments.texts(findings.with("row", gamma).spreads(measure)));
                rows.add(row);
            }
            page.table(heads, rows);
        }
    }

    private static String zeros(List<Double> cells) {
        return cells.stream().filter(each -> each == 0).count() + " of " + cells.size();
    }

    private static double most(List<List<Double>> cells) {
        return cells.stream()
                .flatMap(List::stream)
                .filter(each -> each < LARGE)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }
}
