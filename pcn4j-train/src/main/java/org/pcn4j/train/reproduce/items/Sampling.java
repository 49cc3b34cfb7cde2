package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Length;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Oliviers, Bogacz and Meulemans 2024: learning from samples of the values. */
final class Sampling implements Item {
    private static final Set<String> SHOWN = Set.of("sampled", "completed");
    private static final String MODE = "{name: il, steps: 100, gamma: 0.05}";
    private static final double RATE = 0.6;

    @Override
    public String name() {
        return "sampling";
    }

    @Override
    public String sentence() {
        return "A generative model learned from samples of its values, beside one learned from their mode.";
    }

    @Override
    public String paper() {
        return "Oliviers, Bogacz and Meulemans 2024";
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
        String updates = scope.of("5", "60", "200");
        for (String variance : scope.of(List.of("3"), List.of("2", "3", "5"), List.of("2", "3", "5"))) {
            for (String rule : List.of(
                    MODE,
                    "{name: mcpc, steps: 30, step: 0.1, mixing: " + scope.of("5", "150", "150") + ", samples: "
                            + scope.of("2", "50", "100") + ", gamma: 0.01}")) {
                for (long seed : scope.seeds(3)) {
                    Map<String, String> settings = Experiments.settings(
                            "part", "number", "variance", variance, "rule", rule, "updates", updates);
                    cases.add(new Case(settings, seed, 6, bench -> number(bench, settings, seed)));
                }
            }
        }
        String data = scope.data("mnist");
        for (String rule : List.of(
                "{name: il, steps: 70, gamma: 0.05, relaxation: {name: adam}}",
                "{name: mcpc, steps: 50, step: 0.05, mixing: 20, samples: 20, gamma: 0.03}")) {
            for (long seed : scope.seeds(1)) {
                Map<String, String> settings = Experiments.settings(
                        "part",
                        "digits",
                        "rule",
                        rule,
                        "data",
                        data,
                        Case.EXPERIMENT,
                        "model={name: generator, causes: [" + scope.of("8, 4", "128, 20", "128, 128, 20")
                                + "], steps: 50} loss=binary-cross-entropy data={name: " + data
                                + ", validation: 0, normalize: none} optimizer.lr=0.003"
                                + scope.of(
                                        " batch=10 updates=2 data.train=40 data.test=20",
                                        " batch=128 updates=1000 data.test=200",
                                        " batch=256 epochs=50"));
                cases.add(new Case(settings, seed, 150, bench -> digits(bench, settings, seed)));
            }
        }
        return cases;
    }

    /** y = w z + N(0, 1), z ~ N(0, 1). */
    private static Numbers number(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Network network = Network.builder()
                .constant("prior", Shape.of(1), 0)
                .node("z", new Identity(), "prior")
                .output("y", new Linear(1, 1).withoutBias(), new SquaredError(), "z")
                .build();
        Rule rule =
                bench.carried(Bench.rule("rule", Experiments.of(settings, "rule"), network), network, DType.FLOAT64);
        int updates = (int) Experiments.number(settings, "updates");
        double variance = Experiments.number(settings, "variance");
        Seed drawn = new Seed(seed);
        int count = 1000;
        List<Double> squares = new ArrayList<>();
        try (Parameters parameters = network.initialize(drawn, DType.FLOAT64);
                TensorScope scope = new TensorScope();
                Sgd sgd = new Sgd(RATE)) {
            Tensor normal = drawn.derive("data").normal(DType.FLOAT64, Shape.of(count, 1), 0, 1);
            Tensor y = normal.mul(
                    Math.sqrt(variance * count / normal.mul(normal).sum().item()));
            parameters.get("y.weight").copyInPlace(Tensor.full(DType.FLOAT64, Shape.of(1, 1), 0.7));
            Learner learner = rule.learner(network, parameters, sgd, drawn);
            for (int i = 0; i < updates; i++) {
                double loss = learner.update(Clamps.none().with("y", y));
                double w = parameters.get("y.weight").toDoubles()[0];
                squares.add(Double.isFinite(loss) ? w * w : Double.NaN);
                bench.done((double) i / updates);
            }
        }
        int last = updates / 2;
        double mean = squares.subList(updates - last, updates).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
        return Numbers.none()
                .with("square", squares)
                .with("last", squares.get(updates - 1))
                .with("mean", mean)
                .with("relative", mean / (variance - 1));
    }

