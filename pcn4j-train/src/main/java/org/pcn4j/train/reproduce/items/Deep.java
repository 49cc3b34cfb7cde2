package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
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

/** Goemaere et al. 2025, Meta-PCN, Qi et al. 2026, Innocenti et al. 2025: what is done that deep networks learn. */
final class Deep implements Item {
    private static final int EVERY = 20;
    private static final int SCALED_LAYERS = 30;
    private static final int COMPARED = 300;
    private static final Map<String, Double> ERROR_BASED = published("100", 82.3, "200", 91.2, "300", 91.6);
    private static final Map<String, Double> SCALED = published("100", 85.8, "300", 90.8, "500", 91.8, "900", 93.3);
    private static final String LAYERS = "layers";
    private static final String WAY = "way";

    @Override
    public String name() {
        return "deep";
    }

    @Override
    public String sentence() {
        return "Mlps of 5 to 20 layers: what is done that predictive coding learns in them, and how much it does.";
    }

    @Override
    public String paper() {
        return "Goemaere et al. 2025, arXiv 2505.20137; Meta-PCN, 2026; Qi et al. 2026, arXiv 2506.23800; Innocenti et al. 2025,"
                + " arXiv 2505.13124";
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
        String data = scope.data("mnist");
        String size = scope.of(
                " data.train=60 data.test=20 batch=20 epochs=none updates=4",
                " data.train=19200 data.test=2000 batch=64 epochs=none updates=300",
                " batch=64 epochs=none updates=900");
        String longer = scope.of("", " data.train=57600 data.test=2000 batch=64 epochs=none updates=900", size);
        for (int layers : scope.of(List.of(4), List.of(5, 10, 20, SCALED_LAYERS), List.of(5, 10, 20, SCALED_LAYERS))) {
            boolean isPublished = layers == SCALED_LAYERS;
            DeepWay.ways(layers).forEach((name, way) -> {
                if (isPublished && scope.of(true, true, false) && !way.isResidual()) {
                    return;
                }
                for (long seed : scope.seeds(2)) {
                    Map<String, String> settings = Experiments.settings(
                            LAYERS,
                            Integer.toString(layers),
                            WAY,
                            name,
                            "rule",
                            way.rule(),
                            "data",
                            data,
                            Case.EXPERIMENT,
                            way.experiment(layers, data) + (isPublished ? longer : size));
                    double weight = 1 + way.cost() * layers * layers / 20.0;
                    cases.add(new Case(settings, seed, weight, bench -> measured(bench, settings, seed)));
                }
            });
        }
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        long updates = prepared.experiment().updates().orElse(0L);
        long every = Math.max(1, Math.min(EVERY, updates / 4));
        Numbers numbers = Numbers.none();
        try (Parameters parameters = prepared.parameters();
                TensorScope scope = new TensorScope()) {
            Clamps clamps = Experiments.first(prepared, prepared.experiment().batch());
            Gradient expected = Gradient.of(new Rule.Backprop(), prepared.network(), parameters, clamps, new Seed(0));
            Gradient found = Gradient.of(rule, prepared.network(), parameters, clamps, new Seed(0));
            numbers = numbers.with("cosine", found.cosine(expected));
            Optional<Schedule> schedule = rule.asSchedule();
            if (schedule.isPresent()) {
                numbers = numbers.with("energy", energies(prepared, parameters, clamps, schedule.get()));
            }
            StepSizes steps = new StepSizes(prepared, rule, parameters);
            List<Double> at = new ArrayList<>(List.of(0.0));
            List<Double> accuracy = new ArrayList<>(List.of(100
                    * prepared.evaluator()
                            .evaluate(parameters, prepared.test())
                            .accuracy()
                            .orElse(Double.NaN)));
            bench.train(prepared, rule, parameters, Length.updates(every), 0, 1, evaluation -> {
                at.add((double) every * at.size());
                accuracy.add(100 * evaluation.accuracy().orElse(Double.NaN));
                steps.measure();
            });
            boolean finished = at.size() - 1 >= updates / every;
            double last = finished ? accuracy.get((int) Math.min(updates, COMPARED) / (int) every) : Double.NaN;
            return steps.in(numbers)
                    .with("updates", at)
                    .with("accuracy", accuracy)
                    .with("last", last);
        }
    }

