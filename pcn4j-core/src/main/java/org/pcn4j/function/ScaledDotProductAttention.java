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

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> parameters, Pass pass) {
        Attended attended = SequenceKernels.attention(inputs.get(0), inputs.get(1), inputs.get(2), mask);
        return Prediction.of(inputs, parameters, attended.value(), attended.logSumExp());
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        if (!wanted.anyInput()) {
            return new Pullback(List.of(), List.of());
        }
        List<Tensor> x = prediction.inputs();
        Attended attended = new Attended(prediction.value(), prediction.saved().get(0));
        List<Tensor> all = SequenceKernels.attentionBackward(error, x.get(0), x.get(1), x.get(2), attended, mask);
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
