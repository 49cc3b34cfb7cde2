package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.learning.ZeroDivergence;
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

/** Zahid, Guo and Fountas 2023: what predictive coding does not win over backpropagation. */
final class Critique implements Item {
    private static final List<Double> SHARES = List.of(0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0);
    private static final List<String> GAMMAS = List.of("1", "0.5", "0.1");

    @Override
    public String name() {
        return "critique";
    }

    @Override
    public String sentence() {
        return "What predictive coding does not win: errors travel one layer a step, and no rule costs less than backpropagation.";
    }

    @Override
    public String paper() {
        return "Zahid, Guo and Fountas 2023, arXiv 2304.02658";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        for (int depth : scope.of(List.of(4), List.of(5, 10, 20), List.of(5, 10, 20))) {
            String hidden = "32" + ", 32".repeat(depth - 2);
            String experiment = "model={name: mlp, hidden: [" + hidden + "]} loss=cross-entropy data={name: "
                    + scope.data("mnist") + ", validation: 0} optimizer={name: adam, lr: 0.001}"
                    + scope.of(
                            " data.train=60 data.test=20 batch=20 epochs=none updates=2",
                            " data.train=6000 data.test=500 batch=32 epochs=none updates=150",
                            " batch=64 epochs=5");
            for (long seed : scope.seeds(3)) {
                for (String gamma : GAMMAS) {
                    Map<String, String> settings = Experiments.settings(
                            "layers",
                            Integer.toString(depth),
                            "γ",
                            gamma,
                            "arrival",
                            "first",
                            "data",
                            scope.data("mnist"),
                            Case.EXPERIMENT,
                            experiment);
                    cases.add(new Case(settings, seed, depth / 2.0, bench -> measured(bench, settings, seed)));
                }
            }
        }
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        double gamma = Experiments.number(settings, "γ");
        int depth = (int) Experiments.number(settings, "layers");
        List<Double> fixed = new ArrayList<>();
        List<Double> live = new ArrayList<>();
        List<Double> accuracy = new ArrayList<>();
        Numbers numbers = Numbers.none();
        try (Parameters parameters = prepared.parameters();
                TensorScope scope = new TensorScope()) {
            Network network = prepared.network();
            Clamps clamps = Experiments.first(prepared, prepared.experiment().batch());
            Gradient expected = Gradient.of(new Rule.Backprop(), network, parameters, clamps, new Seed(seed));
            for (double share : SHARES) {
                int steps = Math.max(1, (int) Math.round(share * depth)) - 1;
                fixed.add(gradient(FixedPrediction.schedule(steps, gamma), network, parameters, clamps)
                        .cosine(expected));
                live.add(gradient(InferenceLearning.schedule(steps, gamma), network, parameters, clamps)
                        .cosine(expected));
                accuracy.add(accuracy(
                        bench,
                        prepared,
                        parameters,
                        new Rule.Scheduled(FixedPrediction.schedule(steps, gamma)),
                        (double) accuracy.size() / SHARES.size()));
            }
            numbers = numbers.with("late", lateArrivals(gamma, network, parameters, clamps))
                    .with("pullbacks", pullbacks(gamma, depth, network, parameters))
                    .with("bp accuracy", accuracy(bench, prepared, parameters, new Rule.Backprop(), 1));
        }
        return numbers.with("fixed", fixed).with("live", live).with("accuracy", accuracy);
    }

    private static Gradient gradient(Schedule schedule, Network network, Parameters parameters, Clamps clamps) {
        return Gradient.of(new Rule.Scheduled(schedule), network, parameters, clamps, new Seed(0));
    }

    private static double accuracy(Bench bench, Prepared prepared, Parameters initial, Rule rule, double before)
            throws InterruptedException {
        Length every =
                prepared.experiment().updates().<Length>map(Length::updates).orElse(Length.epochs(1));
        try (Parameters parameters = initial.copy()) {
            List<Evaluation> all = bench.train(prepared, rule, parameters, every, before, 1.0 / SHARES.size());
            return all.isEmpty()
                    ? Double.NaN
                    : 100 * all.get(all.size() - 1).accuracy().orElse(Double.NaN);
        }
    }

    /** Returns how many layers first learn at another time than that of their level. */
    private static double lateArrivals(double gamma, Network network, Parameters parameters, Clamps clamps) {
        Map<String, Integer> arrivals = new HashMap<>();
        List<Node> layers =
                network.nodes().stream().filter(node -> !node.isRoot()).toList();
        for (int steps = 0; steps <= network.depth(); steps++) {
            Gradient found = gradient(InferenceLearning.schedule(steps, gamma), network, parameters, clamps);
            for (Node node : layers) {
                if (found.ofNode(node.name()).norm() > 0) {
                    arrivals.putIfAbsent(node.name(), steps);
                }
            }
        }
        return (double) layers.stream()
                .filter(node -> arrivals.getOrDefault(node.name(), -1) != network.level(node.index()))
                .count();
    }

