package org.pcn4j.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.pcn4j.tensor.SequenceKernels;
import org.pcn4j.tensor.SequenceKernels.Attended;
import org.pcn4j.tensor.SequenceKernels.Mask;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.ShapeKernels;
import org.pcn4j.tensor.Tensor;

/**
 * Attention by several heads at once (Vaswani et al. 2017): queries, keys and values are linear functions of the input,
 * the heads' outputs side by side pass through a last one. One input [T, width] for self-attention, which it uses three
 * times, or three inputs of that same shape for queries, keys and values → [T, width]: in cross-attention what is asked
 * must be as long as what is looked at. Parameters: {@code query}, {@code key}, {@code value} and {@code out}, each with
 * {@code weight} [width, width] and {@code bias} [width].
 */
public final class MultiHeadAttention implements Function {
    private static final List<String> NAMES = List.of("query", "key", "value", "out");
    private static final int READ = 3;
    private static final int OUT = 3;

    private final long width;
    private final long heads;
    private final Mask mask;
    private final Linear linear;
    private final List<ParameterSpec> parameters;

    /**
     * Attention.
     *
     * @param width of the vectors at each place
     * @param heads a divisor of the width
     * @param mask which places each place looks at
     * @throws IllegalArgumentException if a size is less than 1 or the heads do not divide the width
     */
    public MultiHeadAttention(long width, long heads, Mask mask) {
        if (width < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "attention's width must be a multiple of its heads, both at least 1, not " + width + " and "
                            + heads);
        }
        this.width = width;
        this.heads = heads;
        this.mask = mask;
        this.linear = new Linear(width, width);
        this.parameters = NAMES.stream()
                .flatMap(name -> linear.parameters().stream().map(spec -> spec.within(name)))
                .toList();
    }

    /** Returns how many heads there are. */
    public long heads() {
        return heads;
    }

    /** Returns which places each place looks at. */
    public Mask mask() {
        return mask;
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        if (inputs.size() != 1 && inputs.size() != READ) {
            throw new ShapeException(this + " expects one input or three, got " + inputs.size());
        }
        Shape first = inputs.get(0);
        if (first.rank() != 2 || first.size(1) != width || !inputs.stream().allMatch(first::equals)) {
            throw new ShapeException(this + " expects [T, " + width + "], got " + inputs);
        }
        return first;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return parameters;
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        Shape places = inputs.get(0);
        return NAMES.size() * linear.multiplications(List.of(places)) + 2 * places.elements() * places.size(0);
    }

    @Override
    public List<Integer> uses(int inputs) {
        return inputs == 1 ? List.of(0, 0, 0) : List.of(0, 1, 2);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        List<Prediction> parts = new ArrayList<>(OUT + 1);
        List<Tensor> split = new ArrayList<>(READ);
        for (int i = 0; i < READ; i++) {
            Tensor x = inputs.get(inputs.size() == 1 ? 0 : i);
            Prediction part = linear.predict(List.of(x), theta.subList(2 * i, 2 * i + 2), pass);
            parts.add(part);
            split.add(intoHeads(part.value()));
        }
        Attended attended = SequenceKernels.attention(split.get(0), split.get(1), split.get(2), mask);
        Tensor joined = joined(attended.value());
        Prediction out = linear.predict(List.of(joined), theta.subList(2 * OUT, 2 * OUT + 2), pass);
        parts.add(out);
        List<Tensor> saved = new ArrayList<>(split);
        saved.add(attended.value());
        saved.add(attended.logSumExp());
        saved.add(joined);
        return new Prediction(inputs, theta, out.value().share(), saved, parts);
    }

    /** [B, T, width] → [B, heads, T, width / heads]. */
    private Tensor intoHeads(Tensor x) {
        try (Tensor split = x.reshape(Shape.of(x.size(0), x.size(1), heads, width / heads))) {
            return ShapeKernels.permute(split, 0, 2, 1, 3);
        }
    }

    /** [B, heads, T, width / heads] → [B, T, width]. */
    private Tensor joined(Tensor x) {
        try (Tensor permuted = ShapeKernels.permute(x, 0, 2, 1, 3)) {
            return permuted.reshape(Shape.of(x.size(0), x.size(2), width));
        }
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        Pullback out =
                linear.pullback(prediction.parts().get(OUT), error, new Wanted(List.of(true), wanted.parameters()));
        List<Tensor> saved = prediction.saved();
        List<Tensor> inner;
        try (Tensor e = out.inputs().get(0);
                Tensor ofHeads = intoHeads(e)) {
            Attended attended = new Attended(saved.get(READ), saved.get(READ + 1));
            inner = SequenceKernels.attentionBackward(
                    ofHeads, saved.get(0), saved.get(1), saved.get(2), attended, mask);
        }
        List<Tensor> contributions = new ArrayList<>();
        List<Tensor> deltas = new ArrayList<>();
        for (int i = 0; i < READ; i++) {
            Wanted part = new Wanted(Collections.nCopies(1, wanted.inputs().get(i)), wanted.parameters());
            try (Tensor ofHeads = inner.get(i);
                    Tensor e = joined(ofHeads)) {
                Pullback read = linear.pullback(prediction.parts().get(i), e, part);
                contributions.addAll(read.inputs());
                deltas.addAll(read.parameters());
            }
        }
        deltas.addAll(out.parameters());
        return new Pullback(contributions, deltas);
    }

    @Override
    public String toString() {
        return "multiHeadAttention(" + width + ", " + heads + " heads" + (mask == Mask.CAUSAL ? ", causal)" : ")");
    }
}
