package org.pcn4j.train.experiment;

import java.util.Locale;
import org.pcn4j.tensor.DType;

/** The element types one can train in; unlike {@link DType}, naming one does not load libtorch. */
public enum Precision {
    /** Single precision. */
    FLOAT32,
    /** Double precision. */
    FLOAT64;

    /** Returns how it is written. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the element type. */
    public DType dtype() {
        return this == FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    }
}
