package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Identity;
import org.pcn4j.function.Initializer;
import org.pcn4j.function.Linear;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkBuilder;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Length;
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

/** Song et al. 2024: whether an update moves the output straight at its target, and what it spoils. */
final class Prospective implements Item {
    private static final List<Double> RATES = List.of(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0);
    private static final List<Double> ONLINE_RATES = List.of(0.01, 0.03, 0.1);
    private static final int WIDTH = 32;

    @Override
    public String name() {
        return "prospective";
    }

    @Override
    public String sentence() {
        return "How straight an update moves the output at its target, by depth; online learning; and interference.";
    }

    @Override
    public String paper() {
        return "Song et al. 2024, Nature Neuroscience 27:348";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    private static Map<String, String> rules(String steps, String gamma) {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("bp", "bp");
        rules.put("il", "{name: il, steps: " + steps + ", gamma: " + gamma + "}");
        return rules;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        List<Integer> depths = scope.of(
                List.of(1, 3), List.of(1, 2, 3, 5, 8, 11, 15), List.of(1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25));
        rules(scope.of("100", "2000", "10000"), "0.2").forEach((name, rule) -> {
            for (String activation : List.of("linear", "tanh")) {
                for (int depth : depths) {
                    for (long seed : scope.seeds(5)) {
                        Map<String, String> settings = Experiments.settings(
                                "part",
                                "alignment",
                                "activation",
                                activation,
                                "depth",
                                Integer.toString(depth),
                                "rule",
                                rule);
                        double weight = name.equals("il") ? depth * 0.4 : 0.1;
                        cases.add(new Case(settings, seed, weight, bench -> alignment(bench, settings, seed)));
                    }
                }
            }
        });
        for (String samples : scope.of(List.of("10"), List.of("10", "100"), List.of("10", "100"))) {
            rules("32", "0.1").forEach((name, rule) -> {
                for (long seed : scope.seeds(3)) {
                    Map<String, String> settings = Experiments.settings(
                            "part",
                            "online",
                            "samples",
                            samples,
                            "rule",
                            rule,
                            "data",
                            scope.data("mnist"),
                            Case.EXPERIMENT,
                            "model={name: mlp, hidden: [64, 64]} loss=squared-error batch=1 data={name: "
                                    + scope.data("mnist") + ", validation: 0} data.train=" + samples
                                    + scope.of(" data.test=20 epochs=1", " data.test=500 epochs=4", " epochs=16"));
                    cases.add(new Case(settings, seed, 6, bench -> online(bench, settings, seed)));
                }
            });
        }
        rules("32", "0.1").forEach((name, rule) -> {
            for (long seed : scope.seeds(5)) {
                Map<String, String> settings = Experiments.settings(
                        "part", "interference", "rule", rule, "updates", scope.of("3", "60", "300"));
                cases.add(new Case(settings, seed, 2, bench -> interference(bench, settings, seed)));
            }
        });
        return cases;
    }

    /** Returns a chain of so many linear layers of one width, with an activation behind all but the last. */
    private static Network chain(int depth, String activation) {
        NetworkBuilder builder = Network.builder().input("x", Shape.of(WIDTH));
        String below = "x";
        for (int i = 1; i < depth; i++) {
            Function behind = activation.equals("tanh") ? new Tanh() : new Identity();
            builder.node("h" + i, Chain.of(layer(), behind), below);
            below = "h" + i;
        }
        return builder.output("out", layer(), new SquaredError(), below).build();
    }

    private static Linear layer() {
        return new Linear(WIDTH, WIDTH).withoutBias().withWeights(Initializer.xavierNormal(1));
    }

    private static Numbers alignment(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        bench.goOn();
        Network network = chain((int) Experiments.number(settings, "depth"), Experiments.of(settings, "activation"));
        bench.useThreads(network, 1);
        Rule rule =
                bench.carried(Bench.rule("rule", Experiments.of(settings, "rule"), network), network, DType.FLOAT64);
        Seed drawn = new Seed(seed);
        double best = Double.POSITIVE_INFINITY;
        double alignment = Double.NaN;
        double rate = Double.NaN;
        try (Parameters initial = network.initialize(drawn.derive("weights"), DType.FLOAT64);
                TensorScope scope = new TensorScope()) {
            Tensor x = drawn.derive("x").normal(DType.FLOAT64, Shape.of(1, WIDTH), 0, 1);
            Tensor y = drawn.derive("y").normal(DType.FLOAT64, Shape.of(1, WIDTH), 0, 1);
            double[] target = y.toDoubles();
            double[] before = output(network, initial, x);
            for (double each : RATES) {
                try (Parameters parameters = initial.copy();
                        Sgd sgd = new Sgd(each)) {
                    double unused =
                            rule.learner(network, parameters, sgd, drawn).update(Clamps.of(network, x, y));
                    double[] after = output(network, parameters, x);
                    double loss = 0;
                    for (int i = 0; i < WIDTH; i++) {
                        loss += (target[i] - after[i]) * (target[i] - after[i]) / 2;
                    }
                    if (loss < best) {
                        best = loss;
                        alignment = cosine(target, after, before);
                        rate = each;
                    }
                }
            }
        }
        return Numbers.none().with("alignment", alignment).with("rate", rate).with("loss", best);
    }

    private static double[] output(Network network, Parameters parameters, Tensor x) {
        try (TensorScope scope = new TensorScope();
                Passes passes = Passes.evaluating(parameters)) {
            return network.forward(parameters.tensors(), List.of(x), passes)
                    .get(network.outputs().get(0).index())
                    .value()
                    .toDoubles();
        }
    }

    /** The cosine of the angle between target − before and after − before. */
    private static double cosine(double[] target, double[] after, double[] before) {
        double product = 0;
        double wanted = 0;
        double moved = 0;
        for (int i = 0; i < target.length; i++) {
            double a = target[i] - before[i];
            double b = after[i] - before[i];
            product += a * b;
            wanted += a * a;
            moved += b * b;
        }
        return product / Math.sqrt(wanted * moved);
    }

    private static Numbers online(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        double best = 0;
        for (int i = 0; i < ONLINE_RATES.size(); i++) {
            Prepared prepared = bench.prepare(
                    Experiments.of(settings, Case.EXPERIMENT) + " optimizer={name: sgd, lr: " + ONLINE_RATES.get(i)
                            + "}",
                    seed);
            Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
            double part = 1.0 / ONLINE_RATES.size();
            try (Parameters parameters = prepared.parameters()) {
                for (Evaluation each : bench.train(prepared, rule, parameters, Length.epochs(1), i * part, part)) {
                    best = Math.max(best, 100 * each.accuracy().orElse(0));
                }
            }
        }
        return Numbers.none().with("accuracy", best);
    }

    /** Learns one batch, then another, and tells how much of the first is spoilt at the rate that learns the second best. */
    private static Numbers interference(Bench bench, Map<String, String> settings, long seed)
            throws InterruptedException {
        bench.goOn();
        Network network = chain(3, "tanh");
        bench.useThreads(network, 4);
        Rule rule =
                bench.carried(Bench.rule("rule", Experiments.of(settings, "rule"), network), network, DType.FLOAT64);
        Seed drawn = new Seed(seed);
        double best = Double.POSITIVE_INFINITY;
        double spoilt = Double.NaN;
        int updates = (int) Experiments.number(settings, "updates");
        try (Parameters initial = network.initialize(drawn.derive("weights"), DType.FLOAT64);
                TensorScope scope = new TensorScope()) {
            Clamps first = batch(network, drawn.derive("first"));
            Clamps second = batch(network, drawn.derive("second"));
            for (double rate : ONLINE_RATES) {
                try (Parameters parameters = initial.copy();
                        Sgd sgd = new Sgd(rate)) {
                    Learner learner = rule.learner(network, parameters, sgd, drawn);
                    double learned = loss(learner, first, updates);
                    double other = loss(learner, second, updates);
                    double again = loss(rule.learner(network, parameters, sgd, drawn), first, 1);
                    if (other < best) {
                        best = other;
                        spoilt = again - learned;
                    }
                }
            }
        }
        return Numbers.none().with("spoilt", spoilt).with("second", best);
    }

    private static Clamps batch(Network network, Seed seed) {
        return Clamps.of(
                network,
                seed.derive("x").normal(DType.FLOAT64, Shape.of(4, WIDTH), 0, 1),
                seed.derive("y").normal(DType.FLOAT64, Shape.of(4, WIDTH), 0, 0.5));
    }

    /** Returns the loss before the last of so many updates. */
    private static double loss(Learner learner, Clamps batch, int updates) {
        double loss = Double.NaN;
        for (int i = 0; i < updates; i++) {
            loss = learner.update(batch);
        }
        return loss;
    }

    private static String shown(String rule) {
        return rule.startsWith("{") ? "il" : rule;
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "Target alignment is the cosine of the angle between what an update should do to the output of its own sample,"
                        + " y − ŷ, and what it does. Chains of linear layers of width 32 learn one sample once, in float64, each rule at the"
                        + " one of seven learning rates that leaves the least loss. Inference (γ = 0.2) runs close to its equilibrium.");
        Findings aligned = findings.with("part", "alignment");
        List<Double> depths =
                aligned.values("depth").stream().map(Double::valueOf).toList();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (String activation : aligned.values("activation")) {
            for (String rule : aligned.values("rule")) {
                List<Double> curve = new ArrayList<>();
                List<String> row = new ArrayList<>(List.of(activation + ", " + shown(rule)));
                for (String depth : aligned.values("depth")) {
                    Findings of = aligned.with("activation", activation, "rule", rule, "depth", depth);
                    curve.add(of.of("alignment").mean());
                    row.add(of.of("alignment").text());
                }
                curves.put(activation + ", " + shown(rule), curve);
                rows.add(row);
            }
        }
        List<String> heads = new ArrayList<>(List.of("depth"));
        heads.addAll(aligned.values("depth"));
        page.table(heads, rows);
        page.plot(
                "alignment",
                "Target alignment by depth, mean over the seeds.",
                Plots.lines("layers", "target alignment", Scale.LINEAR, depths, curves));
        page.heading("Online learning");
        page.paragraph(
                "The best test accuracy in percent of an mlp 784-64-64-10 that learns from one sample at a time, over all"
                        + " epochs and three learning rates:");
        Findings online = findings.with("part", "online");
        List<List<String>> accuracies = new ArrayList<>();
        for (String rule : online.values("rule")) {
            List<String> row = new ArrayList<>(List.of(shown(rule)));
            online.values("samples")
                    .forEach(samples -> row.add(online.with("rule", rule, "samples", samples)
                            .of("accuracy")
                            .text()));
            accuracies.add(row);
        }
        List<String> columns = new ArrayList<>(List.of("rule"));
        online.values("samples").forEach(samples -> columns.add(samples + " samples"));
        page.table(columns, accuracies);
        page.heading("Interference");
        page.paragraph(
                "A chain of three layers learns one batch of four random samples, then another. How much the loss of the first"
                        + " has risen, at the rate that learns the second best:");
        List<List<String>> spoilt = new ArrayList<>();
        Findings interference = findings.with("part", "interference");
        for (String rule : interference.values("rule")) {
            Findings of = interference.with("rule", rule);
            spoilt.add(
                    List.of(shown(rule), of.of("spoilt").text(), of.of("second").text()));
        }
        page.table(List.of("rule", "rise of the first batch's loss", "loss of the second"), spoilt);
        page.conclusions(List.of(
                "The paper has backpropagation's alignment fall to about 0.6 at 25 layers in deep linear networks and that of"
                        + " predictive coding stay at 0.95 or more (as others tell of it; we have not read its numbers).",
                "With one layer both are 1 exactly: there is nothing to coordinate.",
                "Where ours differs from what is told of the paper, its weights' first values and widths, which we do not know, are the"
                        + " first suspects; beyond that it is unexplained."));
    }
}
