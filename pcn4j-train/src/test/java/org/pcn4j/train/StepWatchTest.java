package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.data.Digits;
import org.pcn4j.data.Samples;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.DynamicErrors;
import org.pcn4j.learning.FixedPrediction;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Rule;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;

/** While a network is trained, a step that is too large is told, refused or not looked for. */
class StepWatchTest {
    private static final Seed SEED = new Seed(7);
    private static final Shape PIXELS = Shape.of(784);
    private static final Samples TRAIN = Digits.generate(1, 100, 20).train().as(PIXELS);
    private static final Network NETWORK = Models.mlp(PIXELS, List.of(16), new Tanh(), 10, new CrossEntropy());
    private static final Rule STABLE = new Rule.Scheduled(InferenceLearning.schedule(4, 0.1));
    private static final Rule UNSTABLE = new Rule.Scheduled(InferenceLearning.schedule(4, 2.5));

    /** What is told. */
    private static final class Heard implements TrainingListener {
        final List<String> measured = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();

        @Override
        public void stepMeasured(Progress progress, String rule, StepSize step) {
            measured.add(rule + " " + progress.updates() + (step.isBeyond() ? " beyond" : ""));
        }

        @Override
        public void warned(String warning) {
            warnings.add(warning);
        }
    }

    private static Trainer trainer(RuleSchedule rules, Heard heard) {
        return Trainer.of(NETWORK, rules)
                .withSeed(SEED)
                .withBatchSize(20)
                .withValidation(TRAIN)
                .withListener(heard);
    }

    private static Parameters trained(Trainer trainer, int epochs) {
        Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
        try (Optimizer adam = new Adam(1e-3)) {
            trainer.train(parameters, adam, TRAIN, epochs);
        }
        return parameters;
    }

    private static void resumed(Trainer trainer, int epochs) {
        try (Parameters parameters = NETWORK.initialize(SEED, DType.FLOAT32);
                Optimizer adam = new Adam(1e-3)) {
            trainer.resume(parameters, adam, TRAIN, epochs);
        }
    }

    private static Heard heard(RuleSchedule rules) {
        Heard heard = new Heard();
        trained(trainer(rules, heard), 2).close();
        return heard;
    }

    @Test
    void theStepIsMeasuredBeforeTheFirstUpdateAndAfterEachEvaluation() {
        Heard heard = heard(RuleSchedule.of(STABLE));
        assertThat(heard.measured).containsExactly("il 0", "il 5", "il 10");
        assertThat(heard.warnings).isEmpty();
    }

    @Test
    void aStepThatIsTooLargeIsToldOnceWithTheLargestThatIsNot() {
        Heard heard = heard(RuleSchedule.of(UNSTABLE));
        assertThat(heard.measured).containsExactly("il 0 beyond", "il 5 beyond", "il 10 beyond");
        assertThat(heard.warnings)
                .singleElement()
                .asString()
                .matches(
                        "the step γ 2\\.5 of il is too large after 0 updates: γλ is [\\d.]+, and values converge only below 2;"
                                + " the largest safe γ is [\\d.]+");
        double safe = Double.parseDouble(heard.warnings.get(0).replaceFirst(".* ", ""));
        Heard after = heard(RuleSchedule.of(new Rule.Scheduled(InferenceLearning.schedule(4, safe))));
        assertThat(after.measured).startsWith("il 0");
    }

    /** The safe γ alone is rounded, and downwards. */
    @Test
    void theStepIsToldAsItWasGiven() {
        Rule dynamic = new Rule.Scheduled(DynamicErrors.schedule(4, 2.6));
        assertThat(heard(RuleSchedule.of(dynamic)).warnings)
                .singleElement()
                .asString()
                .startsWith("the step γ 2.6 of il-dynamic is too large after 0 updates: γλ is ")
                .contains("values converge only below 1;");
        Rule moving = new Rule.Scheduled(InferenceLearning.schedule(4, 1).withRelaxation(new Momentum(4.1, 0.15)));
        assertThat(heard(RuleSchedule.of(moving)).warnings)
                .singleElement()
                .asString()
                .startsWith("the step γ 4.1 of il ")
                .contains("values converge only below 2.3;");
    }

    @Test
    void aRuleThatTakesOverIsMeasuredToo() {
        Rule ipc = new Rule.Scheduled(IncrementalPredictiveCoding.schedule(4, 3));
        Heard heard = heard(RuleSchedule.of(STABLE).then(Length.epochs(1), ipc));
        assertThat(heard.measured).containsExactly("il 0", "il 5", "ipc 5 beyond", "ipc 10 beyond");
        assertThat(heard.warnings).hasSize(1);
    }

    @Test
    void whereNothingRelaxesNothingIsMeasured() {
        for (Rule rule : List.of(
                new Rule.Backprop(),
                new Rule.Scheduled(ZeroDivergence.schedule()),
                new Rule.Scheduled(FixedPrediction.schedule(4, 1)))) {
            assertThat(heard(RuleSchedule.of(rule)).measured).isEmpty();
        }
    }

    @Test
    void strictTrainingEndsBeforeItsFirstUpdateAndWithoutTheCheckNothingIsSaid() {
        Heard heard = new Heard();
        Trainer trainer = trainer(RuleSchedule.of(UNSTABLE), heard);
        assertThatThrownBy(() -> trained(trainer.withStepCheck(StepCheck.STRICT), 1))
                .isInstanceOf(TrainingException.Unstable.class)
                .hasMessageContaining("too large after 0 updates");
        trained(trainer.withStepCheck(StepCheck.NONE), 1).close();
        assertThat(heard.measured).isEmpty();
        assertThat(heard.warnings).isEmpty();
    }

    @Test
    void measuringChangesNoBit() {
        Heard heard = new Heard();
        Trainer trainer = trainer(RuleSchedule.of(STABLE), heard);
        try (Parameters watched = trained(trainer, 2);
                Parameters plain = trained(trainer.withStepCheck(StepCheck.NONE), 2)) {
            assertThat(Divergence.between(plain, watched).all().bitwiseEqual()).isTrue();
        }
    }

    /** So that a run that was interrupted leaves the lines of one that was not. */
    @Test
    void trainingThatResumesMeasuresAgainOnlyWhatItHasNotMeasured(@TempDir Path folder) {
        Heard first = new Heard();
        resumed(trainer(RuleSchedule.of(UNSTABLE), first).withCheckpoints(Checkpoints.in(folder)), 1);
        Heard second = new Heard();
        resumed(trainer(RuleSchedule.of(UNSTABLE), second).withCheckpoints(Checkpoints.in(folder)), 2);
        assertThat(first.measured).containsExactly("il 0 beyond", "il 5 beyond");
        assertThat(second.measured).containsExactly("il 10 beyond");
        assertThat(second.warnings).hasSize(1);
    }
}
