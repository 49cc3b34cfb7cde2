package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.pcn4j.systems.meta.MetaPredictiveNetwork.Way;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;
import org.pcn4j.train.reproduce.Spread;

/** Li, Qiu and Huang 2024: digits read row by row by weights that are distributions, beside certain weights. */
final class MetaPredictions implements Item {
    static final String WAY = "way";
    static final String META = "MPL";
    static final String CERTAIN = "PC-RNN";
    static final String BACKWARD = "BP-RNN";
    /** How far, in points of accuracy, meta predictive learning may be from predictive coding. */
    static final double NEAR = 2;

    private static final Map<String, Way> WAYS = ways();

    private static Map<String, Way> ways() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put(META, Way.META);
        ways.put(CERTAIN, Way.CERTAIN);
        ways.put(BACKWARD, Way.BACKPROPAGATION);
        return ways;
    }

    @Override
    public String name() {
        return "meta";
    }

    @Override
    public String sentence() {
        return "Digits read row by row by a recurrent network whose weights are distributions, beside certain weights.";
    }

    @Override
    public String paper() {
        return "Li, Qiu and Huang 2024, Physical Review E 109:044309";
    }

    @Override
    public List<String> data() {
        return List.of("mnist");
    }

    static Way way(Map<String, String> settings) {
        String way = Experiments.of(settings, WAY);
        return Objects.requireNonNull(WAYS.get(way), way);
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        String data = scope.data("mnist");
        String hidden = scope.of("6", "100", "100");
        String experiment = "model={name: rnn, hidden: " + hidden + "} batch=" + scope.of(10, 50, 128) + " data={name: "
                + data + ", validation: 0" + scope.of(", train: 60, test: 20", ", test: 2000", "") + "}";
        for (String way : WAYS.keySet()) {
            for (long seed : scope.seeds(3)) {
                Map<String, String> settings = Experiments.settings(
                        WAY,
                        way,
                        "data",
                        data,
                        "hidden",
                        hidden,
                        "epochs",
                        scope.of("2", "10", "100"),
                        "batches",
                        scope.of("3", "60", "200"),
                        "T",
                        scope.of("3", "30", "100"),
                        "T later",
                        scope.of("3", "30", "200"),
                        "γ",
                        scope.of("0.3", "0.3", "0.1"),
                        "rate of m",
                        scope.of("0.1", "0.1", "0.01"),
                        "rate of π and Ξ",
                        "0.01",
                        "decay of m",
                        scope.of("0", "0", "1e-4"),
                        "decay of π and Ξ",
                        "1e-4",
                        Case.EXPERIMENT,
                        experiment);
                double weight = way.equals(BACKWARD) ? 6 : way.equals(META) ? 60 : 30;
                cases.add(new Case(settings, seed, weight, bench -> RowTrial.measure(bench, settings, seed)));
            }
        }
        return cases;
    }

    private static String only(Findings of, String setting) {
        return String.join(", ", of.values(setting));
    }

    @Override
    public void tell(Findings findings, Page page) {
        String later = findings.values("T later").equals(findings.values("T"))
                ? ""
                : ", " + only(findings, "T later") + " after two fifths of the epochs";
        page.paragraph("A recurrent network of " + only(findings, "hidden")
                + " relu units reads the 28 rows of images of "
                + only(findings, "data") + ", one at each time, and tells the class after the last. *" + META
                + "* is meta predictive learning: a weight is 0 with probability π, and Gaussian otherwise, with a mean by m"
                + " and a variance by Ξ. *" + CERTAIN
                + "* is the same network with π = Ξ = 0, by inference learning, and *"
                + BACKWARD
                + "* that network by backpropagation through time. All begin with the same m, and see the same"
                + " batches: " + only(findings, "epochs") + " epochs of " + only(findings, "batches") + " batches of "
                + Experiments.read(findings).batch() + " images. Inference takes T = " + only(findings, "T") + later
                + " steps of γ = " + only(findings, "γ") + ". Adam moves m at the rate " + only(findings, "rate of m")
                + ", and π and Ξ at " + only(findings, "rate of π and Ξ")
                + ", both halved after two fifths and four fifths of the epochs, with a weight decay of "
                + only(findings, "decay of m") + " and " + only(findings, "decay of π and Ξ") + ".");
        tellAccuracy(findings, page);
        tellWeights(findings.with(WAY, META), page);
        page.conclusions(
                List.of(
                        "The paper says that meta predictive learning tells these rows as backpropagation does; its number is not"
                                + " known to us. It trains for 100 epochs of 200 batches of 128 with T = 100 and γ = 0.1, all at the rate"
                                + " 0.01 with a weight decay of 1e-4, as `--full` does.",
                        "Here batches are fewer, so that all ends within six minutes, and m, which is N times a mean, moves at a larger"
                                + " rate. T is 30, as an error needs 28 steps to come to the first time. None of the three ways has been"
                                + " trained to its end by then.",
                        "A weight decay of π and Ξ takes them towards 0 where no error says anything of them: without it the mean π of the"
                                + " hidden weights is 0.08 in place of 0.003 after 1000 batches with γ = 0.1 and the first seed. A decay"
                                + " of m as well takes m to 0 at this rate, and accuracy to chance.",
                        "Other settings were tried, and read by one draw and the same test images. In 300 batches without decay γ = 0.1"
                                + " ended at 63 to 66 % beside predictive coding's 72 to 76 %, and γ = 0.3 at 69, 71 and 31 %, beside 76 to"
                                + " 78 %. π and Ξ at 0.001 ended at 58 % with two seeds. With both at 0.03 and at 0.1 the loss of the first"
                                + " seed rose above 10⁵, and its accuracy fell to chance. In 1000 batches with γ = 0.1 the first seed ended"
                                + " at 70 % without decay and at 75 % with it, beside 82 %; with m at 0.03 at 75 %, beside 83 %."));
    }

    private static void tellAccuracy(Findings of, Page page) {
        page.heading("Accuracy");
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        List<List<String>> rows = new ArrayList<>();
        for (String way : of.values(WAY)) {
            Findings at = of.with(WAY, way);
            boolean isMeta = way.equals(META);
            curves.put(way, at.row("accuracies"));
            rows.add(List.of(
                    way,
                    at.of("last").text(),
                    isMeta ? "–" : difference(of, way).text(),
                    isMeta ? at.of("one draw").text() : "–",
                    isMeta ? at.of("draws").text() : "–",
                    isMeta ? at.of("ten draws").text() : "–"));
        }
        page.paragraph("In percent of the " + Experiments.read(of).data().name()
                + " test images after the last epoch. What is predicted of a unit is a mean and a noise ξ times a deviation."
                + " *Means* leaves the noise out. *" + META
                + " less this* are points of the same seed by them. *One draw* is"
                + " the mean accuracy of ten draws of ξ, each on its own, *deviation* their standard deviation, and *ten draws*"
                + " that of the probabilities of all ten on average.");
        page.table(List.of(WAY, "means", META + " less this", "one draw", "deviation", "ten draws"), rows);
        page.plot(
                "accuracy",
                "Test accuracy by epoch, by means of inputs, mean over the seeds.",
                Plots.accuracies(curves));
        Findings meta = of.with(WAY, META);
        page.points(List.of(
                verdict(of, CERTAIN),
                verdict(of, BACKWARD),
                "One draw tells "
                        + lessOrMore(
                                meta.of("one draw").mean() - meta.of("last").mean())
                        + " than means do, and ten draws "
                        + lessOrMore(meta.of("ten draws").mean()
                                - meta.of("one draw").mean())
                        + " than one."));
    }

    private static String lessOrMore(double points) {
        return points(Math.abs(points)) + (points < 0 ? " less" : " more");
    }

    private static Spread difference(Findings of, String way) {
        List<Double> meta = of.with(WAY, META).each("last");
        List<Double> other = of.with(WAY, way).each("last");
        return Spread.of(IntStream.range(0, Math.min(meta.size(), other.size()))
                .mapToObj(i -> meta.get(i) - other.get(i))
                .toList());
    }

    /** Says how far the mean accuracies are from each other. */
    private static String verdict(Findings of, String way) {
        Spread difference = difference(of, way);
        double points = difference.mean();
        String seeds = difference.seeds() == 1 ? "one seed" : difference.seeds() + " seeds";
        String found = META + " is " + points(Math.abs(points)) + (points < 0 ? " below " : " above ") + way
                + " on average over " + seeds + ": ";
        if (Math.abs(points) <= NEAR) {
            return found + "within " + NumberText.of(NEAR) + " points of it.";
        }
        if (points > 0) {
            return found + "better by more than " + NumberText.of(NEAR) + " points.";
        }
        return found + "**not within** " + NumberText.of(NEAR) + " points of it.";
    }

    private static String points(double points) {
        return String.format(Locale.ROOT, "%.2f points", points);
    }

    private static void tellWeights(Findings of, Page page) {
        page.heading("π and Ξ");
        page.paragraph(
                "Where π and Ξ end, which begin evenly between 0 and 0.1; all weights that are read from hidden units"
                        + " (hidden), from pixels (input) and by the classes (output). *0* is the share of those that are exactly 0,"
                        + " in percent.");
        List<List<String>> rows = new ArrayList<>();
        for (String layer : RowTrial.LAYERS) {
            List<String> row = new ArrayList<>(List.of(layer));
            for (String parameter : List.of("π", "Ξ")) {
                row.add(of.of(layer + " " + parameter + " mean").text());
                row.add(of.of(layer + " " + parameter + " zero").text());
            }
            rows.add(row);
        }
        page.table(List.of("weights", "mean π", "π is 0, %", "mean Ξ", "Ξ is 0, %"), rows);
        histogram(of, page, "π", "absent");
        histogram(of, page, "Ξ", "spread");
        page.points(List.of(compared(of, "π"), compared(of, "Ξ")));
    }

    private static void histogram(Findings of, Page page, String parameter, String plot) {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        RowTrial.LAYERS.forEach(layer -> curves.put(layer, of.row(layer + " " + parameter)));
        List<Double> places = IntStream.range(0, RowTrial.BINS)
                .mapToObj(bin -> (bin + 0.5) * RowTrial.WIDTH)
                .toList();
        page.plot(
                plot,
                "Histogram of " + parameter + " at the end, mean over the seeds: parts of "
                        + NumberText.of(RowTrial.WIDTH) + ", the last of which holds all that is larger.",
                Plots.lines(parameter, "weights, %", Scale.LOGARITHMIC, places, curves));
    }

    /** Says in which of two layers a parameter ends nearer to 0. */
    private static String compared(Findings of, String parameter) {
        double hidden = of.of("hidden " + parameter + " zero").mean();
        double output = of.of("output " + parameter + " zero").mean();
        String shares = String.format(Locale.ROOT, "%.1f %% of the hidden weights and %.1f %%", hidden, output);
        String order = hidden > output
                ? "more hidden weights than"
                : hidden < output ? "fewer hidden weights than" : "as many hidden weights as";
        return parameter + " is exactly 0 in " + shares + " of the output weights: " + order + " output weights.";
    }
}
