package org.pcn4j.cli;

import org.pcn4j.train.experiment.Precision;
import picocli.CommandLine.ITypeConverter;

/** Reads an element type. */
final class PrecisionOption implements ITypeConverter<Precision> {
    @Override
    public Precision convert(String text) {
        return Choices.of("dtype", Precision.class, Precision::label).one(text);
    }
}
