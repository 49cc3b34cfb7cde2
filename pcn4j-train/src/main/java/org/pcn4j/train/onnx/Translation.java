package org.pcn4j.train.onnx;

import org.pcn4j.function.Function;

/**
 * How a function is expressed by ONNX operators, as it predicts while a network is evaluated. Stateless and thread-safe.
 *
 * @param <F> the function
 */
@FunctionalInterface
public interface Translation<F extends Function> {
    /**
     * Adds the function's operators to a graph.
     *
     * @param graph to which operators and constants are added; borrowed
     * @return what holds the function's prediction, [batch, …]: what an operator gives, or one of the inputs as it is
     */
    Value translate(F function, Operands operands, Graph graph);
}
