package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Strict;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Length;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Gradient;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Rosenbaum 2022; Millidge et al. 2020: how fast fixed predictions come to backpropagation's gradient, and that live ones do not. */
final class FixedPredictions implements Item {
    /** The published network of 32,695 parameters. */
    static final String NETWORK = "model={name: graph, nodes: [{name: x, kind: input, shape: [1, 28, 28]},"
            + " {name: conv1, function: [{name: conv2d, in: 1, out: 10, kernel: 3}, relu, {name: max-pool2d, kernel: 2}],"
            + " parents: [x]},"
            + " {name: conv2, function: [{name: conv2d, in: 10, out: 5, kernel: 3}, relu, flatten], parents: [conv1]},"
            + " {name: fc1, function: [{name: linear, in: 605, out: 50}, relu], parents: [conv2]},"
            + " {name: fc2, function: [{name: linear, in: 50, out: 30}, relu], parents: [fc1]},"
            + " {name: out, kind: output, function: {name: linear, in: 30, out: 10}, parents: [fc2]}]}";

    private static final String STRICT = "{name: strict, steps: 19, gamma: 0.1}";
    private static final List<String> ETAS = List.of("0.1", "0.2", "0.5", "1");
    private static final List<Integer> SWEEPS = List.of(1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100);
    private static final double MOST_SHOWN = 100;
    private static final List<Integer> FEW_SWEEPS = List.of(1, 2, 3, 5, 8);
    /** A training: a rule as it is called and as experiments write it, the loss, and what was published. */
    private record Training(String name, String rule, String loss, String published) {}

    private static final List<Training> TRAININGS = List.of(
            new Training("bp", "bp", "cross-entropy", "0.1076"),
            new Training("FixedPred(0.1, 20)", "{name: fpa, steps: 19, gamma: 0.1}", "cross-entropy", "0.1335"),
            new Training("FixedPred(1, 5)", "{name: fpa, steps: 4, gamma: 1}", "cross-entropy", "–"),
            new Training("Strict(0.1, 20)", STRICT, "cross-entropy", "–"),
            new Training("bp", "bp", "squared-error", "0.00720"),
            new Training("Strict(0.1, 20)", STRICT, "squared-error", "0.00793"));

    @Override
    public String name() {
        return "fixed-prediction";
    }

    @Override
    public String sentence() {
        return "The gradient of fixed predictions comes to backpropagation's by a binomial law; that of live ones levels off.";
    }

    @Override
    public String paper() {
        return "Rosenbaum 2022, arXiv 2106.13082; Millidge, Tschantz and Buckley 2020, arXiv 2006.04182";
    }

    @Override
    public List<String> data() {
        return List.of("mnist", "names");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String images = " loss=squared-error data={name: " + scope.data("mnist") + ", validation: 0}";
        String few = scope.of(" data.train=60 data.test=20", " data.train=6000 data.test=500", "");
        Map<String, String> networks = new LinkedHashMap<>();
        networks.put("cnn", NETWORK + images + few + " batch=" + scope.of(4, 20, 300));
        networks.put("rnn", "model={name: rnn, hidden: " + scope.of(16, 64, 256) + "}" + images + few + " batch=10");
        networks.put(
                "lstm",
                "model={name: lstm, embedding: 16, hidden: " + scope.of(16, 32, 256) + "} data={name: "
                        + scope.data("names") + ", validation: 0}" + few + " batch=10");
        networks.forEach((network, experiment) -> {
            for (String eta : ETAS) {
                for (long seed : scope.seeds(2)) {
                    Map<String, String> settings = Experiments.settings(
                            "part",
                            "gradient",
                            "network",
                            network,
                            "η",
                            eta,
                            "data",
                            Experiments.data(experiment),
                            "most",
                            scope.of("8", "100", "200"),
                            Case.EXPERIMENT,
                            experiment + " dtype=float64");
                    cases.add(new Case(settings, seed, 4, bench -> gradient(bench, settings, seed)));
                }
            }
        });
        cases.add(new Case(
                Experiments.settings("part", "scalar graph", "γ", Double.toString(ScalarGraph.GAMMA)),
                1,
                1,
                bench -> ScalarGraph.measured()));
        String length = scope.of(" epochs=none updates=2", " epochs=none updates=40", " epochs=2");
        for (Training training : TRAININGS) {
            for (long seed : scope.seeds(2)) {
                String experiment = NETWORK + " loss=" + training.loss() + " data={name: " + scope.data("mnist")
                        + ", validation: 0}" + few + " optimizer={name: adam, lr: 0.002}" + length + " batch="
                        + scope.of(20, 100, 300);
                Map<String, String> settings = Experiments.settings(
                        "part",
                        "training",
                        "rule",
                        training.rule(),
                        "loss",
                        training.loss(),
                        "data",
                        scope.data("mnist"),
                        Case.EXPERIMENT,
                        experiment);
                cases.add(new Case(settings, seed, 6, bench -> training(bench, settings, seed)));
            }
        }
        return cases;
    }

