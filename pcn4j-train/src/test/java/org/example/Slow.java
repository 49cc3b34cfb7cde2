package org.example;

import org.pcn4j.learning.Optimizer;
import org.pcn4j.train.experiment.OptimizerSpec;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** An optimizer of one's own: gradient descent at a tenth of its rate. */
public record Slow(double lr) implements OptimizerSpec {
    public static Entry<Slow> entry() {
        return Entry.of("slow", Slow.class, "Gradient descent at a tenth of its rate.")
                .key("lr", Kinds.positive(), 1.0, "Ten times the rate.");
    }

    @Override
    public Optimizer optimizer() {
        return new org.pcn4j.learning.Sgd(lr / 10);
    }
}
