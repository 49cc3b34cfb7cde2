package org.pcn4j.tensor;

import org.bytedeco.javacpp.Pointer;

/** Where elements stand in native memory: tensors that share them begin at the same address. */
public final class Addresses {
    private Addresses() {}

    /** Returns the address of a tensor's first element. */
    public static long of(Tensor tensor) {
        try (Pointer data = tensor.raw().data_ptr()) {
            return data.address();
        }
    }
}
