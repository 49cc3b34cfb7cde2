package org.pcn4j.train.experiment;

import java.util.List;
import java.util.function.Supplier;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.train.model.Made;
import org.pcn4j.train.settings.Contradiction;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.SettingsText;

/**
 * An optimizer with its settings. Immutable. Adam and AdamW make each step in one pass, which is faster. A class of one's own
 * may be asked for by its full name.
 */
public interface OptimizerSpec {
    /** Returns a new optimizer, which the caller closes. */
    Optimizer optimizer();

    /** Returns the learning rate; 1 if the optimizer tells none. */
    default double lr() {
        try (Optimizer made = optimizer()) {
            return Double.parseDouble(made.settings().getOrDefault("learning rate", "1"));
        }
    }

    /** Returns this one with another learning rate, greater than 0, if it has any. */
    default OptimizerSpec withRate(double lr) {
        return SettingsText.of(SettingsText.write(Optimizers.CATALOG, this))
                .read(Optimizers.CATALOG, List.of("lr=" + lr));
    }

    /** Stochastic gradient descent. */
    record Sgd(double lr, double momentum, double weightDecay) implements OptimizerSpec {
        private static final double RATE = 0.1;

        static Entry<Sgd> entry() {
            return Entry.of("sgd", Sgd.class, "Stochastic gradient descent, with momentum where it is not 0.")
                    .key("lr", Kinds.positive(), RATE, "The learning rate.")
                    .key("momentum", Kinds.fraction(), 0.0, "0 is none.")
                    .key("weight-decay", Kinds.notNegative(), 0.0, "How fast weights decay.");
        }

        /**
         * Checks that weights decay.
         *
         * @throws Contradiction if they would change their sign instead
         */
        public Sgd {
            requireDecay(lr, weightDecay);
        }

        @Override
        public Optimizer optimizer() {
            return new org.pcn4j.learning.Sgd(lr, momentum, weightDecay);
        }
    }

    /** Adam, whose weights decay by what is added to the update. */
    record Adam(double lr, double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {
        private static final double RATE = 0.001;

        static Entry<Adam> entry() {
            return rated(Entry.of("adam", Adam.class, "Adam, whose weights decay by what is added to the update."))
                    .key("weight-decay", Kinds.notNegative(), 0.0, "How fast weights decay.")
                    .citing("Kingma and Ba 2015, arXiv 1412.6980");
        }

        private static <A> Entry<A> rated(Entry<A> entry) {
            return entry.key("lr", Kinds.positive(), RATE, "The learning rate.")
                    .key("beta1", Kinds.fraction(), org.pcn4j.learning.Adam.BETA1, "The decay of the mean of updates.")
                    .key("beta2", Kinds.fraction(), org.pcn4j.learning.Adam.BETA2, "The decay of the mean of squares.")
                    .key(
                            "epsilon",
                            Kinds.notNegative(),
                            org.pcn4j.learning.Adam.EPSILON,
                            "Added to the root of the mean square.");
        }

        @Override
        public Optimizer optimizer() {
            return new org.pcn4j.learning.Adam(lr, beta1, beta2, epsilon, weightDecay).fused();
        }
    }

    /** AdamW, whose weights shrink by themselves. */
    record AdamW(double lr, double beta1, double beta2, double epsilon, double weightDecay) implements OptimizerSpec {
        private static final double DECAY = 0.01;

        static Entry<AdamW> entry() {
            return Adam.rated(Entry.of("adamw", AdamW.class, "AdamW, whose weights shrink by themselves."))
                    .key("weight-decay", Kinds.notNegative(), DECAY, "How fast weights decay.")
                    .citing("Loshchilov and Hutter 2019, arXiv 1711.05101");
        }

        /**
         * Checks that weights decay.
         *
         * @throws Contradiction if they would change their sign instead
         */
        public AdamW {
            requireDecay(lr, weightDecay);
        }

        @Override
        public Optimizer optimizer() {
            return new org.pcn4j.learning.AdamW(lr, beta1, beta2, epsilon, weightDecay).fused();
        }
    }

    /**
     * One's own: its class, or what {@link org.pcn4j.train.settings.Additions} call it, and what it is made of.
     *
     * @param made makes a new one at each call
     */
    record Own(Made<Supplier<Optimizer>> made) implements OptimizerSpec {
        static Entry<Own> wrapping(Entry<? extends Optimizer> entry) {
            return Made.held(entry, maker -> tried(maker::get), Own.class, Own::new, Own::made);
        }

        /** What cannot be made is refused when it is read. */
        private static Supplier<Optimizer> tried(Supplier<Optimizer> maker) {
            maker.get().close();
            return maker;
        }

        @Override
        public Optimizer optimizer() {
            return made.it().get();
        }
    }

    /** An update multiplies weights by 1 − lr · weight-decay. */
    private static void requireDecay(double lr, double weightDecay) {
        if (lr * weightDecay >= 1) {
            throw new Contradiction(
                    "expected less than 1/lr, which is " + 1 / lr + ", found " + weightDecay
                            + ", so that weights would not decay but change their sign",
                    "weight-decay",
                    "lr");
        }
    }
}
