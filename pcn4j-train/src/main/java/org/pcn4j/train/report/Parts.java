package org.pcn4j.train.report;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.train.report.Insight.Mistake;
import org.pcn4j.train.run.Metric;
import org.pcn4j.train.run.Metric.Distance;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunHistory;
import org.pcn4j.train.run.RunResult;
import org.pcn4j.train.run.TimeInWords;

/** The parts of a page that change while a run goes on and are no curves, as HTML by the ids of their places. */
final class Parts {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ReportData data;

    private Parts(ReportData data) {
        this.data = data;
    }

    static Map<String, String> of(ReportData data) {
        Parts parts = new Parts(data);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("status", parts.status());
        all.put("tiles", parts.tiles());
        all.put("probed", parts.probed());
        all.put("evaluated", parts.evaluated());
        all.put("mistakes", parts.mistakes());
        all.put("table", parts.table());
        all.put("drawing", parts.drawing());
        all.put("plan", parts.plan());
        all.put("filters", parts.filters());
        all.put("gallery", data.gallery().map(Gallery::html).orElse(""));
        all.put(
                "diagnosis",
                data.diagnosis().map(each -> new DiagnosisPart(each).html()).orElse(""));
        all.put("provenance", parts.provenance());
        return all;
    }

    private String status() {
        Provenance provenance = data.provenance();
        StringBuilder status = new StringBuilder();
        String end = provenance.end().orElse("not ended");
        String kind = end.equals("complete") ? "good" : provenance.ended().isPresent() ? "warn" : "on";
        status.append("<p><span class=\"badge ").append(kind).append("\">").append(Html.escaped(end));
        status.append("</span> <span class=\"muted\">");
        data.insight()
                .ifPresent(insight -> status.append(Html.escaped(insight.rule()))
                        .append(" · ")
                        .append(NumberText.grouped(insight.parameters()))
                        .append(" parameters · "));
        status.append("began ").append(TIME.format(provenance.started()));
        provenance.ended().ifPresent(unused -> status.append(" · took ").append(TimeInWords.of(provenance.time())));
        return status.append("</span></p>").toString();
    }

    private String tiles() {
        RunHistory history = data.history();
        StringBuilder tiles = new StringBuilder();
        data.result().ifPresent(result -> {
            String over = ", over " + NumberText.grouped(result.samples()) + " targets";
            Measure.of(result).forEach(each -> tile(tiles, each.text(), "test " + each.name() + over));
        });
        history.lastEvaluation().map(Measure::of).orElse(List.of()).forEach(last -> {
            tile(tiles, last.text(), "validation " + last.name() + best(history.evaluations(), last));
        });
        history.lastUpdate()
                .ifPresent(last -> tile(
                        tiles,
                        NumberText.of(last.loss()),
                        "training loss, in the batch of update " + NumberText.grouped(last.update())));
        updates(tiles);
        speed(history.updates())
                .ifPresent(speed ->
                        tile(tiles, NumberText.grouped(Math.round(speed)), "samples per second, over the whole run"));
        history.lastStep().ifPresent(last -> {
            String limit = last.limit().isPresent()
                    ? ": values converge below " + NumberText.of(last.limit().getAsDouble())
                    : ", of which no limit is known";
            tile(tiles, NumberText.of(last.product()), "γλ of " + last.rule() + limit);
        });
        history.lastProbe().ifPresent(last -> {
            Distance distance = last.divergence();
            tile(
                    tiles,
                    distance.bitwiseEqual() ? "identical" : NumberText.of(distance.relative()),
                    distance.bitwiseEqual()
                            ? "to backpropagation, bit for bit"
                            : "relative distance from backpropagation");
        });
        return tiles.toString();
    }

