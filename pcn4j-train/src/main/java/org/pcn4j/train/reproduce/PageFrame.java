package org.pcn4j.train.reproduce;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What every page of results says: what it is, from whom, and how to make it again. */
final class PageFrame {
    private PageFrame() {}

    static String around(Item item, String text, Findings findings, String command, String base) {
        Page page = new Page(base);
        page.paragraph(item.sentence());
        page.paragraph("From " + item.paper() + ".");
        String begin = "# " + item.name() + "\n\n" + page.text();
        return begin + text + made(item, findings, command, base).strip() + "\n";
    }

    private static String made(Item item, Findings findings, String command, String base) {
        List<Measured> cases = findings.cases();
        double seconds = cases.stream().mapToDouble(Measured::seconds).sum();
        List<String> data = data(item, findings);
        List<Measured> learned =
                cases.stream().filter(each -> !each.arithmetic().isEmpty()).toList();
        Map<Map<String, String>, String> seeds = new HashMap<>();
        cases.forEach(each -> seeds.merge(each.settings(), Long.toString(each.seed()), (a, b) -> a + ", " + b));
        return new Page(base)
                .heading("How these numbers were made")
                .paragraph("```\n" + command + "\n```")
                .points(Stream.of(
                                "version " + joined(cases, Measured::version) + ", on " + joined(cases, Measured::date)
                                        + String.format(
                                                Locale.ROOT,
                                                ", in %.0f s, added up over %d cases, with ",
                                                seconds,
                                                cases.size())
                                        + grouped(cases, Measured::threads) + ".",
                                "Seeds " + grouped(cases, each -> seeds.getOrDefault(each.settings(), ""))
                                        + ". Of several seeds a number is the mean ± the standard deviation; of one no spread is known.",
                                learned.isEmpty() ? "" : "Arithmetic: " + grouped(learned, Measured::arithmetic) + ".",
                                data.isEmpty()
                                        ? "Data: drawn at random by the seed."
                                        : "Data: " + String.join(", ", data) + ".",
                                "All numbers of all cases: [" + base + ".json](" + base + ".json).")
                        .filter(point -> !point.isEmpty())
                        .toList())
                .text();
    }

    /** Returns which data sets there were: as the cases say it, or as the experiments that they describe. */
    private static List<String> data(Item item, Findings findings) {
        List<String> said = findings.values("data");
        return said.isEmpty()
                ? item.data().stream()
                        .filter(set -> findings.values(Case.EXPERIMENT).stream()
                                .anyMatch(experiment -> experiment.contains("data={name: " + set + ",")))
                        .toList()
                : said;
    }

    private static String joined(List<Measured> cases, Function<Measured, String> of) {
        return cases.stream().map(of).distinct().collect(Collectors.joining(", "));
    }

    /** Returns what cases have, and which cases have it where they differ, by as few of their settings as tell them apart. */
    private static String grouped(List<Measured> cases, Function<Measured, String> of) {
        Map<String, Set<String>> groups = new LinkedHashMap<>();
        cases.forEach(each -> groups.computeIfAbsent(of.apply(each), unused -> new LinkedHashSet<>())
                .add(shortest(each, cases, of)));
        if (groups.size() == 1) {
            return groups.keySet().iterator().next();
        }
        return groups.entrySet().stream()
                .map(each -> each.getKey() + " (" + String.join(", ", each.getValue()) + ")")
                .collect(Collectors.joining("; "));
    }

    private static String shortest(Measured of, List<Measured> cases, Function<Measured, String> what) {
        List<String> values = List.copyOf(of.settings().values());
        List<Measured> alike = cases;
        for (int i = 0; i < values.size(); i++) {
            int place = i;
            alike = alike.stream()
                    .filter(each -> place < each.settings().size()
                            && List.copyOf(each.settings().values()).get(place).equals(values.get(place)))
                    .toList();
            if (alike.stream().map(what).distinct().count() == 1) {
                return String.join(" ", values.subList(0, i + 1));
            }
        }
        return String.join(" ", values.subList(0, Math.min(1, values.size()))) + ", seed " + of.seed();
    }
}
