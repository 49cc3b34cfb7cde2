package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.network.Passes;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.train.Evaluator;
import org.pcn4j.train.model.Description;
import org.pcn4j.train.model.Model;
import org.pcn4j.train.settings.SettingsException;

/** The key {@code arithmetic}: what it gives, and what it refuses before anything is written. */
class ArithmeticSettingsTest {
    private static final String SMALL = """
            model: {name: mlp, hidden: [12]}
            data: {name: digits, train: 60, test: 20}
            batch: 20
            epochs: 1
            threads: 1
            """;
    private static final Kernels LOOPS = Kernels.scalar();
    private static final Kernels NONE = Kernels.missing("Java was started without them");

    @TempDir
    private Path folder;

    private static LoadedData load(Experiment experiment) {
        try {
            return experiment.data().load(PreparedTest.NOWHERE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Prepared with(Kernels kernels, String... settings) {
        Experiment experiment = Experiment.read(SMALL, List.of(settings));
        return Prepared.of(experiment, load(experiment), kernels);
    }

    @Test
    void noneIsTheDefaultAndLeavesEachRuleWhatSuitsIt() {
        Experiment experiment = Experiment.read(SMALL, List.of("rule=il"));
        assertThat(experiment.arithmetic()).isEmpty();
        assertThat(experiment.toYaml()).contains("arithmetic: none");
        assertThat(experiment.firstRule(2).asSchedule().orElseThrow().arithmetic())
                .isEmpty();
        assertThat(Experiment.read(SMALL, List.of("arithmetic=fused")).arithmetic())
                .contains(Arithmetic.FUSED);
        assertThat(Experiment.read(SMALL + "arithmetic: exact\n", List.of())
                        .firstRule(2)
                        .asSchedule()
                        .orElseThrow()
                        .arithmetic())
                .contains(Arithmetic.EXACT);
    }

    @Test
    void fusedGoesToAllRulesOfAnExperiment() {
        Prepared prepared = with(LOOPS, "rule=bp", "changes=[{after: 1, rule: il}]", "epochs=2", "arithmetic=fused");
        Experiment experiment = prepared.experiment();
        assertThat(experiment.firstRule(2).isReference()).isFalse();
        Rule second = experiment.carried(experiment.changes().get(0).rule().rule(2));
        assertThat(second.asSchedule().orElseThrow().arithmetic()).contains(Arithmetic.FUSED);
    }

    /** To the bit: what libtorch's forward pass predicts, where dense kernels would predict it otherwise. */
    @Test
    void exactBindsWhatEvaluatesAndTheModelThatIsKept() throws IOException {
        assertThat(Kernels.here().kernels()).isPresent();
        Prepared plain = with(Kernels.here(), "rule=z-il", "data.normalize=none");
        Prepared exact = with(Kernels.here(), "rule=z-il", "data.normalize=none", "arithmetic=exact");
        Network network = exact.network();
        Description read = Description.read(exact.description().toYaml(), "it");
        assertThat(read.arithmetic()).contains(Arithmetic.EXACT);
        assertThat(plain.description().arithmetic()).isEmpty();
        try (Parameters parameters = network.initialize(new Seed(3), DType.FLOAT32);
                Model kept = Model.of(read, parameters);
                Model free = Model.of(plain.description(), parameters);
                TensorScope scope = new TensorScope()) {
            double[][] samples = new double[9][];
            Arrays.setAll(
                    samples,
                    i -> new Seed(i).normal(DType.FLOAT64, Shape.of(784), 0, 1).toDoubles());
            Tensor input = Tensor.of(
                    DType.FLOAT32,
                    network.inputs().get(0).shape().batched(samples.length),
                    Arrays.stream(samples).flatMapToDouble(Arrays::stream).toArray());
            Tensor expected;
            try (Passes passes = Passes.evaluating(parameters)) {
                expected = network.forward(parameters.tensors(), List.of(input), passes)
                        .get(network.outputs().get(0).index())
                        .value();
            }
            assertThat(outputs(kept, samples)).isEqualTo(outputs(expected));
            assertThat(outputs(free, samples)).isNotEqualTo(outputs(expected));

            double loss = new Evaluator(network, 20)
                    .in(Arithmetic.EXACT)
                    .evaluate(parameters, exact.test())
                    .loss();
            assertThat(exact.evaluator().evaluate(parameters, exact.test()).loss())
                    .isEqualTo(loss);
        }
    }

    private static List<Double> outputs(Model model, double[][] samples) {
        return model.predict(samples).stream()
                .flatMap(answer -> Arrays.stream(answer.outputs()).boxed())
                .toList();
    }

    private static List<Double> outputs(Tensor tensor) {
        return Arrays.stream(tensor.toDoubles()).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rule=fpa | --set arithmetic=fused: arithmetic: the rule fpa has no fused arithmetic",
                "changes=[{after: 1, rule: fpa}] | the rule fpa has no fused arithmetic",
            })
    void settingsThatSpeakAgainstFusedAreRefusedAsTheyAreRead(String setting, String complaint) {
        assertThatThrownBy(() -> Experiment.read(SMALL, List.of("epochs=2", "arithmetic=fused", setting)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(complaint)
                .hasMessageContaining("expected exact, or none")
                .hasMessageNotContaining("\n");
    }

    @Test
    void fusedGoesWithFloat64() {
        Prepared prepared = with(LOOPS, "rule=il", "dtype=float64", "arithmetic=fused");
        Kernels here = Kernels.here();
        assertThat(prepared.backends().toString())
                .contains(here.kernels().map(both -> both.doubles().name()).orElse(here.reason()));
    }

    @Test
    void anotherWordIsRefused() {
        assertThatThrownBy(() -> Experiment.read(SMALL, List.of("arithmetic=fast")))
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("unknown arithmetic 'fast'; valid: exact, fused, bf16, none");
    }

    @ParameterizedTest
    @CsvSource({"rule=il, il", "rule=bp, bp", "rule=z-il, z-il", "'changes=[{after: 1, rule: ipc}]', z-il"})
    void fusedWithoutDenseKernelsIsRefusedWithTheReason(String setting, String rule) {
        assertThatThrownBy(() -> with(NONE, "epochs=2", "arithmetic=fused", setting))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("the arithmetic of " + rule
                        + " cannot be fused, because Java was started without them; expected arithmetic: exact, or none, as by"
                        + " --set arithmetic=exact")
                .hasMessageNotContaining("\n");
        assertThat(with(NONE, "epochs=2", setting).experiment().arithmetic()).isEmpty();
    }

    @Test
    void fusedForANetworkThatDenseKernelsCannotDoIsRefusedByTheFunction() {
        assertThatThrownBy(() -> with(LOOPS, "model=cnn", "rule=il", "arithmetic=fused"))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("dense kernels have no way to do the function")
                .hasMessageContaining("conv2d");
        assertThat(with(LOOPS, "model=cnn", "rule=il").backends().toString())
                .contains("dense kernels have no way to do the function");
    }

    @Test
    void aComparisonChecksEachOfItsRules() {
        Prepared prepared = with(LOOPS, "rule=il", "arithmetic=fused");
        List<RuleSpec> rules = List.of(Rules.CATALOG.byDefault("bp"), Rules.CATALOG.byDefault("il"));
        RuleComparison comparison = RuleComparison.of(prepared, rules, LOOPS);
        assertThat(comparison.rules()).noneMatch(Rule::isReference);
        assertThatThrownBy(() -> RuleComparison.of(prepared, rules, NONE))
                .isInstanceOf(ExperimentException.class)
                .hasMessageContaining("the arithmetic of bp cannot be fused, because Java was started without them");
    }

    @Test
    void exactIsWhatAComparisonHasAlwaysDone() {
        Prepared prepared = with(NONE, "arithmetic=exact", "loss=cross-entropy");
        RuleComparison comparison = RuleComparison.of(
                prepared, List.of(Rules.CATALOG.byDefault("bp"), Rules.CATALOG.byDefault("z-il")), NONE);
        assertThat(comparison.backends()).hasToString("bp exact (libtorch's autograd), z-il exact (as asked)");
        ComparisonReport report = comparison.run(new ComparisonListener() {});
        assertThat(report.rules()).allMatch(ComparisonReport.RuleReport::isBitwiseEqual);
    }

    @Test
    void aRunKeepsWhatCarriedItOutAndMayGoOnInTheOther() throws InterruptedException, IOException {
        Experiment experiment = Experiment.read(SMALL, List.of("rule=il", "arithmetic=exact"));
        ExperimentRun run =
                ExperimentRun.begin(folder, "x", experiment.prepare(PreparedTest.NOWHERE), List.of("pcn4j", "train"));
        assertThat(run.folder().provenance().arithmetic()).contains("exact (as asked)");
        run.run();
        assertThat(Files.readString(run.folder().report())).contains("exact (as asked)");
        ExperimentRun longer = ExperimentRun.open(
                run.folder(),
                List.of("arithmetic=none", "epochs=2"),
                List.of("pcn4j", "train", "--resume"),
                new LastData(PreparedTest.NOWHERE));
        assertThat(longer.changed()).isEqualTo(Map.of("arithmetic", "exact → none", "epochs", "1 → 2"));
        longer.run();
        String now = longer.prepared().backends().toString();
        assertThat(run.folder().provenance().arithmetic()).contains(now);
        assertThat(now).isNotEqualTo("exact (as asked)");
    }
}
