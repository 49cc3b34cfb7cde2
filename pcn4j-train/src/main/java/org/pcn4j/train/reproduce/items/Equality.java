package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Scope;

/** Salvatori et al. 2022, Table 1: how far weights are from backpropagation's, with the graph levelled and without. */
final class Equality implements Item {
    /** The rules that are compared, as experiments write them, by what the page calls them. */
    private static final Map<String, String> RULES = rules();

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("z-il", "z-il");
        rules.put("z-il-unlevelled", "z-il-unlevelled");
        rules.put("il", "{name: il, steps: 20, gamma: 0.1}");
        return rules;
    }

    @Override
    public String name() {
        return "equality";
    }

    @Override
    public String sentence() {
        return "How far the weights of Z-IL and IL are from backpropagation's after one update and after many.";
    }

    @Override
    public String paper() {
        return "Salvatori et al. 2021, arXiv 2103.03725; 2022, arXiv 2103.04689, Table 1";
    }

    @Override
    public List<String> data() {
        return List.of("mnist", "cifar10", "tinyshakespeare");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        Map<String, String> networks = new LinkedHashMap<>();
        String few = scope.of(" data.train=40 data.test=10", " data.train=2000 data.test=20", "");
        String images = " data={name: " + scope.data("mnist") + ", validation: 0}" + few;
        String photographs = " data={name: " + scope.data("cifar10") + ", validation: 0}" + few;
        String text = " data={name: " + scope.data("tinyshakespeare") + ", validation: 0"
                + scope.of(", window: 12", "", "") + "}" + few;
        String square = " loss=squared-error";
        networks.put("mlp", "model={name: mlp, hidden: [128, 128]} batch=20" + square + images);
        networks.put(
                "alexnet",
                "model={name: alexnet, width: " + scope.of(2, 16, 64) + "} batch=" + scope.of(4, 20, 20) + square
                        + photographs);
        networks.put("rnn", "model={name: rnn, hidden: 128} batch=20" + square + images);
        networks.put(
                "resnet18",
                "model={name: resnet18, width: " + scope.of(2, 8, 64) + "} batch=" + scope.of(2, 4, 20) + square
                        + photographs);
        networks.put(
                "transformer",
                "model={name: transformer, blocks: 1, width: " + scope.of(16, 64, 512) + ", heads: " + scope.of(2, 4, 8)
                        + "} batch=4" + text);
        networks.forEach((network, experiment) -> {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = new LinkedHashMap<>();
                settings.put("network", network);
                boolean isSlow = network.equals("resnet18");
                settings.put("updates", scope.of("2", isSlow ? "5" : "20", "100"));
                settings.put("data", Experiments.data(experiment));
                settings.put(Case.EXPERIMENT, experiment + " optimizer={name: sgd, lr: 0.01}");
                cases.add(new Case(
                        settings,
                        seed,
                        network.equals("resnet18") ? 60 : 20,
                        bench -> measured(bench, settings, seed)));
            }
        });
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Numbers numbers = Numbers.none();
        for (String updates : List.of("1", Experiments.of(settings, "updates"))) {
            Prepared prepared =
                    bench.prepare(Experiments.of(settings, Case.EXPERIMENT) + " epochs=none updates=" + updates, seed);
            List<Rule> rules = new ArrayList<>();
            RULES.forEach((name, text) -> rules.add(Bench.rule(name, text, prepared.network())));
            ComparisonReport report = bench.compare(prepared, rules);
            String after = updates.equals("1") ? "one" : "many";
            for (String rule : RULES.keySet()) {
                numbers = numbers.with(rule + "." + after, found(report, rule));
            }
        }
        return numbers;
    }

    private static Numbers found(ComparisonReport report, String rule) {
        Divergence divergence = report.rules().stream()
                .filter(each -> each.rule().equals(rule))
                .flatMap(each -> each.divergence().stream())
                .findFirst()
                .orElse(new Divergence("all", Double.NaN, Double.NaN, Double.NaN, 0, false));
        return Numbers.none()
                .with("distance", divergence.distance())
                .with("relative", divergence.relativeDistance())
                .with("equal", divergence.bitwiseEqual() ? 1 : 0);
    }

    @Override
    public void tell(Findings findings, Page page) {
        Map<String, String> published =
                Map.of("mlp", "0", "alexnet", "0", "rnn", "0", "resnet18", "4.53e7", "transformer", "7.29e4");
        List<List<String>> rows = new ArrayList<>();
        for (String network : findings.values("network")) {
            Findings of = findings.with("network", network);
            List<String> row = new ArrayList<>(List.of(network, String.join(", ", of.values("updates"))));
            for (String rule : RULES.keySet()) {
                row.add(distance(of, rule + ".one"));
                row.add(distance(of, rule + ".many"));
            }
            row.add(published.getOrDefault(network, "–"));
            rows.add(row);
        }
        page.paragraph("The Euclidean distance of all weights from backpropagation's, from the same weights on the same"
                + " batches in float32, by SGD at 0.01, after one update and after n."
                + " **0** means that every weight is equal to the last bit, of every seed.");
        page.table(
                List.of(
                        "network",
                        "n",
                        "z-il, 1",
                        "z-il, n",
                        "unlevelled, 1",
                        "unlevelled, n",
                        "il, 1",
                        "il, n",
                        "published: unlevelled, 1"),
                rows);
        page.conclusions(List.of(
                "`z-il` delays what skips levels and is exact in every network. `z-il-unlevelled` is the rule as it was"
                        + " before: exact where all paths from a node to the output are equally long, and nowhere else."
                        + " That is what the table of the paper shows.",
                "The size of the published distances is unexplained: 4.53e7 cannot be a Euclidean distance of weights"
                        + " after one update at a learning rate of 0.01. What agrees is where it is zero and where it"
                        + " is not.",
                "`il` (T = 20, γ = 0.1) is not in the paper's table. It approximates backpropagation only where output"
                        + " errors are small."));
    }

    private static String distance(Findings of, String what) {
        boolean equal = of.each(what + ".equal").stream().allMatch(each -> each == 1);
        return equal ? "**0**" : of.of(what + ".distance").text();
    }
}
