package org.pcn4j.train.onnx;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.function.Bias;
import org.pcn4j.function.Embedding;
import org.pcn4j.function.GruState;
import org.pcn4j.function.LstmCarry;
import org.pcn4j.function.LstmState;
import org.pcn4j.function.MaskedUpdate;
import org.pcn4j.function.MultiHeadAttention;
import org.pcn4j.function.ScaledDotProductAttention;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;

/** How functions of networks that read sequences are expressed. */
final class Sequences {
    private static final int READ = 3;

    private Sequences() {}

    static Translations addedTo(Translations translations) {
        return translations
                .with(
                        Embedding.class,
                        (function, operands, graph) -> graph.operation(
                                "Gather", List.of(operands.parameters().get(0), operands.input())))
                .with(
                        Bias.class,
                        (function, operands, graph) -> graph.operation(
                                "Add",
                                List.of(operands.input(), operands.parameters().get(0))))
                .with(ScaledDotProductAttention.class, Sequences::attention)
                .with(MultiHeadAttention.class, Sequences::multiHeadAttention)
                .with(LstmCarry.class, Sequences::lstmCarry)
                .with(LstmState.class, Sequences::lstmState)
                .with(GruState.class, Sequences::gruState)
                .with(MaskedUpdate.class, Sequences::maskedUpdate);
    }

    private static Value attention(ScaledDotProductAttention function, Operands operands, Graph graph) {
        return attended(
                operands.inputs(), operands.shape().size(1), operands.shape().size(2), function.mask(), graph);
    }

    /** softmax(q kᵀ / √d) v of three values [batch, heads, length, depth]. */
    private static Value attended(List<Value> queriesKeysValues, long length, long depth, Mask mask, Graph graph) {
        Value keys = graph.operation("Transpose", queriesKeysValues.get(1), Attribute.integers("perm", 0, 1, 3, 2));
        Value products = graph.operation("MatMul", List.of(queriesKeysValues.get(0), keys));
        Value scores = graph.operation("Mul", List.of(products, graph.number(1 / Math.sqrt((double) depth))));
        if (mask == Mask.CAUSAL) {
            scores = graph.operation("Add", List.of(scores, causal(length, graph)));
        }
        Value weights = graph.operation("Softmax", scores, Attribute.integer("axis", -1));
        return graph.operation("MatMul", List.of(weights, queriesKeysValues.get(2)));
    }

    /** What is added to scores so that no place looks at later ones: [length, length]. */
    private static Value causal(long length, Graph graph) {
        int places = Math.toIntExact(length);
        double[] mask = new double[Math.multiplyExact(places, places)];
        for (int i = 0; i < places; i++) {
            for (int j = i + 1; j < places; j++) {
                mask[i * places + j] = Double.NEGATIVE_INFINITY;
            }
        }
        return graph.numbers(Shape.of(length, length), mask);
    }

    private static Value multiHeadAttention(MultiHeadAttention function, Operands operands, Graph graph) {
        long length = operands.shape().size(0);
        long width = operands.shape().size(1);
        long heads = function.heads();
        List<Value> split = new ArrayList<>(READ);
        for (int i = 0; i < READ; i++) {
            Value x = operands.inputs().get(operands.inputs().size() == 1 ? 0 : i);
            Value read = Products.linear(x, operands.shape(), parameters(operands, i), graph);
            Value parts = graph.operation("Reshape", List.of(read, graph.integers(0, length, heads, width / heads)));
            split.add(graph.operation("Transpose", parts, Attribute.integers("perm", 0, 2, 1, 3)));
        }
        Value attended = attended(split, length, width / heads, function.mask(), graph);
        Value turned = graph.operation("Transpose", attended, Attribute.integers("perm", 0, 2, 1, 3));
        Value joined = graph.operation("Reshape", List.of(turned, graph.integers(0, length, width)));
        return Products.linear(joined, operands.shape(), parameters(operands, READ), graph);
    }

    /** The weight and the bias of one of the four linear functions. */
    private static List<Value> parameters(Operands operands, int linear) {
        return operands.parameters().subList(2 * linear, 2 * linear + 2);
    }

    /** σ(f) ∘ c₋ + σ(i) ∘ tanh(g). */
    private static Value lstmCarry(LstmCarry function, Operands operands, Graph graph) {
        long hidden = operands.shapes().get(1).size(0);
        Value gates = operands.input();
        Value i = graph.operation("Sigmoid", gate(gates, 0, hidden, graph));
        Value f = graph.operation("Sigmoid", gate(gates, 1, hidden, graph));
        Value g = graph.operation("Tanh", gate(gates, 2, hidden, graph));
        Value kept = graph.operation("Mul", List.of(f, operands.inputs().get(1)));
        Value added = graph.operation("Mul", List.of(i, g));
        return graph.operation("Add", List.of(kept, added));
    }

    /** σ(o) ∘ tanh(c). */
    private static Value lstmState(LstmState function, Operands operands, Graph graph) {
        long hidden = operands.shapes().get(1).size(0);
        Value o = graph.operation("Sigmoid", gate(operands.input(), 3, hidden, graph));
        Value shown = graph.operation("Tanh", operands.inputs().get(1));
        return graph.operation("Mul", List.of(o, shown));
    }

    /** n + z ∘ (h₋ − n), where n = tanh(aₙ + r ∘ sₙ). */
    private static Value gruState(GruState function, Operands operands, Graph graph) {
        Value a = operands.inputs().get(0);
        Value s = operands.inputs().get(1);
        Value before = operands.inputs().get(2);
        long hidden = operands.shapes().get(2).size(0);
        Value r = graph.operation("Sigmoid", sumOfGates(a, s, 0, hidden, graph));
        Value z = graph.operation("Sigmoid", sumOfGates(a, s, 1, hidden, graph));
        Value reset = graph.operation("Mul", List.of(r, gate(s, 2, hidden, graph)));
        Value sum = graph.operation("Add", List.of(gate(a, 2, hidden, graph), reset));
        Value n = graph.operation("Tanh", sum);
        Value difference = graph.operation("Sub", List.of(before, n));
        Value kept = graph.operation("Mul", List.of(z, difference));
        return graph.operation("Add", List.of(n, kept));
    }

    private static Value sumOfGates(Value a, Value s, int gate, long hidden, Graph graph) {
        return graph.operation("Add", List.of(gate(a, gate, hidden, graph), gate(s, gate, hidden, graph)));
    }

    private static Value gate(Value gates, int gate, long hidden, Graph graph) {
        return Shapes.slice(gates, 1, gate * hidden, (gate + 1) * hidden, graph);
    }

    private static Value maskedUpdate(MaskedUpdate function, Operands operands, Graph graph) {
        // A list of one place, so that the dimension stays: [batch, 1] meets states [batch, n].
        Value token = graph.operation(
                "Gather", List.of(operands.input(), graph.integers(function.step())), Attribute.integer("axis", 1));
        Value absent = graph.operation("Equal", List.of(token, graph.integer(MaskedUpdate.PADDING)));
        return graph.operation(
                "Where",
                List.of(absent, operands.inputs().get(2), operands.inputs().get(1)));
    }
}
