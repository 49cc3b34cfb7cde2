package org.pcn4j.train.report;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.pcn4j.analysis.Diagnosis;
import org.pcn4j.analysis.NodeTrace;
import org.pcn4j.analysis.UpdateComparison;
import org.pcn4j.train.report.LinePlot.Line;

/** A diagnosis as a part of a page, and as charts. */
final class DiagnosisPart {
    private static final String STEP = "inference step";
    private static final int MOST_LINES = 10;
    private static final float WIDTH = 4;

    private final DiagnosedRun run;

    DiagnosisPart(DiagnosedRun run) {
        this.run = run;
    }

    /** Returns the charts that there is something to draw in, by their names. */
    Map<String, LinePlot> charts() {
        Map<String, LinePlot> charts = new LinkedHashMap<>();
        put(charts, "residuals", "force on the values", NodeTrace::residuals);
        put(charts, "equilibrium", "distance from equilibrium", NodeTrace::fromEquilibrium);
        return charts;
    }

    private void put(
            Map<String, LinePlot> charts, String name, String words, Function<NodeTrace, List<Double>> numbers) {
        run.diagnosis().trace().ifPresent(trace -> {
            List<Double> times =
                    trace.times().stream().map(time -> (double) time).toList();
            List<NodeTrace> moving = Thinning.picked(
                    trace.nodes().stream()
                            .filter(node -> !numbers.apply(node).isEmpty())
                            .toList(),
                    MOST_LINES);
            List<Line> lines = new ArrayList<>();
            for (int i = 0; i < moving.size(); i++) {
                Color color = Color.getHSBColor((0.6f + 0.9f * i / moving.size()) % 1, 0.7f, 0.65f);
                lines.add(new Line(moving.get(i).node(), color, WIDTH, times, numbers.apply(moving.get(i))));
            }
            LinePlot plot = new LinePlot(STEP, words, Axis.Scale.LOGARITHMIC, lines);
            if (!plot.isEmpty()) {
                charts.put(name, plot);
            }
        });
    }

    String html() {
        Diagnosis found = run.diagnosis();
        StringBuilder html = new StringBuilder("<h2>Diagnosis</h2><p class=\"muted\">")
                .append(Html.escaped(found.rule()))
                .append(" on ")
                .append(NumberText.grouped(found.samples()))
                .append(" of the ")
                .append(Html.escaped(run.among()))
                .append(", after update ")
                .append(NumberText.grouped(run.update()))
                .append(", while the weights stand still"
                        + run.arithmetic()
                                .map(words -> "; the rule is carried out in arithmetic " + Html.escaped(words))
                                .orElse("")
                        + ".</p><div class=\"cards\"><div class=\"card wide\"><h3>By node, at"
                        + " the last step</h3>");
        nodes(html, found);
        html.append("</div><div class=\"card wide\"><h3>Update beside backpropagation’s</h3>");
        parameters(html, found.update());
        html.append("</div>");
        charts().forEach((name, plot) -> html.append("<figure class=\"card wide\"><figcaption>")
                .append(Html.escaped(plot.up()))
                .append("</figcaption><div class=\"scroll\" tabindex=\"0\"><img width=\"800\" alt=\"")
                .append(name)
                .append(" by inference step\" src=\"")
                .append(plot.draw().dataUri())
                .append("\"></div></figure>"));
        return html.append("</div>").toString();
    }

    private static void nodes(StringBuilder html, Diagnosis found) {
        List<NodeTrace> nodes = found.trace().map(trace -> trace.nodes()).orElse(List.of());
        head(html, "node", "level", "first error at", "energy", "error", "force", "from equilibrium");
        for (int i = nodes.size() - 1; i >= 0; i--) {
            NodeTrace node = nodes.get(i);
            OptionalInt arrival = node.arrival();
            row(
                    html,
                    node.node(),
                    Integer.toString(node.level()),
                    arrival.isPresent() ? Integer.toString(arrival.getAsInt()) : "–",
                    last(node.energies()),
                    last(node.errors()),
                    last(node.residuals()),
                    last(node.fromEquilibrium()));
        }
        html.append("</tbody></table></div>");
    }

    private static void parameters(StringBuilder html, UpdateComparison update) {
        head(html, "parameter", "cosine", "ratio", "relative distance");
        List<UpdateComparison.Part> all = new ArrayList<>(update.parameters());
        all.add(update.all());
        for (UpdateComparison.Part part : all) {
            row(
                    html,
                    part.name(),
                    NumberText.of(part.cosine()),
                    NumberText.of(part.ratio()),
                    NumberText.of(part.divergence().relativeDistance()));
        }
        html.append("</tbody></table></div>");
    }

    private static String last(List<Double> numbers) {
        return numbers.isEmpty() ? "–" : NumberText.of(numbers.get(numbers.size() - 1));
    }

    private static void head(StringBuilder html, String first, String... others) {
        html.append("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>")
                .append(first)
                .append("</th>");
        for (String other : others) {
            html.append("<th class=\"number\">").append(other).append("</th>");
        }
        html.append("</tr></thead><tbody>");
    }

    private static void row(StringBuilder html, String first, String... others) {
        html.append("<tr><td>").append(Html.escaped(first)).append("</td>");
        for (String other : others) {
            html.append("<td class=\"number\">").append(other).append("</td>");
        }
        html.append("</tr>");
    }
}
