package org.pcn4j.train.reproduce;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What every page of results says: what it is, from whom, and how to make it again. */
final class PageFrame {
    private PageFrame() {}

    static String around(Item item, String text, Findings findings, String command, String base) {
        Page page = new Page(base);
        page.paragraph(item.sentence());
        page.paragraph("From " + item.paper() + ".");
        String begin = "# " + item.name() + "\n\n" + page.text();
        return begin + text + made(findings, command, base).strip() + "\n";
    }

    private static String made(Findings findings, String command, String base) {
        double seconds =
                findings.cases().stream().mapToDouble(Measured::seconds).sum();
        List<String> data = findings.values("data");
        return new Page(base)
                .heading("How these numbers were made")
                .paragraph("```\n" + command + "\n```")
                .points(List.of(
                        joined(findings, "version", Measured::version) + ", " + joined(findings, "on", Measured::date)
                                + ", with "
                                + joined(findings, "", Measured::threads).strip()
                                + String.format(
                                        Locale.ROOT,
                                        ", in %.0f s for %d cases.",
                                        seconds,
                                        findings.cases().size()),
                        joined(findings, "Seeds", each -> Long.toString(each.seed()))
                                + "; where there are several, a number is the mean over them ± their standard deviation.",
                        data.isEmpty()
                                ? "Data: drawn at random by the seed."
                                : "Data: " + String.join(", ", data) + ".",
                        "All numbers of all cases: [" + base + ".json](" + base + ".json)."))
                .text();
    }

    private static String joined(Findings findings, String what, Function<Measured, String> of) {
        return what + " " + findings.cases().stream().map(of).distinct().collect(Collectors.joining(", "));
    }
}
