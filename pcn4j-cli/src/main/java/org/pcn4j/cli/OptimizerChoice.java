package org.pcn4j.cli;

import java.util.Locale;
import java.util.Optional;
import org.pcn4j.learning.Adam;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.Sgd;
import picocli.CommandLine.ITypeConverter;

/** The optimizers, each with the learning rate it usually does well with. */
enum OptimizerChoice implements Choice {
    /** Plain stochastic gradient descent. */
    SGD(0.1),
    /** The same with momentum 0.9. */
    MOMENTUM(0.01),
    /** Adam. */
    ADAM(0.001),
    /** Adam with decoupled weight decay 0.01. */
    ADAMW(0.001);

    private static final double MOMENTUM_DECAY = 0.9;
    private static final double WEIGHT_DECAY = 0.01;

    private final double usualRate;

    OptimizerChoice(double usualRate) {
        this.usualRate = usualRate;
    }

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns a new optimizer, which the caller closes. */
    Optimizer optimizer(Optional<Double> learningRate) {
        double rate = learningRate.orElse(usualRate);
        return switch (this) {
            case SGD -> new Sgd(rate);
            case MOMENTUM -> new Sgd(rate, MOMENTUM_DECAY, 0);
            case ADAM -> new Adam(rate);
            case ADAMW -> Adam.withDecoupledDecay(rate, WEIGHT_DECAY);
        };
    }

    /** Reads an optimizer. */
    static final class One implements ITypeConverter<OptimizerChoice> {
        @Override
        public OptimizerChoice convert(String text) {
            return Choices.of("optimizer", OptimizerChoice.class).one(text);
        }
    }
}
