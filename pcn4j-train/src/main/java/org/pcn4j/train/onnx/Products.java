package org.pcn4j.train.onnx;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.pcn4j.function.FeedbackLinear;
import org.pcn4j.function.Linear;
import org.pcn4j.function.MatrixProduct;
import org.pcn4j.tensor.Shape;

/** How matrix products are expressed. */
final class Products {
    private Products() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(
                        Linear.class,
                        (function, operands, graph) ->
                                linear(operands.input(), operands.shape(), operands.parameters(), graph))
                .with(
                        FeedbackLinear.class,
                        (function, operands, graph) -> linear(
                                operands.input(),
                                operands.shape(),
                                operands.parameters()
                                        .subList(
                                                0,
                                                function.linear().parameters().size()),
                                graph))
                .with(MatrixProduct.class, Products::matrixProduct);
    }

    /**
     * W x + b of the last dimension.
     *
     * @param shape of x for one sample
     * @param parameters the weight and, if there is one, the bias
     */
    static Value linear(Value x, Shape shape, List<Value> parameters, Graph graph) {
        if (shape.rank() == 1) {
            List<Value> inputs =
                    Stream.concat(Stream.of(x), parameters.stream()).toList();
            return graph.operation("Gemm", inputs, Attribute.integer("transB", 1));
        }
        Value weight = graph.operation("Transpose", parameters.get(0), Attribute.integers("perm", 1, 0));
        Value product = graph.operation("MatMul", List.of(x, weight));
        return parameters.size() == 1 ? product : graph.operation("Add", List.of(product, parameters.get(1)));
    }

    private static Value matrixProduct(MatrixProduct function, Operands operands, Graph graph) {
        Value first = operands.inputs().get(0);
        Value second = operands.inputs().get(1);
        return switch (function.second()) {
            case AS_IT_IS -> graph.operation("MatMul", List.of(first, second));
            case TRANSPOSED ->
                graph.operation(
                        "MatMul",
                        List.of(
                                first,
                                transposed(second, operands.shapes().get(1).rank() + 1, graph)));
        };
    }

    /** Exchanges the last two dimensions. */
    private static Value transposed(Value x, int rank, Graph graph) {
        long[] order = IntStream.range(0, rank)
                .mapToLong(i -> i < rank - 2 ? i : 2 * rank - 3 - i)
                .toArray();
        return graph.operation("Transpose", x, Attribute.integers("perm", order));
    }
}
