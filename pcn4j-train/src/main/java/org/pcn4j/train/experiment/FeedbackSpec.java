package org.pcn4j.train.experiment;

import org.pcn4j.learning.DirectFeedbackAlignment;
import org.pcn4j.learning.FeedbackAlignment;
import org.pcn4j.learning.Pepita;
import org.pcn4j.learning.Rule;
import org.pcn4j.train.settings.Entry;
import org.pcn4j.train.settings.Kinds;

/** Baselines that are local and no predictive coding: errors come back through fixed random matrices. Immutable. */
sealed interface FeedbackSpec extends RuleSpec {
    /**
     * Feedback alignment.
     *
     * @param scale of the matrices
     */
    record Alignment(double scale) implements FeedbackSpec {
        @Override
        public Rule rule(int depth) {
            return new FeedbackAlignment(scale);
        }
    }

    /**
     * Direct feedback alignment.
     *
     * @param scale of the matrices
     */
    record Direct(double scale) implements FeedbackSpec {
        @Override
        public Rule rule(int depth) {
            return new DirectFeedbackAlignment(scale);
        }
    }

    /**
     * PEPITA.
     *
     * @param scale of the matrix
     * @param form of the update
     */
    record Modulated(double scale, Pepita.Form form) implements FeedbackSpec {
        @Override
        public Rule rule(int depth) {
            return new Pepita(scale, form);
        }
    }

    /** How feedback alignment is written. */
    static Entry<Alignment> alignment() {
        return Entry.of(
                        "fa",
                        Alignment.class,
                        "Feedback alignment, a baseline: backpropagation through fixed random matrices; chains of"
                                + " layers only.")
                .key(
                        "scale",
                        Kinds.positive(),
                        1.0,
                        "The matrices are uniform within ± this times √(6 / fan-in), as He's first weights are.")
                .citing("Lillicrap et al. 2016, Nature Communications 7:13276");
    }

    /** How direct feedback alignment is written. */
    static Entry<Direct> direct() {
        return Entry.of(
                        "dfa",
                        Direct.class,
                        "Direct feedback alignment, a baseline: the output's error reaches each layer at once, through"
                                + " a fixed random matrix; chains of layers only.")
                .key("scale", Kinds.positive(), 1.0, "The matrices are uniform within ± this times √(6 / units).")
                .citing("Nøkland 2016, arXiv 1609.01596");
    }

    /** How PEPITA is written. */
    static Entry<Modulated> modulated() {
        return Entry.of(
                        "pepita",
                        Modulated.class,
                        "PEPITA, a baseline without a backward pass: a second forward pass sees the input moved by the"
                                + " error; chains of layers only.")
                .key(
                        "scale",
                        Kinds.positive(),
                        Pepita.SCALE,
                        "The matrix F is uniform within ± this times √(6 / inputs).")
                .key(
                        "form",
                        Kinds.choice("form", Pepita.Form.class),
                        Pepita.Form.CHANGE,
                        "A layer learns by the change of its activity, or hebbian, by the activities of each pass.")
                .citing("Dellaferrera and Kreiman 2022, arXiv 2201.11665; Srinivasan et al. 2024, arXiv 2302.05440");
    }
}
