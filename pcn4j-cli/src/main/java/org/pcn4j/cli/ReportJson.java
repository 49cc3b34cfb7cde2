package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcn4j.analysis.ComparisonReport.Failure;
import org.pcn4j.analysis.ComparisonReport.RuleReport;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.analysis.Timing;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.train.experiment.Experiment;

/**
 * What was measured, for other programs: the components are the names in the file, in this order. A number that is not
 * finite, or was not measured, is null.
 *
 * @param version of this program
 * @param seed of first weights and the order of batches
 * @param threads that worked at the same time at most
 */
record ReportJson(String version, long seed, int threads, List<Compared> comparisons) {
    /**
     * One model.
     *
     * @param updates that each rule has done
     */
    record Compared(String model, String data, String dtype, String loss, long updates, int batch, List<Ruled> rules) {
        static Compared of(Experiment experiment, Measured measured) {
            List<Ruled> ruled = new ArrayList<>();
            measured.each(
                    rule -> ruled.add(Ruled.of(rule, measured.arithmetic(rule.rule()))),
                    failure -> ruled.add(Ruled.of(failure)));
            return new Compared(
                    measured.model(),
                    experiment.data().name(),
                    experiment.dtype().label(),
                    experiment.loss().name(),
                    measured.report().updates(),
                    experiment.batch(),
                    ruled);
        }
    }

    /** Why a rule was stopped: at which update, 0 if it could not begin, and the reason in a line. */
    record Failed(long update, String reason) {}

    /**
     * One rule; what carried it out, as in {@code fused (vector, 16 lanes)}, null where it does not say. The divergence is from backpropagation, null where that failed. Of a rule that failed itself all is null
     * but its name and the failure, which is null for the others.
     */
    record Ruled(
            String rule,
            @Nullable String arithmetic,
            @Nullable Boolean bitwiseEqual,
            @Nullable Long maxUlp,
            @Nullable Double weightDistance,
            @Nullable Double relativeDistance,
            @Nullable Double trainLoss,
            @Nullable Double testAccuracy,
            @Nullable Timing millisPerUpdate,
            @Nullable Double timeRatio,
            @Nullable PlanCost plan,
            @Nullable Failed failure) {
        static Ruled of(Failure failure) {
            return new Ruled(
                    failure.rule(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    new Failed(failure.update(), failure.reason()));
        }

        static Ruled of(RuleReport report, Optional<String> arithmetic) {
            Optional<Divergence> divergence = report.divergence();
            return new Ruled(
                    report.rule(),
                    arithmetic.orElse(null),
                    divergence.map(Divergence::bitwiseEqual).orElse(null),
                    divergence
                            .map(Divergence::maxUlp)
                            .filter(ulp -> ulp != Long.MAX_VALUE)
                            .orElse(null),
                    finite(divergence.map(Divergence::distance).orElse(Double.NaN)),
                    finite(divergence.map(Divergence::relativeDistance).orElse(Double.NaN)),
                    finite(report.trainLoss()),
                    finite(report.testAccuracy()),
                    report.millisPerUpdate(),
                    finite(report.timeRatio()),
                    report.plan(),
                    null);
        }

        private static @Nullable Double finite(double number) {
            return Double.isFinite(number) ? number : null;
        }
    }
}
