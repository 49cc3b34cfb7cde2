package org.pcn4j.train.onnx;

import java.util.Arrays;
import java.util.List;
import org.pcn4j.function.BatchNorm;
import org.pcn4j.function.GroupNorm;
import org.pcn4j.function.LayerNorm;
import org.pcn4j.function.LogSoftmax;
import org.pcn4j.function.Softmax;
import org.pcn4j.tensor.Shape;

/** How normalizations are expressed: that of batches by the running statistics. */
final class Normalizations {
    private Normalizations() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(Softmax.class, (function, operands, graph) -> softmax(operands.input(), graph))
                .with(
                        LogSoftmax.class,
                        (function, operands, graph) ->
                                graph.operation("LogSoftmax", operands.input(), Attribute.integer("axis", -1)))
                .with(LayerNorm.class, Normalizations::layerNorm)
                .with(GroupNorm.class, Normalizations::groupNorm)
                .with(BatchNorm.class, Normalizations::batchNorm);
    }

    /** Along the last dimension. */
    static Value softmax(Value x, Graph graph) {
        return graph.operation("Softmax", x, Attribute.integer("axis", -1));
    }

    private static Value layerNorm(LayerNorm function, Operands operands, Graph graph) {
        return graph.operation(
                "LayerNormalization",
                operands.all(),
                Attribute.integer("axis", -function.normalized().rank()),
                Attribute.number("epsilon", function.epsilon()));
    }

    /** Every group made one channel and normalized by itself; weight and bias are the channels' again. */
    private static Value groupNorm(GroupNorm function, Operands operands, Graph graph) {
        long groups = function.groups();
        double[] ones = new double[Math.toIntExact(groups)];
        Arrays.fill(ones, 1);
        Shape each = Shape.of(groups);
        Value grouped = graph.operation("Reshape", List.of(operands.input(), graph.integers(0, groups, -1)));
        Value normal = graph.operation(
                "InstanceNormalization",
                List.of(grouped, graph.numbers(each, ones), graph.numbers(each, new double[ones.length])),
                Attribute.number("epsilon", function.epsilon()));
        Value shaped = Shapes.reshaped(normal, operands.shape(), graph);
        Value scaled = graph.operation("Mul", List.of(shaped, ofChannels(operands, 0, graph)));
        return graph.operation("Add", List.of(scaled, ofChannels(operands, 1, graph)));
    }

    /** A parameter [C] as [C, 1, …], so that it meets samples [C, …]. */
    private static Value ofChannels(Operands operands, int parameter, Graph graph) {
        Value vector = operands.parameters().get(parameter);
        long[] sizes = new long[operands.shape().rank()];
        Arrays.fill(sizes, 1);
        sizes[0] = operands.shape().size(0);
        return sizes.length == 1 ? vector : graph.operation("Reshape", List.of(vector, graph.integers(sizes)));
    }

    private static Value batchNorm(BatchNorm function, Operands operands, Graph graph) {
        return graph.operation("BatchNormalization", operands.all(), Attribute.number("epsilon", function.epsilon()));
    }
}
