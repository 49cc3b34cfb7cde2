package org.pcn4j.cli;

import org.pcn4j.train.model.LossChoice;
import picocli.CommandLine.ITypeConverter;

/** Reads a loss. */
final class LossOption implements ITypeConverter<LossChoice> {
    @Override
    public LossChoice convert(String text) {
        return Choices.of("loss", LossChoice.class, LossChoice::label).one(text);
    }
}
