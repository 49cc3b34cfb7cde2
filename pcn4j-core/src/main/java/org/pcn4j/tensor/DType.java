package org.pcn4j.tensor;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The element types of tensors: two for values and parameters, one for class labels and indices. */
public enum DType {
    /** IEEE 754 single precision. */
    FLOAT32(4),
    /** IEEE 754 double precision. */
    FLOAT64(8),
    /** 64-bit signed integers, for class labels and indices. */
    INT64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Said when it is asked for: whoever only names an element type loads nothing of the binding. */
    ScalarType scalarType() {
        return switch (this) {
            case FLOAT32 -> ScalarType.Float;
            case FLOAT64 -> ScalarType.Double;
            case INT64 -> ScalarType.Long;
        };
    }

    static DType of(ScalarType scalarType) {
        for (DType dtype : values()) {
            if (dtype.scalarType().value == scalarType.value) {
                return dtype;
            }
        }
        throw new TensorException(
                "a tensor of element type " + scalarType + " where float32, float64 or int64 is used");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
