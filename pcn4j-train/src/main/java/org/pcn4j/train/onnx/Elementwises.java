package org.pcn4j.train.onnx;

import java.util.List;
import org.pcn4j.function.Dropout;
import org.pcn4j.function.Gelu;
import org.pcn4j.function.HardTanh;
import org.pcn4j.function.Identity;
import org.pcn4j.function.LeakyRelu;
import org.pcn4j.function.Relu;
import org.pcn4j.function.Scaled;
import org.pcn4j.function.Sigmoid;
import org.pcn4j.function.Silu;
import org.pcn4j.function.Tanh;

/** How functions of every element alike are expressed. */
final class Elementwises {
    private static final double HALF = 0.5;

    private Elementwises() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(Identity.class, (function, operands, graph) -> operands.input())
                .with(Dropout.class, (function, operands, graph) -> operands.input())
                .with(Tanh.class, (function, operands, graph) -> graph.operation("Tanh", operands.input()))
                .with(Sigmoid.class, (function, operands, graph) -> graph.operation("Sigmoid", operands.input()))
                .with(Relu.class, (function, operands, graph) -> graph.operation("Relu", operands.input()))
                .with(LeakyRelu.class, Elementwises::leakyRelu)
                .with(
                        HardTanh.class,
                        (function, operands, graph) -> graph.operation(
                                "Clip",
                                List.of(operands.input(), graph.number(function.low()), graph.number(function.high()))))
                .with(
                        Scaled.class,
                        (function, operands, graph) ->
                                graph.operation("Mul", List.of(operands.input(), graph.number(function.factor()))))
                .with(Silu.class, Elementwises::silu)
                .with(Gelu.class, Elementwises::gelu);
    }

    /** By the operator with the slope as an operand where an attribute, which has single precision, would not do. */
    private static Value leakyRelu(LeakyRelu function, Operands operands, Graph graph) {
        double slope = function.slope();
        return switch (graph.dtype()) {
            case FLOAT64 -> graph.operation("PRelu", List.of(operands.input(), graph.number(slope)));
            default -> graph.operation("LeakyRelu", operands.input(), Attribute.number("alpha", slope));
        };
    }

    /** x σ(x). */
    private static Value silu(Silu function, Operands operands, Graph graph) {
        Value x = operands.input();
        return graph.operation("Mul", List.of(x, graph.operation("Sigmoid", x)));
    }

    /** x · ½ (1 + erf(x / √2)). */
    private static Value gelu(Gelu function, Operands operands, Graph graph) {
        Value x = operands.input();
        Value scaled = graph.operation("Mul", List.of(x, graph.number(Math.sqrt(HALF))));
        Value erf = graph.operation("Erf", scaled);
        Value doubled = graph.operation("Add", List.of(erf, graph.number(1)));
        Value share = graph.operation("Mul", List.of(doubled, graph.number(HALF)));
        return graph.operation("Mul", List.of(x, share));
    }
}
