package org.pcn4j.train.onnx;

import org.pcn4j.tensor.DType;

/** ONNX's numbers for element types. */
final class ElementType {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int DOUBLE = 11;

    private ElementType() {}

    static int of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> FLOAT;
            case FLOAT64 -> DOUBLE;
            case INT64 -> INT64;
        };
    }
}
