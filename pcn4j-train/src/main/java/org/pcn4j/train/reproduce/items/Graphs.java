package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.data.Batch;
import org.pcn4j.inference.run.Ends.Known;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Generative;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Length;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Gallery;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Salvatori et al. 2022, van Zwol et al. 2024: all units in one vector. */
final class Graphs implements Item {
    private static final Set<String> SHOWN = Set.of("made", "halves", "completed");

    /** A mask, and how a graph with it learns. */
    private record Subject(String name, String model, String rule, String size) {}

    /** Accuracies that were published, by the masks. */
    private static final Map<String, String> PUBLISHED = Map.of(
            "layered", "93–94 (784-32-16-10, from a forward pass)",
            "layered, ipc", "about 92 (784-48-10, Adam at 0.00001, batches of 250)",
            "all", "80–90, unconfirmed");

    private static List<Subject> subjects(Scope scope) {
        String tiny = " batch=10 epochs=2 data.train=40 data.test=20";
        String layered = "{name: pc-graph, reads: layered, hidden: [" + scope.of("8", "48", "32, 16")
                + "], deviation: 0.05, steps: " + scope.of("5", "100", "100") + "}";
        return List.of(
                new Subject(
                        "layered",
                        layered,
                        "{name: il, steps: 12, gamma: 0.5}",
                        scope.of(
                                tiny,
                                " batch=100 epochs=3 data.train=10000 data.test=1000 optimizer.lr=0.001",
                                " batch=200 epochs=30 optimizer.lr=0.0001")),
                new Subject(
                        "layered, ipc",
                        layered,
                        "{name: ipc, steps: 12, gamma: 0.5}",
                        scope.of(
                                tiny,
                                " batch=100 epochs=3 data.train=10000 data.test=1000 optimizer.lr=0.0001",
                                " batch=200 epochs=30 optimizer.lr=0.00001")),
                new Subject(
                        "all",
                        "{name: pc-graph, reads: all, hidden: [" + scope.of("8", "48", "200")
                                + "], deviation: 0.05, steps: " + scope.of("5", "300", "300") + "}",
                        "{name: il, steps: 12, gamma: 0.15}",
                        scope.of(
                                tiny,
                                " batch=50 epochs=3 data.train=5000 data.test=500 optimizer.lr=0.0005",
                                " batch=250 epochs=30 optimizer.lr=0.00005")),
                new Subject(
                        "apart",
                        "{name: pc-graph, reads: apart, hidden: [" + scope.of("8", "100", "400")
                                + "], deviation: 0.05, steps: " + scope.of("5", "300", "300") + "}",
                        "{name: il, steps: 20, gamma: 0.05}",
                        scope.of(
                                tiny,
                                " batch=50 epochs=3 data.train=6000 data.test=500 optimizer.lr=0.0003",
                                " batch=250 epochs=30 optimizer.lr=0.00005")));
    }

    @Override
    public String name() {
        return "pc-graphs";
    }

    @Override
    public String sentence() {
        return "One matrix with a mask: a graph of units that tells digits, completes them and draws them, asked from any end.";
    }

    @Override
    public String paper() {
        return "Salvatori et al. 2022, arXiv 2201.13180; van Zwol et al. 2024, arXiv 2407.04117";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String data = scope.data("mnist");
        for (Subject subject : subjects(scope)) {
            String normalize = subject.name().startsWith("layered") ? "standard" : "none";
            for (long seed : scope.seeds(2)) {
                Map<String, String> settings = Experiments.settings(
                        "mask",
                        subject.name(),
                        "rule",
                        subject.rule(),
                        "data",
                        data,
                        Case.EXPERIMENT,
                        "model=" + subject.model() + " loss=squared-error data={name: " + data
                                + ", validation: 0, normalize: " + normalize + "}" + subject.size());
                cases.add(new Case(settings, seed, 100, bench -> measured(bench, settings, seed)));
            }
        }
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        Generative generative = prepared.description().generative().orElseThrow();
        List<Double> test = new ArrayList<>();
        List<Double> steepest = new ArrayList<>();
        try (Parameters parameters = prepared.parameters()) {
            bench.train(prepared, rule, parameters, Length.epochs(1), 0, 1, evaluation -> {
                test.add(100 * evaluation.accuracy().orElse(Double.NaN));
                steepest.add(largest(prepared, generative, parameters));
            });
            double nan = Double.NaN;
            Numbers numbers = Numbers.none()
                    .with("test", test)
                    .with("last", test.isEmpty() ? nan : test.get(test.size() - 1))
                    .with("largest", steepest)
                    .with("largest-last", steepest.isEmpty() ? nan : steepest.get(steepest.size() - 1))
                    .with(
                            "half",
                            Pictures.accuracy(
                                    bench,
                                    prepared,
                                    Pictures.inferring(generative, parameters),
                                    0.5,
                                    new Seed(seed).derive("missing")));
            return seed == 1
                    ? numbers.with("picture", Pictures.of(prepared, parameters, new Seed(seed), SHOWN))
                    : numbers;
        }
    }

