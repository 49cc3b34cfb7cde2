package org.pcn4j.function;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * μ = W x + b as by {@link Linear}, […, in] → […, out], whose errors go back through a matrix B [out, in] of its own: what comes to
 * the input is Bᵀe in place of Wᵀe. So no connection has to know the weight of another one (no <i>weight transport</i>), in any
 * graph and by any rule that pulls errors back: by {@code z-il} it is feedback alignment (Lillicrap et al. 2016), by {@code il}
 * predictive coding with feedback of its own. ΔW and Δb are Linear's. Inference does not descend an energy through it, as Bᵀe is no
 * derivative; backpropagation asks autograd, which knows W alone.
 *
 * <p>B is drawn as W is, by a name of its own, {@code feedback}.
 */
public final class FeedbackLinear implements SingleInput {
    /** What becomes of B. */
    public enum Feedback {
        /** B stays as it was drawn; a buffer. */
        FIXED,
        /**
         * B is a parameter that learns what W learns: ΔB = ΔW (Kolen and Pollack 1994; Akrout et al. 2019, arXiv 1904.05391). With a
         * weight decay λ, W − B shrinks by the factor 1 − ηλ at each update of SGD without momentum, and of AdamW. A weight that is
         * tied to another node's learns from both, and B from its own node only.
         */
        LEARNED
    }

    private static final Wanted BACK = new Wanted(List.of(true), false);
    private static final Wanted DELTAS = new Wanted(List.of(false), true);

    private final Linear linear;
    private final Feedback feedback;
    private final ParameterSpec matrix;

    /**
     * Gives a linear function a feedback of its own.
     *
     * @param linear what it predicts and learns
     */
    public FeedbackLinear(Linear linear, Feedback feedback) {
        this.linear = linear;
        this.feedback = feedback;
        ParameterSpec weight = linear.parameters().get(0);
        this.matrix = new ParameterSpec("feedback", weight.shape(), weight.initializer());
    }

    /** Returns what it predicts and learns. */
    public Linear linear() {
        return linear;
    }

    /** Returns what becomes of B. */
    public Feedback feedback() {
        return feedback;
    }

    @Override
    public Shape shape(Shape input) {
        return linear.shape(input);
    }

    /** Returns the weights, the bias if there is one, and B if it learns. */
    @Override
    public List<ParameterSpec> parameters() {
        if (feedback == Feedback.FIXED) {
            return linear.parameters();
        }
        List<ParameterSpec> all = new ArrayList<>(linear.parameters());
        all.add(matrix);
        return List.copyOf(all);
    }

    /** Returns B if it is fixed. */
    @Override
    public List<ParameterSpec> buffers() {
        return feedback == Feedback.FIXED ? List.of(matrix) : List.of();
    }

    @Override
    public boolean pullsBackDerivatives() {
        return false;
    }

    @Override
    public boolean givesUpValue() {
        return linear.givesUpValue();
    }

    @Override
    public long multiplications(List<Shape> inputs) {
        return linear.multiplications(inputs);
    }

    @Override
    public Prediction predict(List<Tensor> inputs, List<Tensor> theta, Pass pass) {
        Tensor back = feedback == Feedback.FIXED ? pass.buffers().get(0) : theta.get(theta.size() - 1);
        Prediction own =
                linear.predict(inputs, theta.subList(0, linear.parameters().size()), pass);
        return new Prediction(inputs, theta, own.value(), List.of(back.share()), List.of());
    }

    @Override
    public Pullback pullback(Prediction prediction, Tensor error, Wanted wanted) {
        List<Tensor> contributions = wanted.anyInput()
                ? by(prediction.saved(), prediction, error, BACK).inputs()
                : List.of();
        if (!wanted.parameters()) {
            return new Pullback(contributions, List.of());
        }
        List<Tensor> theta =
                prediction.parameters().subList(0, linear.parameters().size());
        List<Tensor> deltas =
                new ArrayList<>(by(theta, prediction, error, DELTAS).parameters());
        if (feedback == Feedback.LEARNED) {
            deltas.add(deltas.get(0).copy());
        }
        return new Pullback(contributions, deltas);
    }

    /** Linear's pullback as if it had predicted by these parameters. */
    private Pullback by(List<Tensor> theta, Prediction prediction, Tensor error, Wanted wanted) {
        return linear.pullback(Prediction.of(prediction.inputs(), theta, prediction.value()), error, wanted);
    }

    @Override
    public String toString() {
        return linear + " with " + (feedback == Feedback.FIXED ? "fixed" : "learned") + " feedback";
    }
}
