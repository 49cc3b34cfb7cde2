package org.pcn4j.cli;

import java.util.Locale;
import java.util.Optional;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.train.experiment.OptimizerSpec;
import org.pcn4j.train.experiment.Optimizers;
import picocli.CommandLine.ITypeConverter;

/** The optimizers, each with the learning rate it usually does well with. */
enum OptimizerChoice {
    /** Plain stochastic gradient descent. */
    SGD,
    /** The same with momentum 0.9. */
    MOMENTUM,
    /** Adam. */
    ADAM,
    /** Adam with decoupled weight decay 0.01. */
    ADAMW;

    private static final double MOMENTUM_RATE = 0.01;
    private static final double MOMENTUM_DECAY = 0.9;

    /** Returns how the user writes it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns a new optimizer, which the caller closes. */
    Optimizer optimizer(Optional<Double> learningRate) {
        OptimizerSpec usual = this == MOMENTUM
                ? new OptimizerSpec.Sgd(MOMENTUM_RATE, MOMENTUM_DECAY, 0)
                : Optimizers.CATALOG.usual(label());
        return learningRate.map(usual::withRate).orElse(usual).optimizer();
    }

    /** Reads an optimizer. */
    static final class One implements ITypeConverter<OptimizerChoice> {
        @Override
        public OptimizerChoice convert(String text) {
            return Choices.of("optimizer", OptimizerChoice.class, OptimizerChoice::label)
                    .one(text);
        }
    }
}
