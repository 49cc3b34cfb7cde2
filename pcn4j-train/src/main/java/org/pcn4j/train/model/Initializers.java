package org.pcn4j.train.model;

import java.util.Optional;
import org.pcn4j.function.Initializer;
import org.pcn4j.train.model.InitialSpec.Scaled;
import org.pcn4j.train.model.InitialSpec.Scaling;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** The initializers by name. */
public final class Initializers {
    private static final String GLOROT = "Glorot and Bengio 2010";
    private static final String HE = "He et al. 2015, arXiv 1502.01852";

    /** All initializers, and any class that implements {@link Initializer}. */
    public static final Variants<InitialSpec> CATALOG = Variants.<InitialSpec>of("initializer")
            .with(Entry.of("default", InitialSpec.Default.class, "What PyTorch begins the layer with."))
            .with(Entry.of("zeros", InitialSpec.Zeros.class, "All zeros."))
            .with(Entry.of("constant", InitialSpec.Constant.class, "All numbers equal.")
                    .required("number", Kinds.number(), "All numbers."))
            .with(Entry.of("uniform", InitialSpec.Uniform.class, "Uniform between −bound and bound.")
                    .required("bound", Kinds.positive(), "Numbers lie between −bound and bound."))
            .with(Entry.of("normal", InitialSpec.Normal.class, "Gaussian with mean 0.")
                    .required("deviation", Kinds.positive(), "The standard deviation."))
            .with(Scaled.entry("xavier-uniform", Scaling.XAVIER_UNIFORM, "Uniform, scaled by fan-in and fan-out.")
                    .citing(GLOROT))
            .with(Scaled.entry("xavier-normal", Scaling.XAVIER_NORMAL, "Gaussian, scaled by fan-in and fan-out.")
                    .citing(GLOROT))
            .with(Scaled.entry("kaiming-uniform", Scaling.KAIMING_UNIFORM, "Uniform, scaled by fan-in.")
                    .citing(HE))
            .with(Scaled.entry("kaiming-normal", Scaling.KAIMING_NORMAL, "Gaussian, scaled by fan-in.")
                    .citing(HE))
            .open(
                    Initializer.class,
                    entry -> InitialSpec.Own.wrapping(entry),
                    made -> made instanceof InitialSpec.Own own
                            ? Optional.of(own.made().name())
                            : Optional.empty());

    private Initializers() {}
}
