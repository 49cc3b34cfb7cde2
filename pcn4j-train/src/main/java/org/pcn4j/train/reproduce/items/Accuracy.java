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
import org.pcn4j.train.reproduce.Bench;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Numbers;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Salvatori et al. 2021, abstract: Z-IL replicates backpropagation's accuracy on convolutional and recurrent networks. */
final class Accuracy implements Item {
    private static final List<String> RULES = List.of("bp", "z-il", "il");

    /** A network and what it learns. */
    private record Task(String experiment, String steps, String few, double weight) {}

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public String sentence() {
        return "Test accuracy by epoch of convolutional and recurrent networks: backpropagation and Z-IL share one curve.";
    }

    @Override
    public String paper() {
        return "Salvatori et al. 2021, arXiv 2103.03725, abstract";
    }

    @Override
    public List<String> data() {
        return List.of("mnist", "cifar10", "names");
    }

    private static Map<String, Task> tasks() {
        Map<String, Task> tasks = new LinkedHashMap<>();
        tasks.put("cnn on mnist", new Task("model=cnn", "8", "data.train=640", 15));
        tasks.put("cnn on cifar10", new Task("model=cnn", "8", "data.train=640", 20));
        tasks.put("rnn on mnist", new Task("model={name: rnn, hidden: 128}", "32", "data.train=1280", 15));
        tasks.put(
                "lstm on names", new Task("model={name: lstm, embedding: 32, hidden: 64}", "24", "data.train=960", 20));
        return tasks;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        tasks().forEach((name, task) -> {
            String data = scope.data(name.substring(name.indexOf(" on ") + 4));
            String few = scope.of(
                    " data.train=60 data.test=20 batch=20 epochs=1",
                    " " + task.few() + " data.test=500 batch=32 epochs=5",
                    " batch=64 epochs=20");
            for (String rule : RULES) {
                for (long seed : scope.seeds(2)) {
                    Map<String, String> settings = Experiments.settings(
                            "task",
                            name,
                            "rule",
                            rule.equals("il") ? "{name: il, steps: " + task.steps() + ", gamma: 0.1}" : rule,
                            "data",
                            data,
                            Case.EXPERIMENT,
                            task.experiment() + " data={name: " + data + ", validation: 0}" + few);
                    double weight = rule.equals("il") ? task.weight() : task.weight() / 8;
                    cases.add(new Case(settings, seed, weight, bench -> measured(bench, settings, seed)));
                }
            }
        });
        return cases;
    }

    private static Numbers measured(Bench bench, Map<String, String> settings, long seed) throws InterruptedException {
        Prepared prepared = bench.prepare(Experiments.of(settings, Case.EXPERIMENT), seed);
        Rule rule = Bench.rule("rule", Experiments.of(settings, "rule"), prepared.network());
        try (Parameters parameters = prepared.parameters()) {
            double before = prepared.evaluator()
                    .evaluate(parameters, prepared.test())
                    .accuracy()
                    .orElse(Double.NaN);
            List<Double> curve = new ArrayList<>(List.of(100 * before));
            for (Evaluation each : bench.train(prepared, rule, parameters, Length.epochs(1), 0, 1)) {
                curve.add(100 * each.accuracy().orElse(Double.NaN));
            }
            return Numbers.none().with("accuracy", curve).with("last", curve.get(curve.size() - 1));
        }
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "Test accuracy in percent after each epoch, from the same weights on the same batches, by Adam at"
                        + " 0.001. IL takes γ = 0.1 and 8 steps in the cnn, 32 in the rnn, 24 in the lstm, as errors must reach the first"
                        + " layer.");
        List<List<String>> rows = new ArrayList<>();
        for (String task : findings.values("task")) {
            Findings of = findings.with("task", task);
            Map<String, List<Double>> curves = new LinkedHashMap<>();
            List<String> row = new ArrayList<>(List.of(task, String.join(", ", of.values("data"))));
            for (String rule : of.values("rule")) {
                String shown = rule.startsWith("{") ? "il" : rule;
                curves.put(shown, of.with("rule", rule).row("accuracy"));
                row.add(of.with("rule", rule).of("last").text());
            }
            row.add(areEqual(of) ? "equal to the last bit in every epoch and seed" : "**differ**");
            rows.add(row);
            int epochs = curves.values().stream().mapToInt(List::size).max().orElse(0);
            page.plot(
                    task.replace(' ', '-'),
                    "Test accuracy of the " + task + ", mean over the seeds; z-il's dashes lie on bp's line.",
                    Plots.lines("epoch", "test accuracy, %", Scale.LINEAR, Experiments.places(epochs), curves));
        }
        page.table(List.of("network", "data", "bp", "z-il", "il", "bp and z-il"), rows);
        page.conclusions(List.of(
                "The paper's abstract says that Z-IL exactly replicates the accuracy of backpropagation on such"
                        + " architectures; its numbers are in tables that we have not read. Ours are equal because the weights are.",
                "The accuracies are those of few samples and epochs unless `--full` is given, and are no claim about what"
                        + " these networks can do.",
                "How far IL falls behind depends on its steps, γ and how small output errors are; no claim of a paper is made"
                        + " of it here."));
    }

    private static boolean areEqual(Findings of) {
        List<List<Double>> expected = of.with("rule", "bp").cases().stream()
                .map(each -> each.numbers().getOrDefault("accuracy", List.of()))
                .toList();
        List<List<Double>> found = of.with("rule", "z-il").cases().stream()
                .map(each -> each.numbers().getOrDefault("accuracy", List.of()))
                .toList();
        return expected.equals(found);
    }
}
