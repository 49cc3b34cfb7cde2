package org.pcn4j.train.experiment;

import org.pcn4j.inference.schedule.AdamDescent;
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
            .with(Adam.entry())
            .with(Heun.entry())
            .with(Mirror.entry())
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

    /** Adam on values. */
    record Adam(double beta1, double beta2, double epsilon) implements RelaxationSpec {
        static Entry<Adam> entry() {
            return Entry.of("adam", Adam.class, "Adam on values, whose means begin at 0 in every update.")
                    .key("beta1", Kinds.fraction(), org.pcn4j.learning.Adam.BETA1, "The decay of the mean of forces.")
                    .key("beta2", Kinds.fraction(), org.pcn4j.learning.Adam.BETA2, "The decay of the mean of squares.")
                    .key(
                            "epsilon",
                            Kinds.positive(),
                            org.pcn4j.learning.Adam.EPSILON,
                            "Added to the root of the mean square.")
                    .citing("Kingma and Ba 2015, arXiv 1412.6980");
        }

        @Override
        public Relaxation relaxation(double gamma) {
            return new AdamDescent(gamma, beta1, beta2, epsilon);
        }
    }

    /** Heun's method with steps as long as its tolerances allow. */
    record Heun(double relativeTolerance, double absoluteTolerance) implements RelaxationSpec {
        private static final double USUAL = 1e-3;

        static Entry<Heun> entry() {
            return Entry.of(
                            "heun",
                            Heun.class,
                            "Heun's method, two inference steps each, as long as the tolerances allow; γ is the first.")
                    .key("relative-tolerance", Kinds.notNegative(), USUAL, "Of an error beside its value.")
                    .key("absolute-tolerance", Kinds.positive(), USUAL, "Of an error, whatever the value.")
                    .citing("Innocenti et al. 2024, arXiv 2412.03676");
        }

        @Override
        public Relaxation relaxation(double gamma) {
            return new org.pcn4j.inference.schedule.Heun(gamma, relativeTolerance, absoluteTolerance);
        }
    }

    /** Mirror descent by a logistic link. */
    record Mirror(double threshold) implements RelaxationSpec {
        private static final double USUAL = 3;

        static Entry<Mirror> entry() {
            return Entry.of(
                            "mirror",
                            Mirror.class,
                            "Potentials move, and their rates, between 0 and 1, are the values that others see.")
                    .key("threshold", Kinds.number(), USUAL, "The potential at which a rate is 1/2.")
                    .citing("Brucklacher et al. 2023");
        }

        @Override
        public Relaxation relaxation(double gamma) {
            return new org.pcn4j.inference.schedule.MirrorDescent(gamma, threshold);
        }
    }
}
