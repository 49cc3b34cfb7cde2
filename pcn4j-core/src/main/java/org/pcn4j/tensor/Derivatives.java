package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BoolPointer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;

/** Which of the three derivatives are wanted that one kernel gives: by the input, the weight and the bias. */
record Derivatives(boolean input, boolean weight, boolean bias) {
    /** Returns what says so to ATen; the caller closes it. */
    BoolPointer mask() {
        return new BoolPointer(3).put(0, input).put(1, weight).put(2, bias);
    }

    /** Returns those that are wanted, in the order input, weight, bias. */
    List<Tensor> of(String operator, Supplier<T_TensorTensorTensor_T> call) {
        try (T_TensorTensorTensor_T tuple = Native.call(operator, call)) {
            List<Tensor> found = new ArrayList<>(3);
            if (input) {
                found.add(Tensor.owned(tuple.get0()));
            }
            if (weight) {
                found.add(Tensor.owned(tuple.get1()));
            }
            if (bias) {
                found.add(Tensor.owned(tuple.get2()));
            }
            return found;
        }
    }
}