    private static List<Integer> sweeps(Map<String, String> settings) {
        int most = (int) Experiments.number(settings, "most");
        List<Integer> all = new ArrayList<>(most <= 8 ? FEW_SWEEPS : SWEEPS);
        if (most > 100) {
            all.add(most);
        }
        return all;
    }

    private static Numbers gradient(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Network network = prepared.network();
        double eta = Experiments.number(settings, "η");
        List<Double> fixed = new ArrayList<>();
        List<Double> angle = new ArrayList<>();
        List<Double> live = new ArrayList<>();
        List<Double> liveAngle = new ArrayList<>();
        List<Double> law = new ArrayList<>();
        Seed noise = new Seed(seed);
        try (Parameters parameters = prepared.parameters();
                TensorScope scope = new TensorScope()) {
            Clamps clamps = Experiments.first(prepared, prepared.experiment().batch());
            Gradient expected = Gradient.of(new Rule.Backprop(), network, parameters, clamps, noise);
            List<Integer> sweeps = sweeps(settings);
            for (int n : sweeps) {
                bench.done((double) fixed.size() / sweeps.size());
                Gradient found = Gradient.of(
                        new Rule.Scheduled(FixedPrediction.schedule(n - 1, eta)), network, parameters, clamps, noise);
                fixed.add(found.relative(expected));
                angle.add(found.angle(expected));
                lawBroken(network, found, expected, n - 1, eta).ifPresent(law::add);
                Gradient strict =
                        Gradient.of(new Rule.Scheduled(Strict.schedule(n, eta)), network, parameters, clamps, noise);
                live.add(strict.relative(expected));
                liveAngle.add(strict.angle(expected));
            }
        }
        Numbers numbers = Numbers.none()
                .with("fixed", fixed)
                .with("angle", angle)
                .with("live", live)
                .with("live angle", liveAngle);
        return law.isEmpty()
                ? numbers
                : numbers.with(
                        "law",
                        law.stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }

    /** Returns how far the ratios of all layers are from the binomial law at most; nothing where paths differ in length. */
    private static OptionalDouble lawBroken(Network network, Gradient found, Gradient expected, int steps, double eta) {
        double worst = 0;
        for (Node node : network.nodes()) {
            if (node.parents().size() > 1 || network.children(node.index()).size() > 1) {
                return OptionalDouble.empty();
            }
            if (!node.isRoot()) {
                double ratio = found.ofNode(node.name()).ratio(expected.ofNode(node.name()));
                worst = Math.max(worst, Math.abs(ratio - Binomial.atLeast(steps, eta, network.level(node.index()))));
            }
        }
        return OptionalDouble.of(worst);
    }

    private static Numbers training(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        Length every =
                prepared.experiment().updates().<Length>map(Length::updates).orElse(Length.epochs(1));
        try (Parameters parameters = prepared.parameters()) {
            List<Evaluation> all = bench.train(prepared, rule, parameters, every, 0, 1);
            if (all.isEmpty()) {
                return Numbers.none().with("loss", Double.NaN).with("accuracy", Double.NaN);
            }
            Evaluation last = all.get(all.size() - 1);
            return Numbers.none()
                    .with("loss", last.loss())
                    .with("accuracy", 100 * last.accuracy().orElse(Double.NaN));
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        Findings gradients = findings.with("part", "gradient");
        page.paragraph(
                "The relative distance of one batch's gradient from backpropagation's after n sweeps, which are T = n"
                        + " − 1 relaxations, with step η. Fixed predictions are `fpa` (the papers' FixedPred), live ones"
                        + " `strict` (Rosenbaum's Strict)."
                        + " The cnn is Rosenbaum's, of 32,695 parameters; the rnn reads images row by row; all in float64.");
        double law = gradients.with("network", "cnn").each("law").stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(Double.NaN);
        for (String network : gradients.values("network")) {
            Findings of = gradients.with("network", network);
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            for (String eta : of.values("η")) {
                curves.put("fixed, η = " + eta, of.with("η", eta).row("fixed"));
                curves.put(
                        "live, η = " + eta,
                        of.with("η", eta).row("live").stream()
                                .map(each -> each < MOST_SHOWN ? each : Double.NaN)
                                .toList());
            }
            List<Double> at = new ArrayList<>();
            sweeps(of.cases().get(0).settings()).forEach(n -> at.add(Math.log10(n)));
            page.plot(
                    network,
                    "Relative distance from backpropagation's gradient of the " + network
                            + "; one of 0 and one of 100 or more are not drawn.",
                    Plots.pairs("log₁₀ of the sweeps n", "relative distance", Scale.LOGARITHMIC, at, curves));
        }
        angles(gradients, page);
        page.heading("The law");
        page.paragraph(
                "A layer k edges from the output has P(Bin(n − 1, η) ≥ k) times backpropagation's gradient, where all"
                        + " paths to the output are equally long. The greatest departure of any layer of the cnn, any n and any η"
                        + " is " + NumberText.of(law) + ". Hence η = 1 is exact from n = k + 1 on.");
        scalar(findings.with("part", "scalar graph"), page);
        page.heading("Training");
        page.paragraph("The test loss and accuracy after training as Rosenbaum does, shortened unless"
                + " `--full` is given.");
        List<List<String>> rows = new ArrayList<>();
        for (Training training : TRAININGS) {
            Findings of = findings.with("part", "training", "rule", training.rule(), "loss", training.loss());
            rows.add(List.of(
                    training.name(),
                    training.loss(),
                    of.of("loss").text(),
                    of.of("accuracy").text(),
                    training.published()));
        }
        page.table(
                List.of("rule", "loss", "test loss", "test accuracy, %", "published: last batch's loss after 2 epochs"),
                rows);
        page.conclusions(List.of(
                "As published, FixedPred(1, 5) is backpropagation, FixedPred(0.1, 20) comes close, and live predictions"
                        + " do not converge to backpropagation's gradient with n: they converge to another one, or diverge where η"
                        + " is too large.",
                "After so few updates Strict's test loss is below backpropagation's by both losses; published, after two epochs of a"
                        + " squared error, its last batch's loss is above.",
                "The losses do not compare: a shorter training, and the test set instead of the last batch. A squared error here is"
                        + " half the sum over ten outputs, five times their mean, which the published one seems to be.",
                "Millidge et al. print curves and no readable numbers for RNN and LSTM."));
    }

    /** Shows the angle to backpropagation's gradient by n, and what is left after the most sweeps. */
    private static void angles(Findings gradients, Page page) {
        page.heading("The angle");
        page.paragraph(
                "The angle in degrees between the gradient of fixed and of live predictions and backpropagation's:");
        List<List<String>> rows = new ArrayList<>();
        for (String network : gradients.values("network")) {
            Findings of = gradients.with("network", network);
            List<Integer> sweeps = sweeps(of.cases().get(0).settings());
            int last = sweeps.size() - 1;
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            for (String eta : of.values("η")) {
                Findings at = of.with("η", eta);
                curves.put("fixed, η = " + eta, at.row("angle"));
                curves.put("live, η = " + eta, at.row("live angle"));
                rows.add(List.of(
                        network,
                        eta,
                        Integer.toString(sweeps.get(last)),
                        at.at("fixed", last).text(),
                        at.at("angle", last).text(),
                        at.at("live", last).text(),
                        at.at("live angle", last).text()));
            }
            page.plot(
                    "angle-" + network,
                    "Angle to backpropagation's gradient of the " + network + ".",
                    Plots.lines(
                            "log₁₀ of the sweeps n",
                            "angle, °",
                            Scale.LINEAR,
                            sweeps.stream().map(Math::log10).toList(),
                            curves));
        }
        page.paragraph("After the most sweeps that were measured (an angle below 1e-5 or so is rounding):");
        page.table(
                List.of(
                        "network",
                        "η",
                        "n",
                        "fixed: relative distance",
                        "fixed: angle, °",
                        "live: relative distance",
                        "live: angle, °"),
                rows);
    }

    /** The scalar graph of Millidge et al.: each path of the gradient comes by the law of its own length. */
    private static void scalar(Findings of, Page page) {
        page.heading("The scalar graph");
        page.paragraph(
                "Millidge et al. show out = tan √(θ v₀) + sin v₀² at v₀ = 5, θ = 2, with target 1. Its gradient by v₀ has"
                        + " a path of two edges and one of four, each with a factor of its own by the law; the greatest departure from it"
                        + " is " + NumberText.of(of.of("law").mean())
                        + ". The relative error of the gradient after n relaxations of step 0.2:");
        List<String> heads = new ArrayList<>(List.of("n"));
        List<String> row = new ArrayList<>(List.of("relative error"));
        for (int i = 0; i < ScalarGraph.STEPS.size(); i++) {
            heads.add(Integer.toString(ScalarGraph.STEPS.get(i)));
            row.add(NumberText.of(of.row("relative").get(i)));
        }
        page.table(heads, List.of(row));
    }
}
