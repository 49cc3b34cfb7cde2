package org.pcn4j.train.onnx;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Average;
import org.pcn4j.function.Chain;
import org.pcn4j.function.Function;
import org.pcn4j.function.Product;
import org.pcn4j.function.Sum;
import org.pcn4j.tensor.Shape;

/** How functions that join several values, or are made of others, are expressed. */
final class Composites {
    private Composites() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(Chain.class, Composites::chain)
                .with(Sum.class, Composites::sum)
                .with(Product.class, (function, operands, graph) -> folded("Mul", operands.inputs(), graph))
                .with(Average.class, Composites::average);
    }

    private static Value chain(Chain function, Operands operands, Graph graph) {
        List<Value> values = operands.inputs();
        List<Shape> shapes = operands.shapes();
        Parts parts = new Parts(operands);
        for (Function link : function.links()) {
            values = List.of(graph.translated(link, parts.next(link, values, shapes)));
            shapes = List.of(link.shape(shapes));
        }
        return values.get(0);
    }

    private static Value sum(Sum function, Operands operands, Graph graph) {
        Parts parts = new Parts(operands);
        List<Value> terms = new ArrayList<>();
        for (int i = 0; i < function.terms().size(); i++) {
            Function term = function.terms().get(i).function();
            Operands own = parts.next(
                    term, operands.inputs().subList(i, i + 1), operands.shapes().subList(i, i + 1));
            terms.add(graph.translated(term, own));
        }
        return folded("Add", terms, graph);
    }

    private static Value average(Average function, Operands operands, Graph graph) {
        Value sum = folded("Add", operands.inputs(), graph);
        return graph.operation("Mul", List.of(sum, graph.number(1.0 / function.inputs())));
    }

    /** From the left. */
    private static Value folded(String operator, List<Value> values, Graph graph) {
        Value result = values.get(0);
        for (Value value : values.subList(1, values.size())) {
            result = graph.operation(operator, List.of(result, value));
        }
        return result;
    }

    /** Hands parameters and buffers out to the parts of a function, in order. For one thread. */
    private static final class Parts {
        private final Operands all;
        private int parameters;
        private int buffers;

        Parts(Operands all) {
            this.all = all;
        }

        Operands next(Function part, List<Value> inputs, List<Shape> shapes) {
            int first = parameters;
            int kept = buffers;
            parameters += part.parameters().size();
            buffers += part.buffers().size();
            return new Operands(
                    inputs,
                    shapes,
                    all.parameters().subList(first, parameters),
                    all.buffers().subList(kept, buffers));
        }
    }
}
