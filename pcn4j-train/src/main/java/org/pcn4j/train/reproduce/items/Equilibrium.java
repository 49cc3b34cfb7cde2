package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.pcn4j.analysis.EnergyTrace;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
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
import org.pcn4j.train.reproduce.Spread;

/** Millidge et al. 2022; Innocenti et al. 2024: what inference learning's equilibrium is. */
final class Equilibrium implements Item {
    private static final List<String> RATIOS = List.of("0.001", "0.01", "0.1", "1", "10", "100");
    private static final int DIMENSION = 5;
    private static final int POINTS = 15;
    /** The share of its first value below which a loss has left the saddle. */
    private static final double LEFT = 0.9;

    @Override
    public String name() {
        return "equilibrium";
    }

    @Override
    public String sentence() {
        return "Equilibria of inference: from backpropagation to target propagation by precision; their energy; leaving a saddle.";
    }

    @Override
    public String paper() {
        return "Millidge et al. 2022, arXiv 2207.12316; Innocenti et al. 2023 and 2024, arXiv 2408.11979";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        for (String ratio : RATIOS) {
            Map<String, String> settings =
                    Experiments.settings("part", "precision", "ratio", ratio, "nets", scope.of("2", "50", "50"));
            cases.add(new Case(settings, 1, 4, bench -> precision(bench, settings)));
        }
        for (String depth :
                scope.of(List.of("1", "2"), List.of("1", "2", "4", "8"), List.of("1", "2", "4", "8", "16"))) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        "part", "energy", "hidden layers", depth, "steps", scope.of("2000", "20000", "200000"));
                double weight = 2 * Double.parseDouble(depth);
                cases.add(new Case(settings, seed, weight, bench -> energy(bench, settings, seed)));
            }
        }
        for (String layers : scope.of(List.of("3"), List.of("3", "4"), List.of("3", "4", "5"))) {
            for (String activation : List.of("tanh", "relu")) {
                for (String rule : List.of("bp", "{name: il, steps: 20, gamma: 0.5}")) {
                    for (long seed : scope.seeds(3)) {
                        String weights = ", bias: false, weights: {name: normal, deviation: 0.005}}";
                        String experiment = "model="
                                + Experiments.chain(Integer.parseInt(layers), 32, activation, weights, weights)
                                + " loss=squared-error data={name: "
                                + scope.data("mnist") + ", validation: 0} optimizer={name: sgd, lr: 0.2}"
                                + scope.of(
                                        " data.train=60 data.test=20 batch=20 epochs=none updates=3",
                                        " data.train=6000 data.test=200 batch=64 epochs=none updates=600",
                                        " batch=64 epochs=none updates=5000");
                        Map<String, String> settings = Experiments.settings(
                                "part",
                                "saddle",
                                "layers",
                                layers,
                                "activation",
                                activation,
                                "rule",
                                rule,
                                "data",
                                scope.data("mnist"),
                                Case.EXPERIMENT,
                                experiment);
                        double weight = rule.equals("bp") ? 2 : 12;
                        cases.add(new Case(settings, seed, weight, bench -> saddle(bench, settings, seed)));
                    }
                }
            }
        }
        return cases;
    }

    /** The hidden layer's precision is one over the ratio; the output's is 1. */
    private static Numbers precision(Bench bench, Map<String, String> settings) throws InterruptedException {
        List<Double> toBackpropagation = new ArrayList<>();
        List<Double> toTargets = new ArrayList<>();
        int count = (int) Experiments.number(settings, "nets");
        for (int i = 0; i < count; i++) {
            bench.done((double) i / count);
            LinearNet net = LinearNet.random(
                    List.of(DIMENSION, DIMENSION, DIMENSION),
                    1,
                    1 / Experiments.number(settings, "ratio"),
                    new Seed(1).derive(i));
            Network network = net.network();
            Schedule schedule = InferenceLearning.schedule(
                            0, 1.5 / net.hessian().largestEigenvalue())
                    .withUntil(new Until.Settled(1e-9, 200_000));
            try (Parameters parameters = net.parameters(network);
                    TensorScope scope = new TensorScope()) {
                Clamps clamps = net.clamps(network);
                Seed noise = new Seed(0);
                Gradient found = Gradient.of(new Rule.Scheduled(schedule), network, parameters, clamps, noise)
                        .ofNode("h1");
                Gradient expected = Gradient.of(new Rule.Backprop(), network, parameters, clamps, noise)
                        .ofNode("h1");
                toBackpropagation.add(found.cosine(expected));
                Matrix targets = net.weights().get(1).solve(net.residual());
                Matrix direction = targets.times(net.input().transposed());
                double[] flat = direction.numbers();
                toTargets.add(found.cosine(new Gradient(Map.of("h1.weight", flat))));
            }
        }
        return Numbers.none().with("to backpropagation", toBackpropagation).with("to target propagation", toTargets);
    }

    private static Numbers energy(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        bench.goOn();
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < Experiments.number(settings, "hidden layers") + 2; i++) {
            sizes.add(8);
        }
        LinearNet net = LinearNet.random(sizes, 1, 1, new Seed(seed));
        return Numbers.none().with("relative", relative(net, (int) Experiments.number(settings, "steps")));
    }

    /** Returns how far the energy that inference comes to is from ½ rᵀS⁻¹r, over the latter. */
    static double relative(LinearNet net, int steps) {
        Network network = net.network();
        Schedule schedule =
                InferenceLearning.schedule(steps, 1.9 / net.hessian().largestEigenvalue());
        try (Parameters parameters = net.parameters(network);
                TensorScope scope = new TensorScope()) {
            double[] energies = EnergyTrace.of(network, parameters, net.clamps(network), schedule, new Seed(0));
            double expected = net.equilibrium();
            return Math.abs(energies[energies.length - 1] - expected) / expected;
        }
    }

    private static Numbers saddle(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        long updates = prepared.experiment().updates().orElse(0L);
        long every = Math.max(1, updates / POINTS);
        try (Parameters parameters = prepared.parameters()) {
            List<Double> losses = new ArrayList<>(List.of(
                    prepared.evaluator().evaluate(parameters, prepared.test()).loss()));
            List<Double> at = new ArrayList<>(List.of(0.0));
            for (Evaluation each : bench.train(prepared, rule, parameters, Length.updates(every), 0, 1)) {
                losses.add(each.loss());
                at.add((double) every * at.size());
            }
            return Numbers.none().with("updates", at).with("loss", losses);
        }
    }

    /** Returns by layers, activation and rule when the saddle was left. */
    private static List<List<String>> left(Findings saddle) {
        List<List<String>> rows = new ArrayList<>();
        for (String layers : saddle.values("layers")) {
            for (String activation : saddle.values("activation")) {
                for (String rule : saddle.values("rule")) {
                    Findings of = saddle.with("layers", layers, "activation", activation, "rule", rule);
                    List<Double> at = of.cases().stream()
                            .map(each -> left(each.numbers()))
                            .flatMap(Optional::stream)
                            .toList();
                    int never = of.cases().size() - at.size();
                    String when = at.isEmpty() ? "" : Spread.of(at).text() + (never == 0 ? "" : ", ");
                    int last = of.row("loss").size() - 1;
                    rows.add(List.of(
                            layers,
                            activation,
                            rule.equals("bp") ? rule : "il",
                            when
                                    + (never == 0
                                            ? ""
                                            : "not left by " + never + " of "
                                                    + of.cases().size()),
                            of.at("loss", last).text()));
                }
            }
        }
        return rows;
    }

    private static Optional<Double> left(Map<String, List<Double>> numbers) {
        List<Double> losses = numbers.getOrDefault("loss", List.of());
        List<Double> updates = numbers.getOrDefault("updates", List.of());
        for (int i = 0; i < losses.size(); i++) {
            if (losses.get(i) <= LEFT * losses.get(0)) {
                return Optional.of(updates.get(i));
            }
        }
        return Optional.empty();
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.heading("From backpropagation to target propagation");
        page.paragraph("Linear networks 5-5-5, from one sample: the mean cosine, over "
                + String.join(", ", findings.values("nets"))
                + " of them ± their standard deviation, of the first layer's update at the equilibrium with backpropagation's and with target propagation's, by"
                + " the output's precision over the hidden layer's.");
        Map<String, String> published =
                Map.of("0.001", "1.0000", "0.01", "1.0000", "0.1", ".9989", "1", ".948", "10", ".718", "100", ".544");
        List<List<String>> rows = new ArrayList<>();
        Findings precision = findings.with("part", "precision");
        for (String ratio : precision.values("ratio")) {
            Findings of = precision.with("ratio", ratio);
            rows.add(List.of(
                    ratio,
                    Spread.of(of.row("to backpropagation")).text(),
                    Spread.of(of.row("to target propagation")).text(),
                    published.getOrDefault(ratio, "–")));
        }
        page.table(
                List.of(
                        "ratio",
                        "cosine to backpropagation",
                        "cosine to target propagation",
                        "an independent computation, other networks: to backpropagation"),
                rows);
        page.heading("The energy of the equilibrium");
        page.paragraph(
                "Linear networks of width 8: how far the energy that inference comes to is from ½ rᵀS⁻¹r, with S = I + Σ P_l P_lᵀ,"
                        + " relatively:");
        Findings energy = findings.with("part", "energy");
        List<List<String>> energies = new ArrayList<>();
        energy.values("hidden layers")
                .forEach(depth -> energies.add(List.of(
                        depth,
                        NumberText.of(energy.with("hidden layers", depth).each("relative").stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElse(Double.NaN)))));
        page.table(List.of("hidden layers", "largest of all seeds"), energies);
        page.heading("Leaving the saddle at the origin");
        page.paragraph(
                "Layers of width 32 between 784 pixels and 10 classes, whose weights begin at a scale of 0.005, by SGD at 0.2 and squared error; `il` with"
                        + " 20 steps of γ = 0.5, evaluated every "
                        + NumberText.of(
                                findings.with("part", "saddle").at("updates", 1).mean())
                        + " updates. The saddle is left where the test loss is a tenth below its first value.");
        Findings saddle = findings.with("part", "saddle");
        page.table(
                List.of("layers", "activation", "rule", "updates until it is left", "test loss in the end"),
                left(saddle));
        for (String layers : saddle.values("layers")) {
            for (String activation : saddle.values("activation")) {
                Findings of = saddle.with("layers", layers, "activation", activation);
                Map<String, List<Double>> curves = new LinkedHashMap<>();
                curves.put("bp", of.with("rule", "bp").row("loss"));
                curves.put("il", of.with("rule", of.values("rule").get(1)).row("loss"));
                page.plot(
                        "saddle-" + layers + "-" + activation,
                        "Test loss by updates of " + layers + " layers with " + activation + ", mean over the seeds.",
                        Plots.lines("update", "test loss", Scale.LINEAR, of.row("updates"), curves));
            }
        }
        page.conclusions(
                List.of(
                        "The limits are those of Millidge et al.: little precision at the output gives backpropagation's update, much gives"
                                + " target propagation's.",
                        "Innocenti et al. have predictive coding leave the saddle at the origin earlier than backpropagation, as ours does."
                                + " Others tell that they found no gain with ReLU. In three layers ours has one: unexplained. In four"
                                + " neither rule has left the saddle after so few updates, though the loss by `il` has begun to fall."));
    }
}
