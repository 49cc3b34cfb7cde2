package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.data.Batch;
import org.pcn4j.function.SquaredError;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Generative;
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
import org.pcn4j.train.reproduce.Scope;

/** Oliviers, Tang and Bogacz 2025: one network that classifies and generates. */
final class BothWays implements Item {
    private static final Set<String> SHOWN = Set.of("made", "halves", "completed");
    private static final String SHORT_RULE = "{name: il, steps: 1, gamma: 0.0078125}";

    /** What is trained, by its name on the page: its model, its rule, and its accuracy as published. */
    private record Subject(String name, String model, String rule, String published) {}

    private static List<Subject> subjects(String hidden) {
        return List.of(
                new Subject(
                        "bPC, α_d = 1", "{name: bidirectional, hidden: [" + hidden + "], down: 1}", SHORT_RULE, "85.4"),
                new Subject(
                        "bPC, α_d = 0.001",
                        "{name: bidirectional, hidden: [" + hidden + "], down: 0.001}",
                        SHORT_RULE,
                        "94.0"),
                new Subject(
                        "discriminative",
                        "{name: mlp, hidden: [" + hidden + "], activation: relu}",
                        "{name: il, steps: 8, gamma: 0.1}",
                        ""),
                new Subject(
                        "generative",
                        "{name: generator, above: target, causes: [" + hidden + "], noise: 0, steps: 200}",
                        "{name: il, steps: 20, gamma: 0.02}",
                        ""));
    }

    @Override
    public String name() {
        return "both-ways";
    }

    @Override
    public String sentence() {
        return "One network that tells digits, draws them and completes them, beside one that only tells and one that only draws.";
    }

