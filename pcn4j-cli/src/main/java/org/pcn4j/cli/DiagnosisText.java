package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.pcn4j.analysis.Diagnosis;
import org.pcn4j.analysis.InferenceTrace;
import org.pcn4j.analysis.NodeTrace;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.analysis.UpdateComparison;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.train.report.DiagnosedRun;

/** A diagnosis as tables and a few lines. */
final class DiagnosisText {
    private static final String NONE = "–";

    private final String model;
    private final DiagnosedRun run;
    private final Diagnosis found;

    DiagnosisText(String model, DiagnosedRun run) {
        this.model = model;
        this.run = run;
        this.found = run.diagnosis();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%s by %s after %,d updates, %,d of the %s",
                model,
                found.rule(),
                run.update(),
                found.samples(),
                run.among()));
        run.arithmetic().ifPresent(words -> lines.add("arithmetic: " + words));
        lines.add("");
        found.trace().ifPresent(trace -> {
            nodes(trace, lines);
            lines.add("");
        });
        parameters(lines);
        lines.add("");
        found.trace().ifPresent(trace -> energy(trace, lines));
        found.closedForm()
                .ifPresent(closed -> lines.add("energy at equilibrium in closed form: " + number(closed.energy())));
        found.step().ifPresent(step -> step(step, lines));
        lines.add("target alignment: " + number(found.alignment()) + ", of backpropagation "
                + number(found.alignmentOfBackpropagation()));
        lines.add("an update takes " + cost(found.cost()) + "; backpropagation " + cost(found.costOfBackpropagation()));
        return lines;
    }

    private static void nodes(InferenceTrace trace, List<String> lines) {
        int last = trace.times().get(trace.times().size() - 1);
        TextTable table = new TextTable(List.of(
                "node at t = " + last, "level", "first error at", "energy", "error", "force", "from equilibrium"));
        for (int i = trace.nodes().size() - 1; i >= 0; i--) {
            NodeTrace node = trace.nodes().get(i);
            OptionalInt arrival = node.arrival();
            table.add(List.of(
                    node.node(),
                    Integer.toString(node.level()),
                    arrival.isPresent() ? Integer.toString(arrival.getAsInt()) : NONE,
                    last(node.energies()),
                    last(node.errors()),
                    last(node.residuals()),
                    last(node.fromEquilibrium())));
        }
        lines.addAll(table.lines());
    }

    private void parameters(List<String> lines) {
        TextTable table =
                new TextTable(List.of("update beside backpropagation's", "cosine", "ratio", "distance", "bits"));
        List<UpdateComparison.Part> all = new ArrayList<>(found.update().parameters());
        all.add(found.update().all());
        for (UpdateComparison.Part part : all) {
            table.add(List.of(
                    part.name(),
                    number(part.cosine()),
                    number(part.ratio()),
                    number(part.divergence().relativeDistance()),
                    part.divergence().bitwiseEqual() ? "equal" : "differ"));
        }
        lines.addAll(table.lines());
    }

    private static void energy(InferenceTrace trace, List<String> lines) {
        List<Double> energies = trace.energies();
        String moved = "energy of a sample: " + number(energies.get(0)) + " at t = 0, " + last(energies) + " at t = "
                + trace.times().get(energies.size() - 1);
        lines.add(trace.rest()
                .map(rest -> moved + ", " + number(rest.energy()) + " at equilibrium ("
                        + (rest.exact() ? "solved" : "after long relaxation") + ", force "
                        + number(rest.residual()) + " of the first)")
                .orElse(moved));
    }

    private static void step(StepSize step, List<String> lines) {
        String product = "step: γλ is " + number(step.product()) + " (γ " + number(step.gamma()) + ", λ "
                + number(step.curvature()) + "), ";
        lines.add(product
                + (step.limit().isPresent()
                        ? (step.isBeyond() ? "too large: " : "") + "values converge below "
                                + number(step.limit().getAsDouble()) + ", which is γ "
                                + number(step.largestGamma().getAsDouble())
                        : "no limit is known of this relaxation"));
    }

    private static String cost(PlanCost cost) {
        return cost.predict() + " predictions and " + cost.pullback() + " pullbacks";
    }

    private static String last(List<Double> numbers) {
        return numbers.isEmpty() ? NONE : number(numbers.get(numbers.size() - 1));
    }

    /** Returns four digits that count. */
    private static String number(double number) {
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? NONE : Double.toString(number);
        }
        if (number == 0) {
            return "0";
        }
        double size = Math.abs(number);
        return size >= 1e-3 && size < 1e5
                ? Experiments.number(Double.parseDouble(String.format(Locale.ROOT, "%.4g", number)))
                : String.format(Locale.ROOT, "%.2e", number);
    }
}