    /** Tells of all updates, also of those after the last line of measurements. */
    private void updates(StringBuilder tiles) {
        RunHistory history = data.history();
        Optional<Metric> last = Stream.of(history.lastUpdate(), history.lastEvaluation(), history.lastProbe())
                .flatMap(Optional::stream)
                .map(Metric.class::cast)
                .max(Comparator.comparingLong(Metric::update));
        last.filter(metric -> metric.update() > 0).ifPresent(metric -> {
            long done = Math.max(
                    metric.update(), data.result().map(RunResult::updates).orElse(0L));
            double epochs = metric.epoch() * done / metric.update();
            tile(
                    tiles,
                    NumberText.grouped(done),
                    "updates, " + NumberText.of(epochs) + (epochs == 1 ? " epoch" : " epochs"));
        });
    }

    /** Returns how many samples a second there were in all: each line counts by the updates that it stands for. */
    static OptionalDouble speed(List<Updated> updates) {
        double done = 0;
        double took = 0;
        long before = 0;
        for (Updated each : updates) {
            double speed = each.samplesPerSecond().orElse(0);
            if (speed > 0 && Double.isFinite(speed)) {
                done += each.update() - before;
                took += (each.update() - before) / speed;
            }
            before = each.update();
        }
        return took > 0 ? OptionalDouble.of(done / took) : OptionalDouble.empty();
    }

    private static void tile(StringBuilder tiles, String value, String name) {
        tiles.append("<div class=\"tile\"><b>")
                .append(Html.escaped(value))
                .append("</b><span>")
                .append(Html.escaped(name))
                .append("</span></div>");
    }

    private static String best(List<Evaluated> evaluations, Measure last) {
        Measure best = last;
        long at = -1;
        for (Evaluated each : evaluations) {
            for (Measure measure : Measure.of(each)) {
                if (measure.name().equals(last.name()) && measure.isBetterThan(best)) {
                    best = measure;
                    at = each.update();
                }
            }
        }
        return at < 0 ? "" : ", best " + best.text() + " at update " + NumberText.grouped(at);
    }

    private String probed() {
        return data.insight()
                .flatMap(Insight::among)
                .map(among -> "The first " + NumberText.grouped(Math.min(Probe.BATCH, among.size())) + " "
                        + Html.escaped(among.name()) + ", always the same, relax")
                .orElse("One batch, always the same, relaxes");
    }

    private String evaluated() {
        return data.insight()
                .flatMap(insight -> insight.confusion()
                        .map(found -> "<p class=\"muted\">True classes down, predictions across; "
                                + NumberText.grouped(found.total()) + " predictions on "
                                + Html.escaped(insight.evaluatedSamples())
                                + ", after update " + NumberText.grouped(insight.update()) + ".</p>"))
                .orElse("");
    }

    private String mistakes() {
        List<Mistake> mistakes = data.insight().map(Insight::mistakes).orElse(List.of());
        if (mistakes.isEmpty()) {
            return "";
        }
        StringBuilder figures = new StringBuilder("<div class=\"card\"><h3>Surest mistakes</h3>"
                + "<p class=\"muted\">Truth → guess, and how sure the network was; of "
                + Html.escaped(data.insight().orElseThrow().evaluatedSamples()) + ".</p><div class=\"pictures\">");
        for (Mistake each : mistakes) {
            String truth = Html.escaped(each.truth());
            String guess = Html.escaped(each.guess());
            figures.append("<figure>");
            each.picture().ifPresent(picture -> {
                image(figures, picture, "sample " + each.index() + ", a " + each.truth());
            });
            figures.append("<figcaption>")
                    .append(truth)
                    .append(" → <b>")
                    .append(guess)
                    .append("</b><br>");
            figures.append("<span class=\"muted\">")
                    .append(NumberText.of(each.certainty()))
                    .append("</span>");
            figures.append("</figcaption></figure>");
        }
        return figures.append("</div></div>").toString();
    }

    static void image(StringBuilder html, Picture picture, String words) {
        html.append("<img src=\"")
                .append(picture.dataUri())
                .append("\" width=\"")
                .append(picture.width())
                .append("\" height=\"")
                .append(picture.height())
                .append("\" alt=\"")
                .append(Html.escaped(words))
                .append("\">");
    }

