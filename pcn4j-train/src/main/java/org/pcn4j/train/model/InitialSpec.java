package org.pcn4j.train.model;

import java.util.Optional;
import org.pcn4j.function.Initializer;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** How a parameter's first numbers are drawn, as settings. Immutable. */
public interface InitialSpec {
    /** Returns the initializer; nothing where the function's own is meant. */
    Optional<Initializer> initializer();

    /** The function's own, as PyTorch's. */
    record Default() implements InitialSpec {
        @Override
        public Optional<Initializer> initializer() {
            return Optional.empty();
        }
    }

    /** All zeros. */
    record Zeros() implements InitialSpec {
        @Override
        public Optional<Initializer> initializer() {
            return Optional.of(Initializer.zeros());
        }
    }

    /** All numbers equal. */
    record Constant(double number) implements InitialSpec {
        @Override
        public Optional<Initializer> initializer() {
            return Optional.of(Initializer.constant(number));
        }
    }

    /** Uniform between −bound and bound. */
    record Uniform(double bound) implements InitialSpec {
        @Override
        public Optional<Initializer> initializer() {
            return Optional.of(Initializer.uniform(bound));
        }
    }

    /** Gaussian with mean 0. */
    record Normal(double deviation) implements InitialSpec {
        @Override
        public Optional<Initializer> initializer() {
            return Optional.of(Initializer.normal(deviation));
        }
    }

    /** Which numbers bring a layer's variance to what it should be. */
    enum Scaling {
        /** Uniform, by fan-in and fan-out. */
        XAVIER_UNIFORM,
        /** Gaussian, by fan-in and fan-out. */
        XAVIER_NORMAL,
        /** Uniform, by fan-in. */
        KAIMING_UNIFORM,
        /** Gaussian, by fan-in. */
        KAIMING_NORMAL
    }

    /**
     * Scaled by the sizes of the layer.
     *
     * @param gain what all numbers are multiplied by
     */
    record Scaled(Scaling scaling, double gain) implements InitialSpec {
        static Entry<Scaled> entry(String name, Scaling scaling, String sentence) {
            return Entry.of(name, Scaled.class, sentence)
                    .fixed("scaling", scaling)
                    .key("gain", Kinds.positive(), 1.0, "What all numbers are multiplied by.");
        }

        @Override
        public Optional<Initializer> initializer() {
            return Optional.of(
                    switch (scaling) {
                        case XAVIER_UNIFORM -> Initializer.xavierUniform(gain);
                        case XAVIER_NORMAL -> Initializer.xavierNormal(gain);
                        case KAIMING_UNIFORM -> Initializer.kaimingUniform(gain);
                        case KAIMING_NORMAL -> Initializer.kaimingNormal(gain);
                    });
        }
    }

    /** One's own: its class, or what {@link org.pcn4j.train.settings.Additions} call it, and what it is made of. */
    record Own(Made<Initializer> made) implements InitialSpec {
        static Entry<Own> wrapping(Entry<? extends Initializer> entry) {
            return Made.held(entry, maker -> maker.get(), Own.class, Own::new, Own::made);
        }

        @Override
        public Optional<Initializer> initializer() {
            return Optional.of(made.it());
        }
    }
}