    /** Returns the energy of a sample at the end of inference, layer by layer from the input on. */
    private static List<Double> energies(Prepared prepared, Parameters parameters, Clamps clamps, Schedule schedule) {
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(
                        prepared.network(),
                        schedule.withLearning(new Learning.Never()),
                        Set.of(new Observation.Energies()));
        try (Outcome outcome = new Executor(plan).run(parameters, clamps, ParameterUpdater.none(), 1, new Seed(0))) {
            double[] all = outcome.energies().get(outcome.energies().size() - 1);
            return plan.network().nodes().stream()
                    .filter(node -> !node.isRoot() && !node.isDelay())
                    .map(Node::index)
                    .map(index -> all[index] / clamps.batch())
                    .toList();
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        List<String> depths = findings.values(LAYERS);
        List<String> ways = findings.values(WAY);
        page.paragraph(
                "Networks of width 128 on 784 inputs and 10 classes, in batches of "
                        + Experiments.read(findings).batch() + ". Most are mlps with ReLU,"
                        + " He's first weights, cross-entropy and Adam at 0.001. With L layers, `il` takes L steps of γ = 0.1, and"
                        + " `epc`, whose errors relax in place of values, L steps of γ = 0.5/64; its own network is that of the authors' example:"
                        + " PyTorch's first weights, a squared error and standardized images. `spiking` takes L steps of γ = 0.5 with a"
                        + " precision of 0.001 behind the wave, and the forward update; `decaying` takes the same with a precision that"
                        + " falls behind it. `fpa` is fixed predictions with 2 L steps of γ = 0.5, and fpa + norm, Meta-PCN, the same"
                        + " with the variance norm after each update; bp + norm is backpropagation with that norm."
                        + " µPC is `il` with L steps of γ = 0.5/64 in a residual network with scaled layers, squared error and Adam at 0.1."
                        + " The last three rows are backpropagation in epc's network, in µPC's, and in the mlp from PyTorch's first weights.");
        page.heading("Accuracy");
        page.paragraph("Test accuracy in percent after "
                + NumberText.of(Math.min(
                        COMPARED,
                        findings.row("updates").stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElse(0)))
                + " updates; a training whose loss was no longer finite has none:");
        page.table(heads(depths), rows(findings, "last"));
        for (String depth : depths) {
            Findings of = findings.with(LAYERS, depth);
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            ways.stream()
                    .filter(way -> of.with(WAY, way).has("accuracy"))
                    .forEach(way -> curves.put(way, of.with(WAY, way).row("accuracy")));
            page.plot(
                    "accuracy-" + depth,
                    "Test accuracy by updates with " + depth + " layers, mean over the seeds.",
                    Plots.lines("update", "test accuracy, %", Scale.LINEAR, of.row("updates"), curves));
        }
        page.heading("Direction");
        page.paragraph("Cosine of the whole update with backpropagation's, of one batch at the first weights:");
        page.table(heads(depths), rows(findings, "cosine"));
        page.heading("Size of the step");
        page.paragraph(
                "γλ, λ being the largest eigenvalue of the energy's Hessian in what relaxes, of eight samples: at the first"
                        + " weights, and the largest of one measurement every "
                        + NumberText.of(findings.at("updates", 1).mean())
                        + " updates. Relaxation converges only below 2:");
        page.table(
                List.of("layers", "", "at first", "largest"),
                depths.stream()
                        .flatMap(depth -> ways.stream()
                                .map(way -> findings.with(LAYERS, depth, WAY, way))
                                .filter(of -> of.has(StepSizes.FIRST))
                                .map(of -> List.of(
                                        depth,
                                        of.values(WAY).get(0),
                                        of.of(StepSizes.FIRST).text(),
                                        of.of(StepSizes.LARGEST).text())))
                        .toList());
        page.heading("Energy");
        page.paragraph(
                "The energy of the first layer over that of the last at the end of inference, at the first weights; 0 where"
                        + " none has come:");
        page.table(heads(depths), firstOverLast(findings));
        for (String depth : depths) {
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            for (String way : ways) {
                Findings of = findings.with(LAYERS, depth, WAY, way);
                if (of.has("energy") && !way.equals("z-il")) {
                    curves.put(way, of.row("energy"));
                }
            }
            List<Double> places = Experiments.places(Integer.parseInt(depth)).stream()
                    .map(each -> each + 1)
                    .toList();
            page.plot(
                    "energy-" + depth,
                    "Energy of a sample at the end of inference by layer, from the input to the output, with " + depth
                            + " layers, at the first weights. Where there is none, none has come.",
                    Plots.lines("layer", "energy", Scale.LOGARITHMIC, places, curves));
        }
        curves(findings, page);
        page.conclusions(
                List.of(
                        "The energy that `il` has brought to a layer falls by orders of magnitude from layer to layer below the output, and"
                                + " its accuracy falls with depth by far more than backpropagation's. The accuracies of"
                                + " `spiking` and `decaying` differ from backpropagation's by less than their own spread at every depth,"
                                + " although their whole updates point elsewhere: those of the lower layers are shorter, which Adam hides"
                                + " (derived).",
                        "`epc` is within two points of its published accuracy after 200 and 300 updates in ten layers, in the network of"
                                + " the authors' example, and further below after 100. It fails in the mlp with the same γ from ten layers"
                                + " on, where γλ grows far beyond 2. In twenty layers it fails everywhere; in its own network"
                                + " backpropagation does so as well, so that the step is not the only reason. λ is 1 or the largest eigenvalue of the sum of the output's squared Jacobians,"
                                + " weighted by the loss, which grows with the weights and with depth. A tenth of γ, tried after that was"
                                + " seen, helps in ten layers, although γλ comes to exceed 2 there too.",
                        "Fixed predictions come within 0.6 points of backpropagation at every depth, and with the norm to what backpropagation"
                                + " with the same norm does; that last row is not in Meta-PCN's"
                                + " paper. The norm itself does harm in these mlps: a large random square matrix whose largest singular value is"
                                + " 1 halves a vector's length (derived), and ReLU takes away more, so that through many layers little comes."
                                + " The paper finds a gain on convolutional networks, whose rates and steps are not known.",
                        "From PyTorch's first weights, which were tried first, backpropagation itself does not learn in the deepest of these"
                                + " mlps in so few updates. He's were chosen after that was seen; the last row is what is left of it.",
                        "µPC's accuracy hardly depends on depth, as its paper claims, and stays below that of backpropagation in the same"
                                + " network. In thirty layers it is three points below its published accuracy after 100 updates and within"
                                + " a point of it from 300 on.",
                        "Qi et al. and Meta-PCN report on convolutional networks alone; nothing of theirs compares with these numbers."));
    }

    private static Map<String, Double> published(Object... updatesAndAccuracies) {
        Map<String, Double> published = new LinkedHashMap<>();
        for (int i = 0; i + 1 < updatesAndAccuracies.length; i += 2) {
            published.put((String) updatesAndAccuracies[i], (Double) updatesAndAccuracies[i + 1]);
        }
        return published;
    }

    /** Shows what JPC's examples found after so many updates beside what was found here. */
    private static void curves(Findings findings, Page page) {
        List<String> depths = findings.values(LAYERS);
        String ten = depths.contains("10") ? "10" : depths.get(0);
        List<List<String>> rows = new ArrayList<>();
        for (String way : List.of("epc", "epc in the mlp", "epc in the mlp, γ/10")) {
            published(findings.with(LAYERS, ten, WAY, way), way, "10", ten, ERROR_BASED, rows);
        }
        String deepest = depths.get(depths.size() - 1);
        published(findings.with(LAYERS, deepest, WAY, "µPC"), "µPC", "30", deepest, SCALED, rows);
        page.heading("Beside published accuracies");
        page.paragraph("Of the examples of the authors' library on MNIST, test accuracy in percent by updates:");
        page.table(List.of("", "published layers", "our layers", "updates", "published", "found"), rows);
    }

    private static void published(
            Findings of,
            String way,
            String layers,
            String ours,
            Map<String, Double> published,
            List<List<String>> rows) {
        List<Double> at = of.row("updates");
        published.forEach((updates, number) -> {
            int place = at.indexOf(Double.parseDouble(updates));
            rows.add(List.of(
                    way,
                    layers,
                    ours,
                    updates,
                    NumberText.of(number),
                    place < 0 ? "–" : of.at("accuracy", place).text()));
        });
    }

    private static List<String> heads(List<String> depths) {
        List<String> heads = new ArrayList<>(List.of("layers"));
        heads.addAll(depths);
        return heads;
    }

    private static List<List<String>> firstOverLast(Findings findings) {
        List<List<String>> rows = new ArrayList<>();
        for (String way : findings.values(WAY)) {
            if (way.equals("z-il") || !findings.with(WAY, way).has("energy")) {
                continue;
            }
            List<String> row = new ArrayList<>(List.of(way));
            findings.values(LAYERS).forEach(depth -> {
                List<Double> ratios = findings.with(LAYERS, depth, WAY, way).cases().stream()
                        .map(each -> each.numbers().getOrDefault("energy", List.of()))
                        .map(energy -> energy.get(0) / energy.get(energy.size() - 1))
                        .toList();
                row.add(ratios.isEmpty() ? "–" : Spread.of(ratios).text());
            });
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> rows(Findings findings, String number) {
        List<List<String>> rows = new ArrayList<>();
        for (String way : findings.values(WAY)) {
            List<String> row = new ArrayList<>(List.of(way));
            findings.values(LAYERS).forEach(depth -> {
                Findings of = findings.with(LAYERS, depth, WAY, way);
                row.add(of.has(number) ? of.of(number).text() : "–");
            });
            rows.add(row);
        }
        return rows;
    }
}