    private String table() {
        List<Divergence> divergences = data.insight().map(Insight::divergences).orElse(List.of());
        if (divergences.isEmpty()) {
            return "";
        }
        StringBuilder rows =
                new StringBuilder("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th>parameter</th>"
                        + "<th class=\"number\">relative distance</th><th class=\"number\">largest difference</th>"
                        + "<th class=\"number\">most ulp</th><th>bits</th></tr></thead><tbody>");
        for (Divergence each : divergences) {
            rows.append("<tr><td>")
                    .append(Html.escaped(each.name()))
                    .append("</td><td class=\"number\">")
                    .append(NumberText.of(each.relativeDistance()))
                    .append("</td><td class=\"number\">")
                    .append(NumberText.of(each.maxAbsolute()))
                    .append("</td><td class=\"number\">")
                    .append(each.maxUlp() == Long.MAX_VALUE ? "–" : NumberText.grouped(each.maxUlp()))
                    .append("</td><td>")
                    .append(each.bitwiseEqual() ? "equal" : "differ")
                    .append("</td></tr>");
        }
        return rows.append("</tbody></table></div>").toString();
    }

    private String drawing() {
        return data.insight()
                .map(insight ->
                        "<div class=\"scroll\" tabindex=\"0\"><img alt=\"The network's nodes and edges, inputs at the"
                                + " top\" title=\"Each node with its shape and its functions; the number of a row is its"
                                + " level\" src=\"data:image/svg+xml;base64,"
                                + Base64.getEncoder()
                                        .encodeToString(insight.drawing().getBytes(StandardCharsets.UTF_8))
                                + "\"></div>")
                .orElse("");
    }

    private String plan() {
        return data.insight()
                .filter(insight -> !insight.plan().isEmpty())
                .map(insight ->
                        "<div class=\"card\"><h3>Plan of an update</h3><p class=\"muted\">What the rule does for each"
                                + " node at each inference step.</p><div class=\"scroll\" tabindex=\"0\"><pre>"
                                + Html.escaped(insight.plan()) + "</pre></div></div>")
                .orElse("");
    }

    private String filters() {
        List<Picture> filters = data.insight().map(Insight::filters).orElse(List.of());
        if (filters.isEmpty()) {
            return "";
        }
        StringBuilder figures =
                new StringBuilder("<div class=\"card wide\"><h3>First layer's weights</h3><p class=\"muted\">"
                        + "Of one channel: red positive, blue negative. Of three: each its color, gray at zero.</p>"
                        + "<div class=\"pictures small\">");
        for (int i = 0; i < filters.size(); i++) {
            figures.append("<figure>");
            image(figures, filters.get(i), "weights of unit " + i);
            figures.append("</figure>");
        }
        return figures.append("</div></div>").toString();
    }

    private String provenance() {
        Provenance provenance = data.provenance();
        StringBuilder list = new StringBuilder("<dl>");
        entry(list, "command", String.join(" ", provenance.command()));
        provenance.commitInWords().ifPresent(commit -> entry(list, "commit", commit));
        entry(list, "seed", Long.toString(provenance.seed()));
        provenance.data().forEach((name, digest) -> entry(list, "data: " + name, digest));
        entry(list, "threads", provenance.threads());
        provenance.arithmetic().ifPresent(words -> entry(list, "arithmetic", words));
        entry(
                list,
                "machine",
                provenance.machine().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
        entry(
                list,
                "versions",
                provenance.versions().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
        entry(list, "started", TIME.format(provenance.started()));
        provenance.ended().ifPresent(ended -> entry(list, "ended", TIME.format(ended)));
        return list.append("</dl>").toString();
    }

    private static void entry(StringBuilder list, String name, String value) {
        list.append("<dt>")
                .append(Html.escaped(name))
                .append("</dt><dd>")
                .append(Html.escaped(value))
                .append("</dd>");
    }
}
