package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pcn4j.train.experiment.PreparedTest.prepared;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcn4j.analysis.ComparisonListener;
import org.pcn4j.analysis.ComparisonReport;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.Progress;
import org.pcn4j.train.TrainingListener;

class RuleComparisonTest {
    /** All that changes an update is said, so that nothing of it can be left out unseen. */
    private static final String TUNED = """
            model: {name: mlp, hidden: [16, 12]}
            data: {name: digits, train: 80, test: 30, validation: 0.25, normalize: standard}
            optimizer: {name: sgd, lr: 0.1, momentum: 0.9}
            schedule: {name: cosine, warm-up: 3}
            clip: 0.5
            projection: variance-norm
            augment: {crop: 2}
            class-weights: {"3": 2}
            batch: 20
            updates: 8
            """;

    private static final ComparisonListener SILENT = new ComparisonListener() {};

    private static RuleReport compared(String rule, String... more) throws InterruptedException {
        Prepared prepared = prepared(TUNED, more);
        ComparisonReport report = RuleComparison.of(prepared, List.of(Rules.CATALOG.byDefault(rule)))
                .run(SILENT);
        assertThat(report.failures()).isEmpty();
        return report.rules().get(0);
    }

    private static double mean(List<Double> losses) {
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return sum / losses.size();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bp", "il", "z-il"})
    void aRuleIsComparedAsItWouldBeTrained(String rule) throws InterruptedException {
        Prepared prepared = prepared(TUNED, "rule=" + rule);
        List<Double> losses = new ArrayList<>();
        double accuracy;
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            prepared.trainer()
                    .withListener(new TrainingListener() {
                        @Override
                        public void updated(Progress progress, double loss) {
                            losses.add(loss);
                        }
                    })
                    .train(parameters, optimizer, prepared.train(), prepared.length());
            accuracy = prepared.evaluator()
                    .evaluate(parameters, prepared.test())
                    .accuracy()
                    .orElseThrow();
        }
        RuleReport report = compared(rule);
        assertThat(losses).hasSize(8);
        assertThat(report.trainLoss()).isEqualTo(mean(losses));
        assertThat(report.testAccuracy()).isEqualTo(accuracy);
    }

    /** Otherwise the test above would pass for a comparison that passes over a setting that does nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "schedule=constant",
                "clip=none",
                "augment={crop: 0}",
                "class-weights=none",
                "data.validation=0",
                "data.normalize=none",
                "optimizer.momentum=0"
            })
    void everyOneOfTheSettingsCounts(String other) throws InterruptedException {
        assertThat(compared("bp", other).trainLoss())
                .isNotEqualTo(compared("bp").trainLoss());
    }

    @Test
    void clippedAndScheduledAndChangedAtRandomZIlStillEndsWithTheBitsOfBackpropagation() throws InterruptedException {
        assertThat(compared("z-il").isBitwiseEqual()).isTrue();
        assertThat(compared("il").isBitwiseEqual()).isFalse();
    }

    @Test
    void ofNumbersToLearnNoAccuracyIsMeasured() throws InterruptedException {
        Prepared prepared = prepared("model: {name: autoencoder, width: 4}\ndata: {name: shapes, train: 20, test: 4}\n"
                + "batch: 6\nupdates: 2");
        ComparisonReport report = RuleComparison.of(prepared, List.of(Rules.CATALOG.byDefault("z-il")))
                .run(SILENT);
        assertThat(report.rules().get(0).testAccuracy()).isNaN();
        assertThat(report.rules().get(0).isBitwiseEqual()).isTrue();
    }

    @Test
    void epochsAreCountedInUpdatesOfTheSamplesThatAreNotHeldBack() throws InterruptedException {
        Prepared prepared = prepared(TUNED, "updates=none", "epochs=3", "schedule=constant");
        RuleComparison comparison = RuleComparison.of(prepared, List.of(Rules.CATALOG.byDefault("bp")));
        assertThat(comparison.updates()).isEqualTo(9);
        assertThat(comparison.run(SILENT).updates()).isEqualTo(9);
    }
}