    private static Numbers digits(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        try (Parameters parameters = prepared.parameters()) {
            bench.train(prepared, rule, parameters, Length.updates(Long.MAX_VALUE), 0, 1);
            double loss =
                    prepared.evaluator().evaluate(parameters, prepared.test()).loss();
            Numbers numbers = Numbers.none().with("reconstructed", loss);
            return seed == 1
                    ? numbers.with("picture", Pictures.of(prepared, parameters, new Seed(seed), SHOWN))
                    : numbers;
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "Predictive coding learns from the mode of its values' posterior. Monte Carlo predictive coding, `mcpc`,"
                        + " learns from samples of it: after the mode is found, values move by Langevin dynamics, and Δθ is averaged"
                        + " over their steps.");
        page.heading("One number");
        Findings number = findings.with("part", "number");
        page.paragraph(
                "y = w z + N(0, 1) with z ~ N(0, 1), learned from 1,000 numbers of a variance v. With the mode w grows by"
                        + " w v/(1 + w²)² for ever; with samples by w (v − 1 − w²)/(1 + w²)², so that w² comes to rest at v − 1."
                        + " Mean of w² over the second half of " + String.join(", ", number.values("updates"))
                        + " updates, mean over the seeds ± their standard deviation:");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        for (String variance : number.values("variance")) {
            List<String> row = new ArrayList<>(List.of(variance, NumberText.of(Double.parseDouble(variance) - 1)));
            for (String rule : number.values("rule")) {
                Findings of = number.with("variance", variance, "rule", rule);
                row.add(of.of("mean").text());
                curves.put((rule.equals(MODE) ? "mode" : "samples") + ", v = " + variance, of.row("square"));
            }
            Findings samples = number.with(
                    "variance", variance, "rule", number.values("rule").get(1));
            row.add(samples.of("relative").text());
            rows.add(row);
        }
        page.table(List.of("v", "v − 1", "mode (`il`)", "samples (`mcpc`)", "samples, over v − 1"), rows);
        page.plot(
                "number",
                "w² after each update, mean over the seeds.",
                Plots.pairs(
                        "update",
                        "w²",
                        Scale.LINEAR,
                        Experiments.places(curves.values().stream()
                                .mapToInt(List::size)
                                .max()
                                .orElse(0)),
                        curves));
        page.heading("Digits");
        Findings digits = findings.with("part", "digits");
        page.paragraph(
                "A generator of 784 pixels by binary cross-entropy, learned from "
                        + String.join(", ", digits.values("data"))
                        + " without labels. Pictures are drawn from the prior through all causes, each with its noise; the mean squared"
                        + " error is that of test images explained by the mode of their causes, summed over the pixels, halved:");
        List<List<String>> errors = new ArrayList<>();
        Gallery gallery = Gallery.empty();
        for (String rule : digits.values("rule")) {
            Findings of = digits.with("rule", rule);
            errors.add(List.of("`" + rule + "`", of.of("reconstructed").text()));
            String name = rule.contains("mcpc") ? "samples" : "the mode";
            gallery = Pictures.gallery(
                    of,
                    gallery,
                    Pictures.names(
                            "sampled", "Drawn after learning from " + name,
                            "completed", "Completed after learning from " + name));
        }
        page.table(List.of("rule", "error of reconstructions"), errors);
        page.pictures("pictures", "Drawn by and completed by generators, seed 1.", gallery);
        page.conclusions(List.of(
                "w² comes to rest within 5 % of v − 1; a step γ makes it v/(1 + γv/2) − 1, a little below.",
                "With the mode w grows on; so it does in the generator, whose reconstructions fit better and whose samples, by the"
                        + " same draws, are cut up more than those of the one that learned from samples. After 1,000 updates"
                        + " neither draws digits of which each can be told.",
                "The published measure of digits is a FID whose numbers are not known to us."));
    }
}
