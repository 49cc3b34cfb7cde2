package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Evaluation;
import org.pcn4j.train.Length;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Transformers that learn text by predictive coding: bits per character. */
final class Transformers implements Item {
    private static final double BIT = Math.log(2);
    private static final int POINTS = 5;

    private static Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("bp", "bp");
        rules.put("z-il", "z-il");
        rules.put("il", "{name: il, steps: 8, gamma: 0.1}");
        rules.put("ipc", "{name: ipc, steps: 8, gamma: 0.1}");
        rules.put("epc", "{name: epc, steps: 8, gamma: 0.1}");
        return rules;
    }

    @Override
    public String name() {
        return "transformer";
    }

    @Override
    public String sentence() {
        return "Transformers of one and four blocks learn text by several rules: bits per character.";
    }

    @Override
    public String paper() {
        return "practice of others (FabricPC, PC-Transformers); Salvatori et al. 2022, arXiv 2103.04689";
    }

    @Override
    public List<String> data() {
        return List.of("tinyshakespeare");
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String data = scope.data("tinyshakespeare");
        for (String blocks : scope.of(List.of("1"), List.of("1", "4"), List.of("1", "4"))) {
            String updates = scope.of("2", blocks.equals("1") ? "200" : "60", "5000");
            String experiment = "model={name: transformer, blocks: " + blocks + ", width: " + scope.of(16, 64, 128)
                    + ", heads: " + scope.of(2, 4, 4) + "} data={name: " + data + ", window: " + scope.of(12, 64, 64)
                    + ", validation: 0}"
                    + scope.of(" data.train=20 data.test=4", " data.train=2000 data.test=40", "")
                    + " batch=" + scope.of(2, 8, 16)
                    + " optimizer={name: adam, lr: 0.003} epochs=none updates=" + updates;
            rules().forEach((name, rule) -> {
                for (long seed : scope.seeds(2)) {
                    Map<String, String> settings = Experiments.settings(
                            "blocks", blocks, "rule", rule, "data", data, Case.EXPERIMENT, experiment);
                    double weight = rule.startsWith("{name: ipc") ? 20 : rule.startsWith("{") ? 10 : 3;
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
        long every = Math.max(1, updates / POINTS);
        try (Parameters parameters = prepared.parameters()) {
            Evaluation before = prepared.evaluator().evaluate(parameters, prepared.test());
            List<Double> bits = new ArrayList<>(List.of(before.loss() / BIT));
            List<Double> at = new ArrayList<>(List.of(0.0));
            double accuracy = Double.NaN;
            StepSizes steps = new StepSizes(prepared, rule, parameters);
            for (Evaluation each :
                    bench.train(prepared, rule, parameters, Length.updates(every), 0, 1, unused -> steps.measure())) {
                bits.add(each.loss() / BIT);
                at.add((double) every * at.size());
                accuracy = 100 * each.accuracy().orElse(Double.NaN);
            }
            boolean finished = at.get(at.size() - 1) + every > updates;
            return steps.in(Numbers.none())
                    .with("updates", at)
                    .with("bits", bits)
                    .with("last", finished ? bits.get(bits.size() - 1) : Double.NaN)
                    .with("accuracy", finished ? accuracy : Double.NaN);
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "A transformer with causal attention predicts every next character, by Adam at 0.003; the"
                        + " cross-entropy is in bits, on windows of the test text. `il`, `ipc` and `epc` take eight steps"
                        + " of γ = 0.1. Layer norms stand in the residual branches; the softmax of attention is computed anew as values move.");
        List<List<String>> rows = new ArrayList<>();
        for (String blocks : findings.values("blocks")) {
            Findings of = findings.with("blocks", blocks);
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            rules().forEach((name, rule) -> {
                Findings each = of.with("rule", rule);
                curves.put(name, each.row("bits"));
                List<Double> updates = each.row("updates");
                rows.add(List.of(
                        blocks,
                        name,
                        NumberText.of(updates.get(updates.size() - 1)),
                        each.of("last").text(),
                        each.of("accuracy").text(),
                        each.has(StepSizes.FIRST) ? each.of(StepSizes.FIRST).text() : "–",
                        each.has(StepSizes.LARGEST) ? each.of(StepSizes.LARGEST).text() : "–"));
            });
            page.plot(
                    "blocks-" + blocks,
                    "Bits per character on the test text by updates, blocks: " + blocks
                            + "; z-il's dashes lie on bp's line.",
                    Plots.lines(
                            "update",
                            "bits per character",
                            Scale.LINEAR,
                            of.with("rule", "bp").row("updates"),
                            curves));
        }
        page.table(
                List.of(
                        "blocks",
                        "rule",
                        "updates",
                        "bits per character",
                        "next character right, %",
                        "γλ at first",
                        "largest γλ"),
                rows);
        page.paragraph("Rows of different numbers of updates do not compare. γλ is measured on eight samples, before a"
                + " training and at each of its evaluations; values, or errors under `epc`, converge only"
                + " below 2.");
        page.conclusions(
                List.of(
                        "Z-IL is backpropagation here as well, bit for bit, skip connections and all. Nothing else is asserted: the other"
                                + " rules are reported as they are.",
                        "Whatever relaxes here does so far beyond the step at which it would converge: γλ is not below 2, and the rows of `il`,"
                                + " `ipc` and `epc` are those of eight steps that end nowhere near an equilibrium. λ is so large because a"
                                + " layer norm divides by the small deviations of first embeddings (derived). No smaller step was tried.",
                        "Others report perplexities far from backpropagation's and fights with stability, without numbers that could be"
                                + " compared.",
                        "A uniform guess among 65 characters takes 6.02 bits. These trainings are short unless `--full` is given."));
    }
}
