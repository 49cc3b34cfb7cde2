package org.pcn4j.train.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.data.Batch;
import org.pcn4j.data.Batches;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.Rules;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;

/** The pages of docs/rules: one for each rule, with what an update costs and how far it is from backpropagation's. */
class RulePagesTest {
    private static final Path PAGES = Path.of("..", "docs", "rules");
    private static final boolean WRITES = "write".equals(System.getProperty("pcn4j.docs"));
    private static final List<String> MODELS = List.of("mlp", "cnn", "rnn");
    private static final List<String> SECTIONS = List.of(
            "## Equation", "## When to use it", "## Cost and distance from backpropagation", "## Try it", "## Paper");
    private static final Pattern MEASURED =
            Pattern.compile("<!-- measured(?:: (.*?))? -->\n(.*?)<!-- end of measured -->", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("\\| `?([a-z-]+)`? \\| (\\d+) \\| (\\d+) \\| ([-0-9.e]+) \\| ([-0-9.e]+) \\|\n");
    private static final String HEAD =
            "| model | predictions | pullbacks | distance | cosine |\n|---|---|---|---|---|\n";
    private static final double PRINTED = 0.01;

    /**
     * One update of a model.
     *
     * @param distance Euclidean, of the change of all parameters from backpropagation's, over the length of that
     * @param cosine between the two
     */
    private record Measured(String model, long predictions, long pullbacks, double distance, double cosine) {
        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %s | %s |\n",
                    model,
                    predictions,
                    pullbacks,
                    rounded(distance),
                    rounded(cosine));
        }

