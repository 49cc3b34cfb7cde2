package org.pcn4j.train.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.pcn4j.function.Concatenate;
import org.pcn4j.function.Flatten;
import org.pcn4j.function.Permute;
import org.pcn4j.function.Reshape;
import org.pcn4j.function.Select;
import org.pcn4j.function.Slice;
import org.pcn4j.tensor.Shape;

/** How functions that only move elements about are expressed. */
final class Shapes {
    private Shapes() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(
                        Flatten.class,
                        (function, operands, graph) ->
                                reshaped(operands.input(), function.shape(operands.shape()), graph))
                .with(Reshape.class, (function, operands, graph) -> reshaped(operands.input(), function.shape(), graph))
                .with(Permute.class, Shapes::permute)
                .with(
                        Select.class,
                        (function, operands, graph) -> graph.operation(
                                "Gather",
                                List.of(operands.input(), graph.integer(function.index())),
                                Attribute.integer("axis", 1)))
                .with(
                        Slice.class,
                        (function, operands, graph) -> slice(
                                operands.input(), function.dimension() + 1, function.from(), function.to(), graph))
                .with(
                        Concatenate.class,
                        (function, operands, graph) ->
                                graph.operation("Concat", operands.inputs(), Attribute.integer("axis", 1)));
    }

    /** In another shape for one sample, the batch as it is. */
    static Value reshaped(Value x, Shape shape, Graph graph) {
        long[] sizes = LongStream.concat(LongStream.of(0), Arrays.stream(shape.toArray()))
                .toArray();
        return graph.operation("Reshape", List.of(x, graph.integers(sizes)));
    }

    /** Places of one dimension, which stays. */
    static Value slice(Value x, int axis, long from, long to, Graph graph) {
        return graph.operation("Slice", List.of(x, graph.integers(from), graph.integers(to), graph.integers(axis)));
    }

    private static Value permute(Permute function, Operands operands, Graph graph) {
        long[] order = LongStream.concat(
                        LongStream.of(0), Arrays.stream(function.order()).mapToLong(dimension -> dimension + 1L))
                .toArray();
        return graph.operation("Transpose", operands.input(), Attribute.integers("perm", order));
    }
}