    @Override
    public String paper() {
        return "Oliviers, Tang and Bogacz 2025, arXiv 2505.23415";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String data = scope.data("mnist");
        String common =
                " loss=squared-error data={name: " + data + ", validation: 0, normalize: standard} optimizer.lr=0.001";
        for (Subject subject : subjects(scope.of("16", "256", "256"))) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        "part",
                        "short",
                        "of",
                        subject.name(),
                        "rule",
                        subject.rule(),
                        "data",
                        data,
                        Case.EXPERIMENT,
                        "model=" + subject.model() + common
                                + scope.of(
                                        " batch=10 updates=4 data.train=60 data.test=30",
                                        " batch=64 updates=300 data.test=1000",
                                        " batch=64 updates=300"));
                cases.add(new Case(settings, seed, 15, bench -> measured(bench, settings, seed)));
            }
        }
        for (long seed : scope.seeds(2)) {
            Map<String, String> settings = Experiments.settings(
                    "part",
                    "deep",
                    "of",
                    "bPC, two hidden layers",
                    "rule",
                    "{name: il, steps: 20, gamma: 0.01}",
                    "data",
                    data,
                    Case.EXPERIMENT,
                    "model={name: bidirectional, hidden: [" + scope.of("16, 16", "256, 256", "256, 256")
                            + "], down: 0.0001, shown: 0.1}" + common
                            + scope.of(
                                    " batch=10 updates=3 data.train=60 data.test=30",
                                    " batch=500 epochs=10 data.train=10000 data.test=1000",
                                    " batch=500 epochs=10 data.train=10000"));
            cases.add(new Case(settings, seed, 60, bench -> measured(bench, settings, seed)));
        }
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        Seed drawn = new Seed(seed).derive("missing");
        try (Parameters parameters = prepared.parameters()) {
            // Nothing is evaluated on the way.
            bench.train(prepared, rule, parameters, Length.updates(Long.MAX_VALUE), 0, 0.5);
            if (prepared.description().generative().isEmpty()) {
                Pictures.Answering forward = Pictures.forward(prepared, parameters);
                return Numbers.none()
                        .with("told", Pictures.accuracy(bench, prepared, forward, 1, drawn))
                        .with("half", Pictures.accuracy(bench, prepared, forward, 0.5, drawn));
            }
            Generative generative = prepared.description().generative().orElseThrow();
            Pictures.Answering predicting = Pictures.predicting(generative, parameters);
            Pictures.Answering inferring = Pictures.inferring(generative, parameters);
            Numbers numbers = Numbers.none()
                    .with("told", Pictures.accuracy(bench, prepared, predicting, 1, drawn))
                    .with("told-inferred", Pictures.accuracy(bench, prepared, inferring, 1, drawn))
                    .with("half", Pictures.accuracy(bench, prepared, predicting, 0.5, drawn))
                    .with("half-inferred", Pictures.accuracy(bench, prepared, inferring, 0.5, drawn))
                    .with("drawn", drawn(prepared, generative, parameters));
            return seed == 1 ? numbers.with("picture", Pictures.of(prepared, parameters, drawn, SHOWN)) : numbers;
        }
    }

    /** Half the mean squared distance, a pixel, of test samples from what is made of their labels. */
    private static double drawn(Prepared prepared, Generative generative, Parameters parameters) {
        int count = Math.min(1000, prepared.test().size());
        try (TensorScope scope = new TensorScope();
                Batch batch = prepared.test().batch(IntStream.range(0, count).toArray(), parameters.dtype())) {
            Shape classes = Shape.of(generative.ends().target().orElseThrow().count());
            Tensor labels = new SquaredError().targets(batch.targets(), classes, parameters.dtype());
            try (Tensor made = generative.generate(parameters, labels, new Seed(0))) {
                Tensor samples = batch.inputs().reshape(made.shape());
                return new SquaredError().total(made, samples).item() / made.elements();
            }
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "A bidirectional network has one set of values, predicted upwards from the image and downwards from the"
                        + " label, and weighs downward errors by α_d. It learns with both held. To classify, it passes upwards; to draw,"
                        + " downwards from the label, after which values settle; to complete, it infers from the pixels that are known.");
        Findings few = findings.with("part", "short");
        page.heading("Three hundred updates");
        page.paragraph(
                "An image of 784 pixels, 256 hidden units and a label of " + String.join(", ", few.values("data"))
                        + ", by Adam with rate 0.001, 64 images an update, inputs standardized. Test accuracy in percent, mean over"
                        + " the seeds ± their standard deviation: with all pixels, and the same after inference; with half of them, drawn for each image, set to the mean of all;"
                        + " and with that half left to inference. Then half the mean squared distance, a pixel, of test images from what"
                        + " is drawn of their labels:");
        List<List<String>> rows = new ArrayList<>();
        for (Subject subject : subjects("256")) {
            Findings of = few.with("of", subject.name());
            rows.add(List.of(
                    subject.name(),
                    of.of("told").text(),
                    subject.published().isEmpty() ? "–" : subject.published(),
                    of.has("told-inferred") ? of.of("told-inferred").text() : "–",
                    of.of("half").text(),
                    of.has("half-inferred") ? of.of("half-inferred").text() : "–",
                    of.has("drawn") ? of.of("drawn").text() : "–"));
        }
        page.table(
                List.of(
                        "network",
                        "all pixels",
                        "published",
                        "all pixels, inferred",
                        "half at the mean",
                        "half inferred",
                        "distance of what is drawn"),
                rows);
        Findings pictured = few.with("of", "bPC, α_d = 0.001");
        page.pictures(
                "pictures",
                "By bidirectional networks and a generative one after 300 updates, seed 1. Images to complete are test images.",
                Pictures.gallery(
                        few.with("of", "generative"),
                        Pictures.gallery(
                                few.with("of", "bPC, α_d = 1"),
                                Pictures.gallery(
                                        pictured,
                                        Gallery.empty(),
                                        Pictures.names(
                                                "made", "Drawn of the labels 0 to 9, α_d = 0.001",
                                                "halves", "What is known of test images",
                                                "completed", "Completed, α_d = 0.001")),
                                Pictures.names(
                                        "made", "Drawn of the labels, α_d = 1", "completed", "Completed, α_d = 1")),
                        Pictures.names("made", "Drawn of the labels by the generative network")));
        Findings deep = findings.with("part", "deep");
        page.heading("Two hidden layers");
        page.paragraph(
                "784-256-256-10 and back, α_d = 0.0001, T = 20, γ = 0.01, 500 images an update, 10 epochs of 10,000"
                        + " images, Adam with rate 0.001: " + deep.of("told").text() + " % right with all pixels, "
                        + deep.of("half").text()
                        + " % with half of them at the mean. Published: 96.1 %, at a rate of 0.01, which is another"
                        + " convention or too large here.");
        page.pictures(
                "deep",
                "By the network of two hidden layers, seed 1.",
                Pictures.gallery(
                        deep,
                        Gallery.empty(),
                        Pictures.names("made", "Drawn of the labels 0 to 9", "completed", "Completed")));
        page.conclusions(List.of(
                "With α_d = 1 the 784 errors of pixels drown the label's; with 0.001 the upward pass is that of a network which"
                        + " only tells, within its spread, and digits are drawn all the same.",
                "With all pixels known, inference after the upward pass loses some three points with α_d = 0.001, and changes little"
                        + " with 1.",
                "With half of the pixels missing, inference gains a few points with α_d = 0.001 and 15 with 1. The paper finds"
                        + " bidirectional networks the best then; here the one with 0.001 and the discriminative one are alike"
                        + " within their spread.",
                "The published loss of drawing, 0.316 with α_d = 1 and 0.384 with 0.001, is compared with half a mean squared"
                        + " distance of standardized pixels, which we take it to be."));
    }
}
