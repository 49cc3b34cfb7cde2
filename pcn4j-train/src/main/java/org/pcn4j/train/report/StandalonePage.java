package org.pcn4j.train.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.file.WholeFile;
import org.pcn4j.train.run.RunException;

/**
 * A page that needs nothing but itself: no script, no request, pictures in it.
 *
 * @param title of the page
 * @param style the style sheet that it takes beside the report's
 * @param lines what stands below the title, a paragraph each
 * @param main its parts in HTML
 */
record StandalonePage(String title, String style, List<String> lines, String main) {
    /**
     * Writes the page, in place of an earlier one.
     *
     * @throws RunException if it cannot be written
     */
    void save(Path html) {
        try {
            WholeFile.write(html, text());
        } catch (IOException e) {
            throw new RunException("cannot write the page '" + html + "': " + Reason.of(e), e);
        }
    }

    private String text() {
        Asset all = new Asset(
                Asset.own("report.css").text() + "\n" + Asset.own(style).text());
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src ")
                .append(all.source())
                .append("; base-uri 'none'; form-action 'none'\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append(
                        "<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>")
                .append(Html.escaped(title))
                .append("</title>\n<style>")
                .append(all.text())
                .append("</style>\n</head>\n<body>\n<header><h1>")
                .append(Html.escaped(title))
                .append("</h1>\n");
        lines.forEach(line ->
                page.append("<p class=\"muted\">").append(Html.escaped(line)).append("</p>\n"));
        return page.append("</header>\n<main>\n")
                .append(main)
                .append("</main>\n<footer><p class=\"muted\">Written by pcn4j.</p></footer>\n</body>\n</html>\n")
                .toString();
    }
}
