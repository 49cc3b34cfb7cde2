package org.pcn4j.train.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.function.SquaredError;
import org.pcn4j.train.settings.Catalog;
import org.pcn4j.train.settings.Kind;
import org.pcn4j.train.settings.Kinds;

/** The losses. */
public enum LossChoice {
    /** Half the squared distance from the number or from the one-hot class. */
    SQUARED_ERROR("squared-error", "Half the squared distance from the numbers or from the one-hot class."),
    /** The cross-entropy of a softmax. */
    CROSS_ENTROPY("cross-entropy", "The cross-entropy of classes by a softmax, which it takes itself.");

    /** How losses are written. */
    public static final Kind<LossChoice> KIND = Kinds.choice("loss", LossChoice.class, LossChoice::label);

    /** All losses. */
    public static final Catalog CATALOG = Catalog.of(
            "loss",
            Arrays.stream(values())
                    .map(loss -> new Catalog.Item(loss.label, loss.sentence, Optional.empty(), List.of()))
                    .toList());

    private final String label;
    private final String sentence;

    LossChoice(String label, String sentence) {
        this.label = label;
        this.sentence = sentence;
    }

    /** Returns how it is written. */
    public String label() {
        return label;
    }

    /** Returns the loss. */
    public Energy loss() {
        return this == SQUARED_ERROR ? new SquaredError() : new CrossEntropy();
    }

    /** Tells whether it takes the softmax of outputs by itself, so that these are logits of classes and never numbers. */
    public boolean takesSoftmax() {
        return this == CROSS_ENTROPY;
    }

    /** Tells whether classes may count differently in it. */
    public boolean weighsClasses() {
        return this == CROSS_ENTROPY;
    }
}
