package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
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

/** Scellier and Bengio 2017, Scellier et al. 2023, Pinchetti et al. 2025: nudged outputs. */
final class Nudges implements Item {
    private static final List<String> RULES = List.of("pn", "nn", "cn", "soft-nudge");
    private static final double GAMMA = 0.6;

    /** Cosines to backpropagation of linear net A that were computed independently, by β, in the order of the rules. */
    private static final Map<String, List<String>> KNOWN = Map.of(
            "1", List.of(".9005", "", ".990257", ".9519"),
            "0.1", List.of(".9878", "", ".990257", ".9967"),
            "0.01", List.of(".9901", "", ".990257", ".99995"));

    @Override
    public String name() {
        return "nudging";
    }

    @Override
    public String sentence() {
        return "Nudged outputs: how near the update is to backpropagation's by the size β, and the accuracy of six rules.";
    }

    @Override
    public String paper() {
        return "Scellier and Bengio 2017; Scellier et al. 2023; Pinchetti et al. 2025, arXiv 2407.01163";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        for (String beta : scope.of(List.of("1", "0.1"), List.of("1", "0.1", "0.01"), List.of("1", "0.1", "0.01"))) {
            Map<String, String> settings =
                    Experiments.settings("part", "linear", "β", beta, "steps", scope.of("300", "300", "300"));
            cases.add(new Case(settings, 1, 0.5, bench -> linear(bench, settings)));
        }
        String data = scope.data("mnist");
        List<String> betas = scope.of(
                List.of("1", "0.1"),
                List.of("1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01"),
                List.of("1", "0.5", "0.2", "0.1", "0.05", "0.02", "0.01"));
        for (String beta : betas) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        "part",
                        "cosine",
                        "β",
                        beta,
                        "steps",
                        scope.of("10", "200", "1000"),
                        "γ",
                        "0.2",
                        "data",
                        data,
                        Case.EXPERIMENT,
                        PeerSettings.nudged()
                                .get(0)
                                .experiment(
                                        data,
                                        "0",
                                        "dtype=float64 batch=" + scope.of("10", "64", "128")
                                                + " data.test=20 data.train=" + scope.of("40", "512", "512")));
                cases.add(new Case(settings, seed, 1, bench -> cosine(bench, settings, seed)));
            }
        }
        String size = scope.of(
                "batch=20 epochs=2 data.train=60 data.test=20",
                "batch=128 epochs=6 data.train=25600 data.test=5000",
                "batch=128 epochs=10");
        for (PeerSettings peer : PeerSettings.nudged()) {
            for (long seed : scope.seeds(3)) {
                cases.add(peer.trained("part", "accuracy", data, "0", size, seed));
            }
        }
        return cases;
    }

    private static Schedule schedule(String rule, double beta, int steps, double gamma) {
        return switch (rule) {
            case "pn" -> NudgedPredictiveCoding.positive(beta, steps, gamma);
            case "nn" -> NudgedPredictiveCoding.negative(beta, steps, gamma);
            case "cn" -> NudgedPredictiveCoding.centered(beta, steps, gamma);
            default -> NudgedPredictiveCoding.soft(beta, steps, gamma);
        };
    }

    private static Numbers linear(Bench bench, Map<String, String> settings) {
        LinearNet net = LinearNet.known();
        Network network = net.network();
        bench.useThreads(network, 1);
        double beta = Experiments.number(settings, "β");
        int steps = (int) Experiments.number(settings, "steps");
        try (Parameters parameters = net.parameters(network);
                TensorScope scope = new TensorScope()) {
            return compared(network, parameters, net.clamps(network), beta, steps, GAMMA);
        }
    }

    private static Numbers cosine(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        double beta = Experiments.number(settings, "β");
        int steps = (int) Experiments.number(settings, "steps");
        try (Parameters parameters = prepared.parameters();
                TensorScope scope = new TensorScope()) {
            Clamps clamps = Experiments.first(prepared, prepared.experiment().batch());
            return compared(prepared.network(), parameters, clamps, beta, steps, Experiments.number(settings, "γ"));
        }
    }

    private static Numbers compared(
            Network network, Parameters parameters, Clamps clamps, double beta, int steps, double gamma) {
        Gradient expected = Gradient.of(new Rule.Backprop(), network, parameters, clamps, new Seed(0));
        Numbers numbers = Numbers.none();
        for (String rule : RULES) {
            Gradient found = Gradient.of(
                    new Rule.Scheduled(schedule(rule, beta, steps, gamma)), network, parameters, clamps, new Seed(0));
            numbers = numbers.with(
                    rule,
                    Numbers.none()
                            .with("cosine", found.cosine(expected))
                            .with("angle", Math.max(0, 1 - found.cosine(expected)))
                            .with("relative", found.relative(expected)));
        }
        return numbers;
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "A clamped nudge holds the output to μ⁰ + β(y − μ⁰) in place of its target y: `pn` towards it, `nn` away from"
                        + " it, `cn` is the mean of both. A soft nudge, `soft-nudge`, leaves the output free under β times the loss. Δθ is"
                        + " divided by ±β.");
        page.heading("By β, in a linear network");
        Findings linear = findings.with("part", "linear");
        page.paragraph("Cosine with backpropagation's gradient after " + String.join(", ", linear.values("steps"))
                + " steps of γ = 0.6, in one linear network 3-4-4-2 that this project knows in closed form, nothing of which is drawn, and in brackets what was"
                + " computed independently at the equilibrium:");
        List<List<String>> rows = new ArrayList<>();
        for (String beta : linear.values("β")) {
            List<String> row = new ArrayList<>(List.of(beta));
            for (int i = 0; i < RULES.size(); i++) {
                String known = KNOWN.getOrDefault(beta, List.of("", "", "", "")).get(i);
                row.add(NumberText.of(linear.with("β", beta)
                                .of(RULES.get(i) + ".cosine")
                                .mean())
                        + (known.isEmpty() ? "" : " (" + known + ")"));
            }
            rows.add(row);
        }
        List<String> heads = new ArrayList<>(List.of("β"));
        heads.addAll(RULES);
        page.table(heads, rows);
        cosines(findings.with("part", "cosine"), heads, page);
        accuracies(findings.with("part", "accuracy"), page);
        page.conclusions(List.of(
                "A clamped nudge comes to rest at βS⁻¹r with the output's residual r and S = I + Σ P_l P_lᵀ, whatever β is: its limit"
                        + " is not backpropagation. A soft one comes to β(I + βS)⁻¹r, which tends to backpropagation's as β does to 0.",
                "In a linear network the even orders of β cancel in `cn`, so that its update is the same for every β.",
                "The published accuracies are those of 25 epochs of all samples, by the best test epoch of the best five of seven"
                        + " seeds; `peers` does it by both protocols."));
    }

    private static void cosines(Findings of, List<String> heads, Page page) {
        page.heading("By β, on " + String.join(", ", of.values("data")));
        page.paragraph(
                "An mlp 784-128-128-128-10 with gelu and a squared error at its first weights, in float64: cosine with"
                        + " backpropagation's gradient of one batch after " + String.join(", ", of.values("steps"))
                        + " steps of γ = "
                        + String.join(", ", of.values("γ")) + ", mean over the seeds ± their standard deviation:");
        List<List<String>> rows = new ArrayList<>();
        List<Double> places = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        RULES.forEach(rule -> curves.put(rule, new ArrayList<>()));
        List<String> rising = new ArrayList<>(of.values("β"));
        rising.sort((a, b) -> Double.compare(Double.parseDouble(a), Double.parseDouble(b)));
        for (String beta : rising) {
            Findings at = of.with("β", beta);
            places.add(Math.log10(Double.parseDouble(beta)));
            List<String> row = new ArrayList<>(List.of(beta));
            curves.forEach((rule, curve) -> {
                curve.add(at.of(rule + ".angle").mean());
                row.add(at.of(rule + ".cosine").text());
            });
            rows.add(row);
        }
        page.table(heads, rows);
        page.plot(
                "cosine",
                "How much the cosine with backpropagation's gradient lacks to 1, by the power of ten of β.",
                Plots.lines("log₁₀ β", "1 − cosine", Scale.LOGARITHMIC, places, curves));
    }

    private static void accuracies(Findings of, Page page) {
        page.heading("Accuracy");
        page.paragraph("Test accuracy in percent on " + String.join(", ", of.values("data"))
                + " of the same mlp by the settings of the"
                + " PCX benchmark: for all but CN and the soft nudge, whose are not known and taken to be PN's, as is the weight decay of PN and NN,"
                + " taken to be PC-SE's. The published accuracies were not read in the paper, and no other account that we"
                + " know supports one of these five.");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        for (PeerSettings peer : PeerSettings.nudged()) {
            Findings at = of.with("of", peer.name());
            List<Double> curve = at.row("test");
            curves.put(peer.name(), curve);
            rows.add(List.of(
                    peer.name(),
                    "`" + Bench.rule(peer.rule()).label() + "`",
                    at.of("last").text(),
                    at.cases().isEmpty() ? "–" : Integer.toString(curve.size()),
                    peer.published()));
        }
        page.table(List.of("", "rule", "found", "epochs", "published for 25 epochs, unconfirmed"), rows);
        page.plot("accuracy", "Test accuracy after each epoch, mean over the seeds.", Plots.accuracies(curves));
    }
}
