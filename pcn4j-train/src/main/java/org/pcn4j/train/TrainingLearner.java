package org.pcn4j.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.inference.plan.PlanCost;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Distributed;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Projected;
import org.pcn4j.learning.Projection;
import org.pcn4j.learning.Rule;
import org.pcn4j.network.Parameters;

/** A rule at work as a trainer says: each update at the rate of its number and, where it is so to be, clipped and projected. */
final class TrainingLearner implements Learner {
    private final Optimizer optimizer;
    private final RateSchedule rate;
    private final long updates;
    private final Optional<GlobalNormClip> clipping;
    private final Learner learner;
    private long next;

    /**
     * Puts a rule to work.
     *
     * @param parameters changed by learning; borrowed
     * @param optimizer borrowed; its rate is left as the last update set it
     * @param updates how many there are to be
     */
    TrainingLearner(Rule rule, Settings settings, Parameters parameters, Optimizer optimizer, long updates) {
        this.optimizer = optimizer;
        this.rate = settings.rate;
        this.updates = updates;
        ParameterUpdater moving = optimizer;
        for (Projection projection : settings.projections) {
            moving = new Projected(moving, projection);
        }
        this.clipping = clipping(moving, settings.clipping.norm());
        ParameterUpdater whole = clipping.isPresent() ? clipping.get() : moving;
        OptionalDouble value = settings.clipping.value();
        ParameterUpdater own = value.isPresent() ? new ValueClip(whole, value.getAsDouble()) : whole;
        ParameterUpdater updater = settings.ranks
                .<ParameterUpdater>map(group -> new Distributed(own, group, settings.reduction))
                .orElse(own);
        this.learner =
                rule.learner(settings.network, settings.clamping(), parameters, updater, settings.seed.derive("noise"));
    }

    private static Optional<GlobalNormClip> clipping(ParameterUpdater next, OptionalDouble most) {
        return most.isPresent() ? Optional.of(new GlobalNormClip(next, most.getAsDouble())) : Optional.empty();
    }

    @Override
    public double update(Clamps clamps) {
        return update(clamps, next++);
    }

    @Override
    public double update(Clamps clamps, long number) {
        optimizer.setLearningRateFactor(rate.factor(number, updates));
        try {
            double loss = learner.update(clamps, number);
            clipping.ifPresent(GlobalNormClip::complete);
            return loss;
        } finally {
            clipping.ifPresent(GlobalNormClip::drop);
        }
    }

    @Override
    public PlanCost cost() {
        return learner.cost();
    }
}
