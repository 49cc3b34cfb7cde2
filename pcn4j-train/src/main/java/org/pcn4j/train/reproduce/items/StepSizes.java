package org.pcn4j.train.reproduce.items;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.pcn4j.analysis.StepGuard;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.reproduce.Numbers;

/** How large the steps of inference are while a network trains: γλ of a few samples, measured again and again. */
final class StepSizes {
    static final String FIRST = "step";
    static final String LARGEST = "largest step";

    private static final int SAMPLES = 8;
    private static final double TOLERANCE = 1e-3;

    private final Optional<StepGuard> guard;
    private final Parameters parameters;
    private final Clamps few;
    private final List<Double> products = new ArrayList<>();

    /** Measures a first time. Where nothing relaxes there is nothing to measure; schedules that weigh errors by time are left out. */
    StepSizes(Prepared prepared, Rule rule, Parameters parameters) {
        this.guard = rule.asSchedule()
                .filter(schedule -> !schedule.weighting().varies())
                .flatMap(schedule -> StepGuard.of(prepared.network(), schedule))
                .map(each -> each.withTolerance(TOLERANCE));
        this.parameters = parameters;
        this.few = Experiments.first(
                prepared, Math.min(SAMPLES, prepared.experiment().batch()));
        measure();
    }

    /** Measures by the parameters as they are. */
    void measure() {
        guard.ifPresent(each -> products.add(each.measure(parameters, few).product()));
    }

    /** Adds what was measured. */
    Numbers in(Numbers numbers) {
        return products.isEmpty()
                ? numbers
                : numbers.with("steps", products).with(FIRST, products.get(0)).with(LARGEST, Collections.max(products));
    }
}
