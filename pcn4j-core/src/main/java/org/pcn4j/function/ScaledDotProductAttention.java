package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.SequenceKernels;
import org.pcn4j.tensor.SequenceKernels.Attended;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * softmax(q kᵀ / √d) v of queries, keys and values (Vaswani et al. 2017): three inputs [heads, T, d] → [heads, T, d], by
 * ATen's fused kernel.
 *
 * @param mask which places a query looks at
 */
public record ScaledDotProductAttention(Mask mask) implements Function {
    private static final int INPUTS = 3;
    private static final int RANK = 3;

    @Override
    public Shape shape(List<Shape> inputs) {
        if (inputs.size() != INPUTS) {
            throw new ShapeException(this + " expects queries, keys and values, got " + inputs.size() + " inputs");
        }
        Shape queries = inputs.get(0);
        if (queries.rank() != RANK || !inputs.stream().allMatch(queries::equals)) {
            throw new ShapeException(this + " expects three inputs of the same [heads, T, d], got " + inputs);
        }
        return queries;
    }

    /**
     * The kernel takes its operands for contiguous in the last dimension, and computes wrongly where they are not, in the
     * forward pass and in the derivative. So they are made contiguous, and the value passes through a reshaping, whose
     * derivative makes the error contiguous before autograd hands it to the kernel.
     */
    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        List<Tensor> operands = new ArrayList<>(INPUTS);
        for (Tensor input : inputs) {
            // An operation of its own for each, whether it copies or not: then the uses are in the order of the inputs.
            try (Tensor alias = input.alias()) {
                operands.add(alias.contiguous());
            }
        }
        Attended attended = SequenceKernels.attention(operands.get(0), operands.get(1), operands.get(2), mask);
        List<Tensor> saved = new ArrayList<>(operands);
        saved.add(attended.value());
        saved.add(attended.logSumExp());
        return new Prediction(inputs, parameters, rowMajor(attended.value()), saved, List.of());
    }

    private static Tensor rowMajor(Tensor x) {
        try (Tensor rows = x.reshape(Shape.of(x.size(0), x.elements() / x.size(0)))) {
            return rows.reshape(x.shape());
        }
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        Shape queries = inputs.get(0);
        return 2 * queries.elements() * queries.size(1);
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return Pullback.none();
        }
        List<Tensor> saved = prediction.saved();
        Attended attended = new Attended(saved.get(INPUTS), saved.get(INPUTS + 1));
        List<Tensor> all;
        try (Tensor e = rowMajor(error)) {
            all = SequenceKernels.attentionBackward(e, saved.get(0), saved.get(1), saved.get(2), attended, mask);
        }
        List<Tensor> contributions = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            if (wanted.inputs().get(i)) {
                contributions.add(all.get(i));
            } else {
                all.get(i).close();
            }
        }
        return new Pullback(contributions, List.of());
    }

    @Override
    public String toString() {
        return mask == Mask.CAUSAL ? "attention(causal)" : "attention";
    }
}
