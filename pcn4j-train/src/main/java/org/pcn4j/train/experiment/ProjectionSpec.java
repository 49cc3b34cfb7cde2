package org.pcn4j.train.experiment;

import java.util.Optional;
import org.pcn4j.learning.Projection;
import org.pcn4j.train.settings.Contradiction;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;
import org.pcn4j.train.settings.Variants;

/** What parameters are held to after every update. Immutable. */
public interface ProjectionSpec {
    /** All projections, and any class that implements this. */
    Variants<ProjectionSpec> CATALOG = Variants.<ProjectionSpec>of("projection")
            .with(None.entry())
            .with(VarianceNorm.entry())
            .with(NonNegative.entry())
            .with(Range.entry())
            .with(ZeroDiagonal.entry())
            .open(ProjectionSpec.class);

    /** Returns the projection, if there is one. */
    Optional<Projection> projection();

    /** Nothing. */
    record None() implements ProjectionSpec {
        static Entry<None> entry() {
            return Entry.of("none", None.class, "Parameters stay as the optimizer leaves them.");
        }

        @Override
        public Optional<Projection> projection() {
            return Optional.empty();
        }
    }

    /** The variance norm of Meta-PCN. */
    record VarianceNorm() implements ProjectionSpec {
        static Entry<VarianceNorm> entry() {
            return Entry.of(
                            "variance-norm",
                            VarianceNorm.class,
                            "Every weight matrix of m rows and n columns is divided by (√m + √n) times its numbers'"
                                    + " standard deviation, which brings its spectral norm near 1. With fpa this is Meta-PCN.")
                    .citing("Meta-PCN, ICLR 2026");
        }

        @Override
        public Optional<Projection> projection() {
            return Optional.of(new Projection.VarianceNorm());
        }
    }

    /** No negative weights. */
    record NonNegative() implements ProjectionSpec {
        static Entry<NonNegative> entry() {
            return Entry.of("non-negative", NonNegative.class, "Negative weights become 0; biases stay.");
        }

        @Override
        public Optional<Projection> projection() {
            return Optional.of(Projection.Range.nonNegative());
        }
    }

    /** Weights in a range. */
    record Range(double least, double greatest) implements ProjectionSpec {
        static Entry<Range> entry() {
            return Entry.of(
                            "range",
                            Range.class,
                            "Weights beyond a least and a greatest number become it; biases stay.")
                    .key("least", Kinds.number(), -1.0, "The least weight.")
                    .key("greatest", Kinds.number(), 1.0, "The greatest weight.");
        }

        /**
         * Checks the numbers.
         *
         * @throws Contradiction if the greatest is not greater
         */
        public Range {
            if (!(least < greatest)) {
                throw new Contradiction(
                        "expected more than least, " + least + ", found " + greatest, "greatest", "least");
            }
        }

        @Override
        public Optional<Projection> projection() {
            return Optional.of(new Projection.Range(least, greatest));
        }
    }

    /** No self-connections. */
    record ZeroDiagonal() implements ProjectionSpec {
        static Entry<ZeroDiagonal> entry() {
            return Entry.of("zero-diagonal", ZeroDiagonal.class, "The diagonal of every square matrix becomes 0.");
        }

        @Override
        public Optional<Projection> projection() {
            return Optional.of(new Projection.ZeroDiagonal());
        }
    }
}
