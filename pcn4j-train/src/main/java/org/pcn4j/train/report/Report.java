package org.pcn4j.train.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run as a page: one file that shows curves, maps, pictures, settings and provenance, opened from disk, without a
 * network. Everything that a user named is escaped, and a content security policy admits the page's own scripts alone.
 */
public final class Report {
    private static final String LOG = "<button type=\"button\" class=\"tool\" aria-pressed=\"false\""
            + " title=\"a logarithmic scale\">log</button>";

    private Report() {}

    /** Returns the page. */
    public static String html(ReportData data) {
        return page(data, "false", "default-src 'none'");
    }

    /** Returns the page that asks where it came from for news. */
    static String live(ReportData data) {
        return page(data, "true", "default-src 'none'; connect-src 'self'");
    }

    /** Returns the news: the curves and the parts of a page, as JSON. */
    static String news(ReportData data) {
        ObjectNode news = JsonMapper.shared().createObjectNode();
        news.set("data", CurveJson.of(data));
        ObjectNode parts = news.putObject("parts");
        Parts.of(data).forEach(parts::put);
        return JsonMapper.shared().writeValueAsString(news);
    }

    /**
     * Writes {@code report.html} of a run as it stands, in place of an earlier one.
     *
     * @throws RunException if the run cannot be read, or the report not be written
     */
    public static void write(RunFolder run) {
        try {
            WholeFile.write(run.report(), html(ReportData.read(run)));
        } catch (IOException e) {
            throw new RunException("cannot write '" + run.report() + "': " + Reason.of(e), e);
        }
    }