    /** λ of the values that are free when a label is asked for. */
    private static double largest(Prepared prepared, Generative generative, Parameters parameters) {
        Schedule one = Schedule.named("λ").withSteps(1);
        try (TensorScope scope = new TensorScope();
                Batch batch = prepared.test().batch(new int[] {0, 1, 2, 3}, parameters.dtype())) {
            Tensor samples = batch.inputs().reshape(Shape.of(4, batch.inputs().elements() / 4));
            DType dtype = parameters.dtype();
            long labels = generative.ends().target().orElseThrow().count();
            return StepGuard.of(prepared.network(), generative.ends().asking(), one)
                    .orElseThrow()
                    .withTolerance(1e-3)
                    .measure(
                            parameters,
                            generative
                                    .ends()
                                    .clamps(prepared.network(), Known.all(samples), Known.nothing(dtype, 4, labels)))
                    .product();
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "A PC graph is one vector of units, x, of which each predicts others: E = ½‖x − W f(x) − b‖², with a mask on"
                        + " W. Here the first 784 units hold an image and the last 10 its label; f is tanh. `layered` is the layered network:"
                        + " the graph learns its weights to 12 digits, which the tests show. In `all` each unit reads each other one. In"
                        + " `apart` too, but pixels do not read pixels. To classify, pixels are held and the rest is inferred; to draw, the"
                        + " label is; to complete, some pixels are.");
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        for (String mask : findings.values("mask")) {
            Findings of = findings.with("mask", mask);
            curves.put(mask, of.row("test"));
            rows.add(List.of(
                    "`" + mask + "`",
                    String.join(", ", of.values("rule")),
                    of.of("last").text(),
                    of.of("half").text(),
                    of.of("largest-last").text(),
                    PUBLISHED.getOrDefault(mask, "–")));
        }
        page.paragraph("Test accuracy in percent after the last epoch on " + String.join(", ", findings.values("data"))
                + ", mean over the seeds ± their standard deviation, with all pixels and with half of them unknown; and λ, the"
                + " largest curvature along which values relax when the label is asked for: γλ must stay below 2.");
        page.table(List.of("mask", "rule", "all pixels", "half of them", "λ", "published"), rows);
        page.plot("accuracy", "Test accuracy after each epoch, mean over the seeds.", Plots.accuracies(curves));
        page.pictures(
                "pictures",
                "What trained graphs make of labels and of halves of test images, seed 1: 300 steps of inference by Adam.",
                Pictures.gallery(
                        findings.with("mask", "apart"),
                        Pictures.gallery(
                                findings.with("mask", "all"),
                                Gallery.empty(),
                                Pictures.names(
                                        "halves", "What is known of test images",
                                        "completed", "Completed, mask all",
                                        "made", "Drawn of the labels 0 to 9, mask all")),
                        Pictures.names(
                                "completed",
                                "Completed, mask apart",
                                "made",
                                "Drawn of the labels 0 to 9, mask apart")));
        page.conclusions(List.of(
                "By `ipc` the layered graph tells ten points fewer than by `il`. It learns at each of twelve steps, so its rate is a"
                        + " tenth of the other's; no other rate was tried.",
                "The graph without a mask classifies worse than the layered one, as the papers say.",
                "Where pixels read pixels, neighbors explain each other and the label hardly matters to them: halves are"
                        + " completed, but little can be seen of what is drawn of a label. Without these connections digits can be"
                        + " seen."));
    }
}
