package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pcn4j.systems.memory.CovarianceSettings.Form;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.NumberText;
import org.pcn4j.train.reproduce.Case;
import org.pcn4j.train.reproduce.Findings;
import org.pcn4j.train.reproduce.Item;
import org.pcn4j.train.reproduce.Page;
import org.pcn4j.train.reproduce.Plots;
import org.pcn4j.train.reproduce.Scope;

/** Tang et al. 2023: memories that learn how the elements of patterns vary together. */
final class Covariances implements Item {
    private static final int PERCENT = 100;
    private static final List<String> FORMS =
            List.of(label(Form.EXPLICIT), label(Form.IMPLICIT), label(Form.DENDRITIC));
    private static final List<String> PICTURE_FORMS =
            List.of(label(Form.EXPLICIT), label(Form.IMPLICIT), label(Form.DENDRITIC), "hierarchy", "hybrid");

    static String label(Form form) {
        return form.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String name() {
        return "covariance";
    }

    @Override
    public String sentence() {
        return "Memories of one layer that learn covariances: explicit, implicit, dendritic, and on top of a hierarchy.";
    }

    @Override
    public String paper() {
        return "Tang et al. 2023, PLoS Computational Biology 19:e1010719";
    }

    @Override
    public List<String> data() {
        return List.of("mnist", "cifar10");
    }

    @Override
    public boolean isForOneThread() {
        return true;
    }

    @Override
    public List<Case> cases(Scope scope) {
        List<Case> cases = new ArrayList<>();
        List<String> hiddens = List.of("1", "2", "4", "6", "10", "15");
        for (String hidden : scope.of(List.of("2", "10"), hiddens, hiddens)) {
            for (String form : FORMS) {
                for (String epochs : scope.of(List.of("40"), List.of("200", "1000"), List.of("200", "1000", "5000"))) {
                    for (long seed : scope.seeds(5)) {
                        Map<String, String> settings = Experiments.settings(
                                "part", "patterns", "form", form, "hidden", hidden, "epochs", epochs);
                        cases.add(new Case(settings, seed, 0.3, bench -> CovarianceTrial.patterns(settings, seed)));
                    }
                }
            }
        }
        for (String set : scope.of(data(), List.of("mnist"), data())) {
            String data = scope.data(set);
            for (String count : scope.of(List.of("8"), List.of("64"), List.of("32", "64", "128", "256"))) {
                for (String form : PICTURE_FORMS) {
                    for (long seed : scope.seeds(3)) {
                        cases.add(pictures(scope, data, count, form, seed));
                    }
                }
            }
        }
        return cases;
    }

    private static Case pictures(Scope scope, String data, String count, String form, long seed) {
        boolean layer = FORMS.contains(form);
        String epochs = form.equals("explicit") ? "800" : "200";
        String experiment = "model=mlp loss=squared-error data={name: " + data
                + ", validation: 0, normalize: none, test: 20, train: " + scope.of("100", "1000", "1000")
                + "} batch=10";
        Map<String, String> settings = new LinkedHashMap<>(Experiments.settings(
                "part",
                "pictures",
                "data",
                data,
                "form",
                form,
                "images",
                count,
                "epochs",
                scope.of("2", epochs, epochs),
                "widths",
                layer ? "–" : scope.of("16 16", "256 256", "1024 256"),
                "learning rate",
                form.equals("explicit") ? "1e-5" : layer ? "1e-4" : "5e-4"));
        settings.put(Case.EXPERIMENT, experiment);
        double weight = form.equals("explicit") ? 40 : layer ? 5 : 25;
        return new Case(settings, seed, weight, bench -> CovarianceTrial.pictures(bench, settings, seed));
    }

    @Override
    public void tell(Findings findings, Page page) {
        page.paragraph(
                "Units that are the elements of a pattern learn how these vary together. `explicit` keeps the covariance Σ and"
                        + " recalls by the error Σ⁻¹(x − μ). `implicit` predicts each unit from the others, ε = x − Wx − b, and recalls by"
                        + " descending ½‖ε‖². `dendritic` does so without the term Wᵀε, and descends no energy. Errors are shares of that of"
                        + " the corrupted pattern, in which what is hidden is zero: 100 % is no help.");
        patterns(findings.with("part", "patterns"), page);
        for (String data : findings.with("part", "pictures").values("data")) {
            pictures(findings.with("part", "pictures", "data", data), data, page);
        }
        page.conclusions(conclusions());
    }

    private static void patterns(Findings of, Page page) {
        page.heading("Twenty patterns of 5 by 5");
        page.paragraph(
                "Twenty patterns are drawn from a normal distribution of 25 elements on a grid, whose correlation falls as"
                        + " exp(−distance / 2). They are learned by SGD of rate 0.005, all at once, and recalled in 100 steps of γ = 0.1,"
                        + " which the step guard lowers where it is too large. Mean squared error in percent of the corrupted patterns',"
                        + " mean over the seeds, by how many elements are hidden:");
        List<String> heads = new ArrayList<>(List.of("hidden of 25"));
        List<String> epochs = of.values("epochs");
        for (String form : FORMS) {
            epochs.forEach(count -> heads.add(form + ", " + count + " epochs"));
        }
        List<List<String>> rows = new ArrayList<>();
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        List<Double> places = new ArrayList<>();
        for (String hidden : of.values("hidden")) {
            List<String> row = new ArrayList<>(List.of(hidden));
            places.add(Double.parseDouble(hidden));
            for (String form : FORMS) {
                for (String count : epochs) {
                    Findings at = of.with("hidden", hidden, "form", form, "epochs", count);
                    row.add(share(at));
                    curves.computeIfAbsent(form + ", " + count, unused -> new ArrayList<>())
                            .add(at.has("share") ? PERCENT * at.of("share").mean() : Double.NaN);
                }
            }
            rows.add(row);
        }
        page.table(heads, rows);
        page.plot(
                "patterns",
                "Error of recall in percent of the corrupted patterns', by how many of 25 elements are hidden.",
                Plots.lines("hidden elements", "error, %", Scale.LINEAR, places, curves));
    }

    private static String share(Findings at) {
        String text = at.has("share") ? at.of("share").text(PERCENT) : "";
        long failed = at.cases().stream()
                .filter(each -> each.numbers().containsKey("failed"))
                .count();
        return failed == 0
                ? text
                : (text.isEmpty() ? "" : text + "; ") + "failed in " + failed + " of "
                        + at.cases().size();
    }

    private static void pictures(Findings of, String data, Page page) {
        page.heading("Pictures, " + data);
        page.paragraph(
                "Images in gray, of which the lower half is hidden, or noise of variance .05 put on all of it. Mean squared"
                        + " error over all pixels, and in brackets in percent of the corrupted images'. `hierarchy` is an associative memory"
                        + " of tanh units, `hybrid` the same with units on top that predict each other as a dendritic memory does; both learn by"
                        + " Adam of rate 5e-4 with batches of 8. The others learn by Adam of rate 1e-4 for 200 epochs, `explicit` of 1e-5 for 800.");
        for (String corruption : List.of("half", "noise")) {
            List<String> heads = new ArrayList<>(List.of(corruption.equals("half") ? "lower half hidden" : "noise"));
            of.values("images").forEach(count -> heads.add(count + " images"));
            List<List<String>> rows = new ArrayList<>();
            for (String form : PICTURE_FORMS) {
                List<String> row = new ArrayList<>(List.of(form));
                for (String count : of.values("images")) {
                    Findings at = of.with("images", count, "form", form);
                    row.add(
                            at.has(corruption + ".mse")
                                    ? at.of(corruption + ".mse").text() + " ("
                                            + NumberText.of(Math.rint(PERCENT
                                                            * PERCENT
                                                            * at.of(corruption + ".share")
                                                                    .mean())
                                                    / PERCENT)
                                            + " %)"
                                    : "failed");
                }
                rows.add(row);
            }
            page.table(heads, rows);
        }
    }

    private static List<String> conclusions() {
        return List.of(
                "Implicit and dendritic memories complete small patterns to below 10 % of the corrupted error where up to 6 of 25"
                        + " elements are hidden: as many as 20 patterns around their mean leave free. With more hidden, longer learning makes"
                        + " the completion worse, as W then fits the patterns and no longer what is likely.",
                "An explicit memory is worse, and fails when it learns longer: 20 patterns span 19 dimensions around their mean, so"
                        + " Σ tends to a singular matrix and its inverse grows without end.",
                "Of digits, a hierarchy with a dendritic layer on top recalls the lower half 150 times as exactly as the hierarchy alone,"
                        + " and that six times as exactly as a single layer. Tang et al. claim the order for natural images; their numbers are"
                        + " not known to us.",
                "Noise on all pixels is taken away by the hierarchies. A single layer that is free everywhere forgets which pattern it was"
                        + " shown, and ends near the mean or makes it worse.");
    }
}
