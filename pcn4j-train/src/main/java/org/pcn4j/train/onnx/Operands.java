package org.pcn4j.train.onnx;

import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.tensor.Shape;

/**
 * What a function works on where it stands in a network.
 *
 * @param inputs the values of the parents, each [batch, …]
 * @param shapes of the inputs for one sample, without the batch
 * @param parameters in the function's order
 * @param buffers in the function's order
 */
public record Operands(List<Value> inputs, List<Shape> shapes, List<Value> parameters, List<Value> buffers) {
    /** Copies the lists. */
    public Operands {
        inputs = List.copyOf(inputs);
        shapes = List.copyOf(shapes);
        parameters = List.copyOf(parameters);
        buffers = List.copyOf(buffers);
    }

    /** Returns the first input. */
    public Value input() {
        return inputs.get(0);
    }

    /** Returns inputs, parameters and buffers, as many operators take them. */
    public List<Value> all() {
        return Stream.of(inputs, parameters, buffers).flatMap(List::stream).toList();
    }

    /** Returns the shape of the first input for one sample. */
    public Shape shape() {
        return shapes.get(0);
    }
}
