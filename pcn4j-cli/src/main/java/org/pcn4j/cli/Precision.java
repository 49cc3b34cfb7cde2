package org.pcn4j.cli;

import java.util.Locale;
import org.pcn4j.tensor.DType;
import picocli.CommandLine.ITypeConverter;

/** The element types one can train in; unlike {@link DType}, naming one does not load libtorch. */
enum Precision implements Choice {
    /** Single precision. */
    FLOAT32,
    /** Double precision. */
    FLOAT64;

    @Override
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    DType dtype() {
        return this == FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    }

    /** Reads an element type. */
    static final class One implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String text) {
            return Choices.of("dtype", Precision.class).one(text);
        }
    }
}
