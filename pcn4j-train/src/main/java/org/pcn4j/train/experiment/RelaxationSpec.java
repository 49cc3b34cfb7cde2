package org.pcn4j.train.experiment;

import org.pcn4j.inference.schedule.Relaxation;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** How free values move, but for the integration step γ, which is the rule's. Immutable. */
public interface RelaxationSpec {
    /** All relaxations, and any class that implements this. */
    Variants<RelaxationSpec> CATALOG = Variants.<RelaxationSpec>of("relaxation")
            .with(Descent.entry())
            .with(Momentum.entry())
            .with(Langevin.entry())
            .open(RelaxationSpec.class);

    /**
     * Returns the relaxation.
     *
     * @param gamma γ, greater than 0
     */
    Relaxation relaxation(double gamma);

    /** Gradient descent. */
    record Descent() implements RelaxationSpec {
        static Entry<Descent> entry() {
            return Entry.of("descent", Descent.class, "Gradient descent on the energy.");
        }

        @Override
        public Relaxation relaxation(double gamma) {
            return new org.pcn4j.inference.schedule.Descent(gamma);
        }
    }

    /** Descent with momentum. */
    record Momentum(double momentum) implements RelaxationSpec {
        private static final double DEFAULT = 0.9;

        static Entry<Momentum> entry() {
            return Entry.of("momentum", Momentum.class, "Descent with momentum, which begins at 0 in every update.")
                    .key("momentum", Kinds.fraction(), DEFAULT, "The part of the last step that is taken again.")
                    .citing("Pinchetti et al. 2025");
        }

        @Override
        public Relaxation relaxation(double gamma) {
            return new org.pcn4j.inference.schedule.Momentum(gamma, momentum);
        }
    }

    /** Langevin motion. */
    record Langevin(double temperature) implements RelaxationSpec {
        static Entry<Langevin> entry() {
            return Entry.of(
                            "langevin",
                            Langevin.class,
                            "Langevin motion, which samples values instead of looking for the likeliest.")
                    .key("temperature", Kinds.positive(), 1.0, "1 samples the posterior itself.")
                    .citing("Oliviers, Bogacz and Meulemans 2024");
        }

        @Override
        public Relaxation relaxation(double gamma) {
            return new org.pcn4j.inference.schedule.Langevin(gamma, temperature);
        }
    }
}
