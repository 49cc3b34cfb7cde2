package org.pcn4j.function;

import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/** The gates of an LSTM, side by side: i, f, g, o. */
final class LstmGates {
    static final int GATES = 4;

    private LstmGates() {}

    static Shape shape(Function function, List<Shape> inputs) {
        if (inputs.size() != 2
                || inputs.get(1).rank() != 1
                || !inputs.get(0).equals(Shape.of(GATES * inputs.get(1).size(0)))) {
            throw new ShapeException(function + " expects gates [4 · hidden] and a carry [hidden], got " + inputs);
        }
        return inputs.get(1);
    }

    static Tensor part(Tensor gates, int gate, long hidden) {
        return gates.narrow(1, gate * hidden, hidden);
    }
}