    /** Returns the pullbacks of bp, Z-IL, fpa and il of twice as many sweeps as layers. */
    private static List<Double> pullbacks(double gamma, int depth, Network network, Parameters parameters) {
        List<Rule> rules = List.of(
                new Rule.Backprop(),
                new Rule.Scheduled(ZeroDivergence.schedule()),
                new Rule.Scheduled(FixedPrediction.schedule(2 * depth - 1, gamma)),
                new Rule.Scheduled(InferenceLearning.schedule(2 * depth - 1, gamma)));
        List<Double> counts = new ArrayList<>();
        try (Sgd sgd = new Sgd(1)) {
            for (Rule rule : rules) {
                PlanCost cost =
                        rule.learner(network, parameters, sgd, new Seed(0)).cost();
                counts.add((double) cost.pullback());
            }
        }
        return counts;
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph("Mlps of " + String.join(", ", findings.values("layers"))
                + " layers of width 32 with tanh and cross-entropy. n is the number of sweeps, T = n − 1"
                + " relaxations, and n/L their number over that of the layers. The cosine is that of the whole gradient with"
                + " backpropagation's: of one layer alone it is 1 under fixed predictions, as its error has the right direction once it"
                + " has come.");
        for (String depth : findings.values("layers")) {
            Findings of = findings.with("layers", depth);
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            for (String gamma : of.values("γ")) {
                curves.put("fixed, γ = " + gamma, of.with("γ", gamma).row("fixed"));
                curves.put("live, γ = " + gamma, of.with("γ", gamma).row("live"));
            }
            page.plot(
                    "cosine-" + depth,
                    "Cosine with backpropagation's gradient by n/L, " + depth + " layers.",
                    Plots.pairs("n / L", "cosine", Scale.LINEAR, SHARES, curves));
        }
        page.heading("Arrival");
        page.paragraph(
                "The first error that is not zero comes to a layer k edges from the output at t = k, whatever γ is. Of all"
                        + " layers, depths and γ measured here, "
                        + NumberText.of(findings.each("late").stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        + " came at another time. So even with every layer on a processor of its own, an update takes a forward pass and one"
                        + " step a layer, as backpropagation does.");
        page.heading("Cost");
        List<List<String>> rows = new ArrayList<>();
        for (String depth : findings.values("layers")) {
            List<Double> counts = findings.with("layers", depth).row("pullbacks");
            List<String> row = new ArrayList<>(List.of(depth));
            counts.forEach(each -> row.add(NumberText.of(each)));
            rows.add(row);
        }
        page.paragraph(
                "Pullbacks of an update, with n = 2 L where a rule takes a number; none is below backpropagation's:");
        page.table(List.of("layers", "bp", "z-il", "fpa", "il"), rows);
        page.heading("Accuracy");
        page.paragraph("Test accuracy in percent after "
                + Experiments.read(findings)
                        .updates()
                        .map(count -> count + " updates")
                        .orElse("5 epochs") + " by fixed predictions with n sweeps, and backpropagation's:");
        List<List<String>> accuracies = new ArrayList<>();
        for (String depth : findings.values("layers")) {
            for (String gamma : findings.values("γ")) {
                Findings of = findings.with("layers", depth, "γ", gamma);
                List<String> row = new ArrayList<>(List.of(depth, gamma));
                row.addAll(Experiments.texts(of.spreads("accuracy")));
                row.add(of.of("bp accuracy").text());
                accuracies.add(row);
            }
        }
        List<String> heads = new ArrayList<>(List.of("layers", "γ"));
        SHARES.forEach(share -> heads.add("n/L = " + NumberText.of(share)));
        heads.add("bp");
        page.table(heads, accuracies);
        page.conclusions(
                List.of(
                        "The paper argues that Z-IL computes what backpropagation does, with as many pullbacks: ours makes exactly as many,"
                                + " because everything else in its plan is dead.",
                        "Backpropagation itself hardly learns 20 layers in so few updates, and 10 only in part (the last column). The rows of 20"
                                + " layers tell little of fixed predictions for that reason, whatever n and γ are.",
                        "With γ = 0.1 and 20 layers there is a second one: k edges from the output a layer has P(Bin(T, γ) ≥ k) of"
                                + " backpropagation's gradient, which is 1e-9 at the first layer with the most sweeps.",
                        "The paper prints figures and no table. Its claim that generative predictive coding does not pass 80 % on MNIST is"
                                + " about networks in the other direction, one of which `both-ways` trains and asks for labels."));
    }
}