        private static String rounded(double number) {
            return number == 0 ? "0" : Math.abs(number) < 1e-9 ? "1e-9" : String.format(Locale.ROOT, "%.3g", number);
        }
    }

    /** How one update moves the parameters, and what it costs. */
    private record Change(PlanCost cost, List<double[]> parameters) {}

    private static Prepared prepared(String model, String rule) throws InterruptedException {
        return Experiment.read(
                        String.format(
                                Locale.ROOT,
                                "{data: {name: digits, train: 16, test: 1, validation: 0}, model: %s, loss:"
                                        + " squared-error, batch: 16, dtype: float64, optimizer: {name: sgd, lr: 0.001},"
                                        + " rule: %s}",
                                model,
                                rule),
                        List.of())
                .prepare(new DataAccess(
                        Optional.empty(), new DataCache(Path.of("/no/such/folder")), new Access.Offline()));
    }

    /** Tells whether a rule learns a model: some take chains of layers alone. */
    private static boolean learns(String model, String rule) throws InterruptedException {
        Network network = prepared(model, "bp").network();
        try {
            prepared("mlp", rule).experiment().rule().rule(network.depth()).require(network);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Change change(String model, String rule) throws InterruptedException {
        Prepared prepared = prepared(model, rule);
        try (TensorScope scope = new TensorScope();
                Parameters before = prepared.parameters();
                Parameters after = before.copy();
                Optimizer optimizer = prepared.optimizer();
                Batch batch = new Batches(prepared.train(), DType.FLOAT64, 16, new Seed(1)).get(0)) {
            Learner learner = prepared.experiment()
                    .rule()
                    .rule(prepared.network().depth())
                    .learner(prepared.network(), after, optimizer, new Seed(2));
            learner.update(Clamps.ofSamples(prepared.network(), batch.inputs(), batch.targets(), DType.FLOAT64));
            List<double[]> change = new ArrayList<>();
            for (int i = 0; i < before.tensors().size(); i++) {
                change.add(after.tensors().get(i).sub(before.tensors().get(i)).toDoubles());
            }
            return new Change(learner.cost(), change);
        }
    }

    private static Measured measured(String model, String rule) throws InterruptedException {
        Change ours = change(model, rule);
        Change reference = change(model, "bp");
        double differences = 0;
        double products = 0;
        double lengths = 0;
        double references = 0;
        for (int i = 0; i < reference.parameters().size(); i++) {
            double[] a = reference.parameters().get(i);
            double[] b = ours.parameters().get(i);
            for (int k = 0; k < a.length; k++) {
                differences += (b[k] - a[k]) * (b[k] - a[k]);
                products += a[k] * b[k];
                references += a[k] * a[k];
                lengths += b[k] * b[k];
            }
        }
        return new Measured(
                model,
                ours.cost().predict(),
                ours.cost().pullback(),
                Math.sqrt(differences / references),
                differences == 0 ? 1 : products / Math.sqrt(lengths * references));
    }

    static List<String> rules() {
        return Rules.CATALOG.names();
    }

    private static Path page(String rule) {
        return PAGES.resolve(rule + ".md");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHasAPageOfItsOwnThatSaysWhatOneAsks(String rule) throws IOException {
        String text = Files.readString(page(rule));
        assertThat(text).startsWith("# `" + rule + "`");
        assertThat(text).containsSubsequence(SECTIONS);
        assertThat(text.substring(text.indexOf("## Try it")))
                .contains("./pcn4j ")
                .contains(rule);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void itsCostAndItsDistanceAreWhatAnUpdateGives(String rule) throws IOException, InterruptedException {
        String text = Files.readString(page(rule));
        List<MatchResult> tables = MEASURED.matcher(text).results().toList();
        assertThat(tables).as("the measured tables of %s", page(rule)).isNotEmpty();
        assertThat(tables.get(0).group(1)).as("the settings of the first").isNull();
        StringBuilder page = new StringBuilder(text);
        // The last first, so that what is written moves none that is still to be found.
        for (int i = tables.size() - 1; i >= 0; i--) {
            MatchResult table = tables.get(i);
            List<Measured> fresh = fresh(asked(rule, Optional.ofNullable(table.group(1))));
            if (WRITES) {
                page.replace(
                        table.start(2),
                        table.end(2),
                        HEAD + fresh.stream().map(Measured::row).collect(Collectors.joining()));
            } else {
                requireAlike(fresh, rows(table.group(2)));
            }
        }
        if (WRITES) {
            Files.writeString(page(rule), page);
        }
    }

    /** A rule by its name alone or, where a table names some, with settings. */
    private static String asked(String rule, Optional<String> settings) {
        return settings.map(said -> "{name: " + rule + ", " + said + "}").orElse(rule);
    }

    private static List<Measured> fresh(String rule) throws InterruptedException {
        List<Measured> fresh = new ArrayList<>();
        for (String model : MODELS) {
            if (learns(model, rule)) {
                fresh.add(measured(model, rule));
            }
        }
        assertThat(fresh).first().extracting(Measured::model).isEqualTo("mlp");
        return fresh;
    }

    private static void requireAlike(List<Measured> fresh, List<Measured> written) {
        assertThat(written).hasSameSizeAs(fresh);
        for (int i = 0; i < fresh.size(); i++) {
            requireAlike(fresh.get(i), written.get(i));
        }
    }

    private static void requireAlike(Measured fresh, Measured written) {
        assertThat(written.model()).isEqualTo(fresh.model());
        assertThat(written.predictions()).isEqualTo(fresh.predictions());
        assertThat(written.pullbacks()).isEqualTo(fresh.pullbacks());
        assertThat(written.distance()).isCloseTo(fresh.distance(), within(1e-9 + PRINTED * fresh.distance()));
        assertThat(written.cosine()).isCloseTo(fresh.cosine(), within(PRINTED));
    }

    private static List<Measured> rows(String table) {
        return ROW.matcher(table)
                .results()
                .map(row -> new Measured(
                        row.group(1),
                        Long.parseLong(row.group(2)),
                        Long.parseLong(row.group(3)),
                        Double.parseDouble(row.group(4)),
                        Double.parseDouble(row.group(5))))
                .toList();
    }

    @Test
    void theFirstPageNamesEveryRuleAndNoOther() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".md", ""))
                            .filter(name -> !name.equals("README")))
                    .containsExactlyInAnyOrderElementsOf(rules());
        }
        String text = Files.readString(PAGES.resolve("README.md"));
        assertThat(rules()).allSatisfy(rule -> assertThat(text).contains("[`" + rule + "`](" + rule + ".md)"));
    }
}
