package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Scope;

/** Salvatori et al. 2022, Table 2, and Song et al. 2020, Table 4: how long an update takes. */
final class RunTimes implements Item {
    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("bp", "bp");
        rules.put("z-il", "z-il");
        rules.put("fa-z-il", "fa-z-il");
        rules.put("il T=20", "{name: il, steps: 20, gamma: 0.1}");
        rules.put("il T=100", "{name: il, steps: 100, gamma: 0.1}");
        return rules;
    }

    @Override
    public String name() {
        return "runtime";
    }

    @Override
    public String sentence() {
        return "How long an update takes by each rule, beside backpropagation, and how many pullbacks it makes.";
    }

    @Override
    public String paper() {
        return "Salvatori et al. 2022, arXiv 2103.04689, Table 2; Song et al. 2020, Table 4";
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String few = ", train: 40, test: 10, validation: 0}";
        String photographs = " loss=squared-error data={name: shapes" + few;
        Map<String, String> networks = new LinkedHashMap<>();
        networks.put(
                "mlp", "model={name: mlp, hidden: [128, 128]} batch=20 loss=squared-error data={name: digits" + few);
        networks.put(
                "alexnet",
                "model={name: alexnet, width: " + scope.of(2, 16, 64) + "} batch=" + scope.of(2, 20, 20) + photographs);
        networks.put(
                "rnn",
                "model={name: rnn, hidden: 128} batch=" + scope.of(4, 20, 20) + " loss=squared-error data={name: digits"
                        + few);
        networks.put(
                "resnet18",
                "model={name: resnet18, width: " + scope.of(2, 8, 64) + "} batch=" + scope.of(2, 4, 20) + photographs);
        networks.put(
                "transformer",
                "model={name: transformer, blocks: 1, width: " + scope.of(16, 64, 512) + ", heads: " + scope.of(2, 4, 8)
                        + "} batch=4 data={name: markov, window: " + scope.of(12, 64, 64) + few);
        // A network without layers that take long shows that all can be measured.
        networks.keySet().retainAll(scope.of(Set.of("mlp", "rnn"), networks.keySet(), networks.keySet()));
        networks.forEach((network, experiment) -> {
            String updates = scope.of("2", network.equals("resnet18") ? "6" : "12", "40");
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        "network",
                        network,
                        "updates",
                        updates,
                        "rules",
                        String.join(" ", rules().values()),
                        Case.EXPERIMENT,
                        experiment + " optimizer={name: sgd, lr: 0.001} epochs=none updates=" + updates);
                cases.add(new Case(settings, seed, 20, bench -> measured(bench, settings, seed)));
            }
        });
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        List<Rule> rules = new ArrayList<>();
        rules().forEach((name, text) -> rules.add(Bench.rule(name, text, prepared.network())));
        ComparisonReport report = bench.compare(prepared, rules);
        Numbers numbers = Numbers.none();
        for (RuleReport each : report.rules()) {
            numbers = numbers.with(
                    each.rule(),
                    Numbers.none()
                            .with("milliseconds", each.millisPerUpdate().median())
                            .with("ratio", each.timeRatio())
                            .with("pullbacks", (double) each.plan().pullback()));
        }
        return numbers;
    }

    /** Returns the least and the largest mean of a number over the networks, as text. */
    private static String range(Findings findings, String name) {
        DoubleSummaryStatistics all = findings.values("network").stream()
                .mapToDouble(
                        network -> findings.with("network", network).of(name).mean())
                .summaryStatistics();
        return NumberText.of(all.getMin()) + " to " + NumberText.of(all.getMax());
    }

    @Override
    public void tell(Findings findings, Page page) {
        Map<String, String> published = Map.of(
                "mlp", "3.72, 3.81 (1.02), 594.25 (160)",
                "alexnet", "8.61, 8.86 (1.03), 661.53 (77)",
                "rnn", "5.64, 5.67 (1.01), 420.01 (74)",
                "resnet18", "12.43, 12.53 (1.01), 1452.34 (117)",
                "transformer", "20.43, 20.53 (1.00), 1842.64 (90)");
        List<String> rules = List.copyOf(rules().keySet());
        List<String> heads = new ArrayList<>(List.of("network"));
        heads.addAll(rules);
        List<List<String>> times = new ArrayList<>();
        List<List<String>> pullbacks = new ArrayList<>();
        for (String network : findings.values("network")) {
            Findings of = findings.with("network", network);
            List<String> time = new ArrayList<>(List.of(network, String.join(", ", of.values("updates"))));
            List<String> pullback = new ArrayList<>(List.of(network));
            for (String rule : rules) {
                boolean done = of.has(rule + ".milliseconds");
                time.add(
                        done
                                ? of.of(rule + ".milliseconds").text()
                                        + (rule.equals("bp")
                                                ? ""
                                                : " (" + of.of(rule + ".ratio").text() + ")")
                                : "–");
                pullback.add(done ? of.of(rule + ".pullbacks").text() : "–");
            }
            time.add(published.getOrDefault(network, "–"));
            times.add(time);
            pullbacks.add(pullback);
        }
        List<String> withPublished = new ArrayList<>(heads);
        withPublished.add(1, "updates");
        withPublished.add("published: bp, z-il, il");
        page.paragraph(
                "Milliseconds of an update, the median of so many updates, and in brackets the ratio to backpropagation's. The"
                        + " rules take turns, update by update, so that a busy machine treats them alike; the data are generated, as times"
                        + " do not depend on them.");
        page.table(withPublished, times);
        page.paragraph("Over the networks the ratio to backpropagation's time is, of Z-IL, "
                + range(findings, "z-il.ratio") + " (published 1.00 to 1.03); of `il` with 20 steps "
                + range(findings, "il T=20.ratio") + ", with 100 steps " + range(findings, "il T=100.ratio")
                + " (published 74 to 160).");
        page.paragraph(
                "Pullbacks of an update, of which backpropagation makes one a layer with parameters at or above it:");
        page.table(heads, pullbacks);
        page.conclusions(List.of(
                "As in Table 2, Z-IL makes exactly as many pullbacks as backpropagation. By what its time differs is unexplained here:"
                        + " so few updates tell little, and docs/performance.md has longer ones.",
                "What `il` costs depends on the network: pullbacks of layers that no error has reached are left out, and in a small"
                        + " network much of an update's time is no pullback. The steps of the paper's IL are not given for each network;"
                        + " they are said to be 100 to 200 for networks of middle size, so that its ratios do not compare.",
                "`fa-z-il` has no clock: no unit knows when its time comes, so all pull back at every time, and its pullbacks grow with the"
                        + " square of the depth.",
                "Song et al. 2020, Table 4, on a processor: bp 3.1, IL with t = 20 19.2, Z-IL 3.6, Fa-Z-IL 3.6 ms, whose"
                        + " network is in a supplement that we have not read.",
                "The milliseconds themselves do not compare: other machines, and smaller networks here unless `--full` is"
                        + " given."));
    }
}
