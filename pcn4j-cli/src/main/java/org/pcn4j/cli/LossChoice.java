package org.pcn4j.cli;

import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Loss;
import org.pcn4j.function.SquaredError;
import picocli.CommandLine.ITypeConverter;

/** The losses. */
enum LossChoice implements Choice {
    /** Half the squared distance from the one-hot class. */
    SQUARED_ERROR("squared-error"),
    /** The cross-entropy of a softmax. */
    CROSS_ENTROPY("cross-entropy");

    private final String label;

    LossChoice(String label) {
        this.label = label;
    }

    @Override
    public String label() {
        return label;
    }

    Loss loss() {
        return this == SQUARED_ERROR ? new SquaredError() : new CrossEntropy();
    }

    /** Reads a loss. */
    static final class One implements ITypeConverter<LossChoice> {
        @Override
        public LossChoice convert(String text) {
            return Choices.of("loss", LossChoice.class).one(text);
        }
    }
}
