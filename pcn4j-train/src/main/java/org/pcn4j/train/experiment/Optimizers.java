package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.train.settings.Variants;

/** The optimizers by name, each with a default learning rate that it does well with. */
public final class Optimizers {
    /** All optimizers, and any class that extends {@link Optimizer} or implements {@link OptimizerSpec}. */
    public static final Variants<OptimizerSpec> CATALOG = Variants.<OptimizerSpec>of("optimizer")
            .with(OptimizerSpec.Sgd.entry())
            .with(OptimizerSpec.Adam.entry())
            .with(OptimizerSpec.AdamW.entry())
            .open(
                    Optimizer.class,
                    entry -> OptimizerSpec.Own.wrapping(entry),
                    made -> made instanceof OptimizerSpec.Own own
                            ? Optional.of(own.made().name())
                            : Optional.empty())
            .open(OptimizerSpec.class);

    private Optimizers() {}
}