    private static String page(ReportData data, String live, String policy) {
        Asset style = new Asset(
                Asset.chartStyle().text() + "\n" + Asset.own("report.css").text());
        List<Asset> scripts = List.of(Asset.chartScript(), Asset.own("report.js"));
        Map<String, String> parts = Parts.of(data);
        String admitted = scripts.stream().map(Asset::source).collect(Collectors.joining(" "));
        StringBuilder html = new StringBuilder();
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(policy)
                .append("; script-src ")
                .append(admitted)
                .append("; style-src ")
                .append(style.source())
                .append("; img-src data:; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n")
                .append(
                        "<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n<title>")
                .append(Html.escaped(data.title()))
                .append("</title>\n<style>")
                .append(style.text())
                .append("</style>\n</head>\n<body data-live=\"")
                .append(live)
                .append("\">\n<header>\n<h1>")
                .append(Html.escaped(data.title()))
                .append("</h1>\n");
        place(html, parts, "status", "");
        html.append("<p id=\"lost\" class=\"badge warn\" hidden>no answer from the run's server; trying again</p>\n")
                .append("<noscript><p class=\"badge warn\">The charts of this page need JavaScript.</p></noscript>\n");
        place(html, parts, "tiles", " class=\"tiles\"");
        html.append("</header>\n<main>\n");
        body(html, parts, data);
        html.append(
                        "</main>\n<footer><p class=\"muted\">Written by pcn4j. Charts by uPlot, © Leon Sorokin, MIT license.</p>"
                                + "</footer>\n<script type=\"application/json\" id=\"data\">")
                .append(Html.json(JsonMapper.shared().writeValueAsString(CurveJson.of(data))))
                .append("</script>\n");
        scripts.forEach(script -> html.append("<script>").append(script.text()).append("</script>\n"));
        html.append("</body>\n</html>\n");
        // Half a pair of surrogates, as in a hostile name, cannot be written; it becomes a question mark.
        return new String(html.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static void body(StringBuilder html, Map<String, String> parts, ReportData data) {
        html.append("<section><h2>Learning</h2><div class=\"cards\">\n");
        chart(html, "loss", "Loss", LOG);
        chart(html, "rate", "Learning rate", "");
        chart(html, "speed", "Samples per second", "");
        html.append("</div></section>\n<section id=\"inference\"><h2>Inference</h2>\n"
                + "<p class=\"muted\"><span id=\"probed\">"
                + parts.getOrDefault("probed", "")
                + "</span> by the rule while the weights stand still. An error norm is the root of the mean ‖ε‖² of a node"
                + " over the samples; of an output, twice its loss stands for ‖ε‖².</p>\n"
                + "<p id=\"slider\" class=\"slider\"><label for=\"probe\">After</label> <input type=\"range\" id=\"probe\""
                + " min=\"0\" max=\"0\" value=\"0\"> <output id=\"probe-name\" for=\"probe\"></output></p>\n"
                + "<div class=\"cards\">\n");
        chart(html, "energy", "Energy", LOG);
        chart(html, "errors", "Error norms by node", "<span id=\"errors-note\" class=\"muted\"></span>" + LOG);
        chart(html, "step", "Step γλ beside what it must stay below", LOG);
        map(
                html,
                "wave",
                "How errors travel",
                "Nodes down, outputs first; inference steps across; stronger is larger,"
                        + " on a logarithmic scale; gray is zero.",
                " wide");
        html.append("</div></section>\n<section id=\"against\"><h2>Against backpropagation</h2>\n"
                + "<p id=\"equal\" hidden><span class=\"badge good\">identical</span> In every probe the rule’s update had"
                + " the bits of backpropagation’s.</p>\n<div class=\"cards\">\n");
        chart(html, "divergence", "Distance of the rule’s update", LOG);
        html.append("<div class=\"card\"><h3>By parameter, in the last probe</h3>");
        place(html, parts, "table", "");
        html.append("</div>\n</div></section>\n<section>");
        place(html, parts, "diagnosis", "");
        html.append("</section>\n<section id=\"answers\"><h2>Answers</h2><div class=\"cards\">\n");
        confusion(html, parts);
        place(html, parts, "mistakes", "");
        place(html, parts, "gallery", "");
        html.append("</div></section>\n<section><h2>Network</h2><div class=\"cards\">\n"
                + "<div class=\"card drawing\" id=\"drawing-card\"><div class=\"head\"><h3>Nodes and edges</h3>"
                + "<button type=\"button\" class=\"tool\" data-full=\"drawing-card\" title=\"as large as it was drawn\" aria-pressed=\"false\">full size</button>"
                + "</div>");
        place(html, parts, "drawing", "");
        html.append("</div>\n");
        place(html, parts, "plan", "");
        place(html, parts, "filters", " class=\"wide\"");
        html.append("</div></section>\n<section><h2>Settings and provenance</h2><div class=\"cards\">\n"
                        + "<div class=\"card wide\"><h3>Settings</h3><pre class=\"text columns\">")
                .append(Html.escaped(data.settings()))
                .append("</pre></div>\n<div class=\"card wide\"><h3>Provenance</h3>");
        place(html, parts, "provenance", "");
        html.append("</div>\n</div></section>\n");
    }

    private static void chart(StringBuilder html, String name, String caption, String tools) {
        html.append("<figure class=\"card\" id=\"chart-")
                .append(name)
                .append("\"><div class=\"head\"><figcaption>")
                .append(caption)
                .append("</figcaption>")
                .append(tools)
                .append("</div><div class=\"plot\"></div><div class=\"legend\"></div></figure>\n");
    }

    private static void map(StringBuilder html, String name, String caption, String words, String width) {
        html.append("<figure class=\"card")
                .append(width)
                .append("\" id=\"chart-")
                .append(name)
                .append("\"><figcaption>")
                .append(caption)
                .append("</figcaption><p class=\"muted\">")
                .append(words)
                .append("</p><div class=\"plot\"></div></figure>\n");
    }

    private static void confusion(StringBuilder html, Map<String, String> parts) {
        html.append("<figure class=\"card\" id=\"chart-confusion\"><figcaption>Confusion</figcaption>");
        place(html, parts, "evaluated", "");
        html.append("<div class=\"plot\"></div></figure>\n");
    }

    private static void place(StringBuilder html, Map<String, String> parts, String id, String attributes) {
        html.append("<div id=\"")
                .append(id)
                .append('"')
                .append(attributes)
                .append('>')
                .append(parts.getOrDefault(id, ""))
                .append("</div>\n");
    }
}
