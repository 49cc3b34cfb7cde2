package org.pcn4j.train.experiment;

import org.pcn4j.inference.schedule.Start;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** How free values begin. Immutable. */
public sealed interface StartSpec {
    /** All starts that need no state of an update before. */
    Variants<StartSpec> CATALOG = Variants.<StartSpec>of("start")
            .with(ForwardPass.entry())
            .with(Noisy.entry())
            .with(Zeros.entry());

    /** Returns the start. */
    Start start();

    /** A forward pass. */
    record ForwardPass() implements StartSpec {
        static Entry<ForwardPass> entry() {
            return Entry.of("forward-pass", ForwardPass.class, "Every value begins at its prediction.");
        }

        @Override
        public Start start() {
            return new Start.ForwardPass();
        }
    }

    /** A forward pass and noise. */
    record Noisy(double sigma) implements StartSpec {
        private static final double DEFAULT = 0.1;

        static Entry<Noisy> entry() {
            return Entry.of("noisy", Noisy.class, "Every value begins at its prediction, with noise added.")
                    .key("sigma", Kinds.positive(), DEFAULT, "The standard deviation of the noise.");
        }

        @Override
        public Start start() {
            return new Start.Noisy(sigma);
        }
    }

    /** Zeros. */
    record Zeros() implements StartSpec {
        static Entry<Zeros> entry() {
            return Entry.of("zeros", Zeros.class, "Every value begins at 0.");
        }

        @Override
        public Start start() {
            return new Start.Zeros();
        }
    }
}
