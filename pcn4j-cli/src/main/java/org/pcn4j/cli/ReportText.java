package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.learning.Rule;
import picocli.CommandLine.Help.Ansi;

/** Says in words and tables what was measured. */
final class ReportText {
    private static final List<String> HEADS = List.of(
            "rule",
            "distance from BP",
            "max ulp",
            "equal to BP",
            "train loss",
            "test accuracy",
            "ms/update",
            "× BP",
            "predictions",
            "pullbacks");
    /** What the columns mean, for who sees them for the first time. */
    static final List<String> LEGEND = List.of(
            "distance from BP: Euclidean, between all weights learned by the rule and by backpropagation; 0 means equal",
            "max ulp: the most units in the last place between two weights, 1 for neighboring floating-point numbers",
            "predictions, pullbacks: how often an update computes a node forwards and an error backwards; the cost of a"
                    + " rule");

    private static final String UNKNOWN = "–";
    private static final String IDENTICAL = "bit-identical";
    private static final double LEAST_PLAIN = 0.001;
    private static final double LARGE = 1e5;

    private final Ansi ansi;

    ReportText(Terminal terminal) {
        this.ansi = terminal.colored() ? Ansi.ON : Ansi.OFF;
    }

    /** Returns the table of one model, its title first. */
    String table(Measured measured) {
        TextTable table = new TextTable(HEADS);
        measured.each(
                rule -> table.add(cells(rule, verdict(measured, rule))),
                failure -> table.addRemark(failure.rule(), stopped(failure)));
        List<String> lines = table.lines();
        StringBuilder text = new StringBuilder();
        text.append(styled(Ansi.Style.bold, measured.title())).append('\n');
        text.append(styled(Ansi.Style.faint, lines.get(0))).append('\n');
        for (String line : lines.subList(1, lines.size())) {
            text.append(line.replace(IDENTICAL, styled(Ansi.Style.fg_green, IDENTICAL)))
                    .append('\n');
        }
        text.append(styled(Ansi.Style.faint, "arithmetic: " + measured.backends()))
                .append('\n');
        return text.toString();
    }

    private String styled(Ansi.Style style, String text) {
        // Not by picocli's markup, which a file name in a title may contain, nor by its codes that end a style: to many
        // terminals the one that ends bold begins a double underline.
        return ansi.enabled() ? style.on() + text + Ansi.Style.reset.on() : text;
    }

    private static List<String> cells(RuleReport rule, Verdict verdict) {
        return List.of(
                rule.rule(),
                verdict.distance(),
                verdict.ulps(),
                verdict.words(),
                number(rule.trainLoss() < LARGE ? "%.4f" : "%.3e", rule.trainLoss()),
                number("%.2f %%", 100 * rule.testAccuracy()),
                number("%.2f", rule.millisPerUpdate().median()),
                number("%.2f", rule.timeRatio()),
                Long.toString(rule.plan().predict()),
                Long.toString(rule.plan().pullback()));
    }

    /** How far a rule is from the reference, in the words of three columns. */
    private record Verdict(String distance, String ulps, String words) {}

    private static Verdict verdict(Measured measured, RuleReport rule) {
        return measured.isReference(rule)
                ? new Verdict(UNKNOWN, UNKNOWN, "reference")
                : rule.divergence()
                        .map(found -> new Verdict(
                                distance(found.distance()), ulps(found), found.bitwiseEqual() ? IDENTICAL : "no"))
                        .orElse(new Verdict(UNKNOWN, UNKNOWN, UNKNOWN));
    }

    private static String distance(double distance) {
        return distance == 0 ? "0" : number(distance < LEAST_PLAIN ? "%.2e" : "%.4f", distance);
    }

    private static String ulps(Divergence divergence) {
        return divergence.maxUlp() == Long.MAX_VALUE ? UNKNOWN : String.format(Locale.ROOT, "%,d", divergence.maxUlp());
    }

    private static String number(String format, double number) {
        return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : UNKNOWN;
    }

    private static String stopped(Failure failure) {
        return (failure.update() == 0 ? "could not begin: " : "was stopped at update " + failure.update() + ": ")
                + failure.reason();
    }

    /** Returns why a rule was stopped, in a line that says what may help. */
    static String failure(Measured measured, Failure failure) {
        String remedy = switch (failure.kind()) {
            case NOT_FINITE ->
                measured.relaxes(failure.rule()) ? "; a smaller --lr or --gamma may help" : "; a smaller --lr may help";
            case OUT_OF_MEMORY -> "; a smaller --batch may help";
            case ERROR -> "; without it in --rules the others are compared";
        };
        return measured.model() + ": " + failure.rule() + " " + stopped(failure) + remedy;
    }

    /** Returns one sentence that says what was shown: which rules did as backpropagation does, and which did not. */
    static String conclusion(List<Measured> all) {
        List<String> parts = new ArrayList<>();
        Map<String, String> names = new LinkedHashMap<>();
        all.stream()
                .flatMap(measured -> measured.rules().stream())
                .filter(rule -> !rule.isReference())
                .forEach(rule ->
                        names.put(rule.name(), rule instanceof Rule.Backprop ? "fused " + rule.name() : rule.name()));
        for (Map.Entry<String, String> rule : names.entrySet()) {
            addPart(parts, all, rule, "is bit-identical to backpropagation", report -> report.isBitwiseEqual());
            addPart(
                    parts,
                    all,
                    rule,
                    "differs from it",
                    report -> report.divergence().isPresent() && !report.isBitwiseEqual());
        }
        if (parts.isEmpty()) {
            return "No rule was compared with backpropagation.";
        }
        return "After " + updates(all) + " from the same weights, " + String.join("; ", parts) + ".";
    }

    private static void addPart(
            List<String> parts,
            List<Measured> all,
            Map.Entry<String, String> rule,
            String claim,
            Predicate<RuleReport> holds) {
        List<String> models = all.stream()
                .filter(measured -> measured.report().rules().stream()
                        .filter(report -> report.rule().equals(rule.getKey()))
                        .anyMatch(holds))
                .map(Measured::model)
                .toList();
        if (!models.isEmpty()) {
            String it = parts.isEmpty() ? claim.replace("from it", "from backpropagation") : claim;
            parts.add(rule.getValue() + " " + it + " in " + enumeration(models));
        }
    }

    private static String updates(List<Measured> all) {
        List<Long> counts = all.stream()
                .map(measured -> measured.report().updates())
                .distinct()
                .toList();
        String words = enumeration(counts.stream().map(Object::toString).toList());
        return words + (counts.equals(List.of(1L)) ? " update" : " updates");
    }

    private static String enumeration(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }
}
