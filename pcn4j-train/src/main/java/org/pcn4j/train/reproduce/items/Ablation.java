package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Gradient;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Scope;

/** Salvatori et al. 2022, Table 3: what one update is without each of the three conditions of Z-IL. */
final class Ablation implements Item {
    private static final double NOISE = 0.1;
    private static final double SLOWER = 0.5;
    private static final double RATE = 0.01;
    private static final List<String> CONDITIONS = List.of("z-il", "no-levels", "noise", "slower");

    @Override
    public String name() {
        return "ablation";
    }

    @Override
    public String sentence() {
        return "The three conditions of Z-IL relaxed one at a time: each of them is needed.";
    }

    @Override
    public String paper() {
        return "Salvatori et al. 2022, arXiv 2103.04689, Table 3";
    }

    @Override
    public List<String> data() {
        return List.of("mnist", "cifar10");
    }

    @Override
    public List<Case> cases(Scope scope) {
        String few = scope.of(" data.train=40 data.test=10", " data.train=2000 data.test=200", "");
        String images = " batch=20 loss=squared-error data={name: " + scope.data("mnist") + ", validation: 0}" + few;
        String photographs = " loss=squared-error data={name: " + scope.data("cifar10") + ", validation: 0}" + few;
        Map<String, List<String>> networks = new LinkedHashMap<>();
        networks.put(
                "mlp",
                List.of(
                        "model={name: mlp, hidden: [128]}" + images,
                        "model={name: mlp, hidden: [128, 128]}" + images,
                        "model={name: mlp, hidden: [128, 128, 128]}" + images));
        networks.put("rnn", List.of("model={name: rnn, hidden: 128}" + images));
        networks.put(
                "alexnet",
                List.of("model={name: alexnet, width: " + scope.of(2, 16, 64) + "} batch=" + scope.of(4, 20, 20)
                        + photographs));
        networks.put(
                "residual", List.of("model={name: graph, nodes: [" + residual(scope.of(16, 256, 256)) + "]}" + images));
        networks.put(
                "transformer",
                List.of("model={name: transformer, blocks: 1, width: " + scope.of(16, 64, 512) + ", heads: "
                        + scope.of(2, 4, 8) + "} batch=4 data={name: markov, window: " + scope.of(12, 64, 64)
                        + ", train: 40, test: 10, validation: 0}"));
        List<Case> cases = new ArrayList<>();
        networks.forEach((network, experiments) -> experiments.forEach(experiment -> {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = new LinkedHashMap<>();
                settings.put("network", network);
                settings.put("data", Experiments.data(experiment));
                settings.put(Case.EXPERIMENT, experiment + " dtype=float64");
                cases.add(new Case(settings, seed, 2, bench -> measured(bench, settings, seed)));
            }
        }));
        return cases;
    }

    /** Five layers with a skip over each, so that the graph is levelled as it is: the paper's residual network. */
    private static String residual(int width) {
        StringBuilder nodes = new StringBuilder("{name: x, kind: input, shape: [1, 28, 28]}");
        nodes.append(", {name: h1, function: [flatten, {name: linear, in: 784, out: ")
                .append(width)
                .append("}, tanh], parents: [x]}");
        for (int i = 2; i <= 4; i++) {
            nodes.append(", {name: h")
                    .append(i)
                    .append(", function: {name: sum, terms: [")
                    .append("{name: layer, function: [{name: linear, in: ")
                    .append(width)
                    .append(", out: ")
                    .append(width)
                    .append("}, tanh]}, {name: skip, function: identity}]}, parents: [h")
                    .append(i - 1)
                    .append(", h")
                    .append(i - 1)
                    .append("]}");
        }
        return nodes + ", {name: out, kind: output, function: {name: linear, in: " + width
                + ", out: 10}, parents: [h4]}";
    }

    private static Schedule schedule(String condition, Network network) {
        return switch (condition) {
            case "no-levels" -> InferenceLearning.schedule(network.depth(), 1);
            case "noise" -> ZeroDivergence.schedule().withInitialNoise(NOISE);
            case "slower" -> ZeroDivergence.schedule().withGamma(SLOWER);
            default -> ZeroDivergence.schedule();
        };
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Network network = prepared.network();
        Seed noise = new Seed(seed).derive("noise");
        Numbers numbers = Numbers.none();
        try (Parameters parameters = prepared.parameters();
                TensorScope scope = new TensorScope()) {
            Clamps clamps = Experiments.first(prepared, prepared.experiment().batch());
            Gradient reference = Gradient.of(new Rule.Backprop(), network, parameters, clamps, noise);
            for (String condition : CONDITIONS) {
                bench.goOn();
                Gradient found = Gradient.of(
                        new Rule.Scheduled(schedule(condition, network)), network, parameters, clamps, noise);
                numbers = numbers.with(
                        condition,
                        Numbers.none()
                                .with("distance", RATE * found.distance(reference))
                                .with("relative", found.relative(reference)));
            }
        }
        return numbers;
    }

    @Override
    public void tell(Findings findings, Page page) {
        Map<String, List<String>> published = Map.of(
                "mlp", List.of("1.42e2", "7.22", "8.67e4"),
                "rnn", List.of("6.05e3", "9.60", "6.91e5"),
                "alexnet", List.of("5.93e5", "7.93e2", "9.87e8"),
                "residual", List.of("9.43e7", "4.53e5", "6.44e9"),
                "transformer", List.of("1.12e11", "3.41e6", "8.63e16"));
        List<List<String>> distances = new ArrayList<>();
        List<List<String>> relatives = new ArrayList<>();
        for (String network : findings.values("network")) {
            Findings of = findings.with("network", network);
            List<String> distance = new ArrayList<>(List.of(network));
            List<String> relative = new ArrayList<>(List.of(network));
            for (int i = 0; i < CONDITIONS.size(); i++) {
                String condition = CONDITIONS.get(i);
                String ours = of.of(condition + ".distance").text();
                distance.add(
                        i == 0
                                ? ours + " (0)"
                                : ours + " ("
                                        + published
                                                .getOrDefault(network, List.of("–", "–", "–"))
                                                .get(i - 1) + ")");
                relative.add(of.of(condition + ".relative").text());
            }
            distances.add(distance);
            relatives.add(relative);
        }
        List<String> heads = List.of("network", "Z-IL", "all learn at T", "values begin beside", "γ = 0.5");
        page.paragraph("One update in float64 at a learning rate of 0.01. *All learn at T* relaxes the condition that a"
                + " layer learns at the step of its level: all learn at the last, with γ = 1. *Values begin beside*"
                + " adds Gaussian noise of 0.1 to where the forward pass puts them. The last has γ = 0.5. The distance"
                + " of the weights from backpropagation's over its step:");
        page.table(heads, relatives);
        page.paragraph("The Euclidean distance itself, and in brackets what was published:");
        page.table(heads, distances);
        page.conclusions(List.of(
                "What agrees with the paper: with all three conditions the distance is exactly 0 (dropout's masks"
                        + " and all), without any one of them it is not.",
                "What does not: the sizes. With γ = 0.5 alone an error at level l is 0.5ˡ times backpropagation's, so the"
                        + " distance cannot be more than backpropagation's step, whose relative distance would be 1;"
                        + " 8.67e4 for an mlp is none. The paper's unit or normalization is unexplained, as are its"
                        + " activation functions and the size of its noise, which are not stated.",
                "What differs in the setting: MNIST takes the place of Fashion-MNIST, 32×32 images that of ImageNet,"
                        + " and images read row by row that of the Atari games. The mlp is the mean over 2, 3 and 4 layers, as in"
                        + " the paper, so its spread holds the depths as well."));
    }
}
