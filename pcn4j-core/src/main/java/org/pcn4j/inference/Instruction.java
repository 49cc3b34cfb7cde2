package org.pcn4j.inference;

import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.function.Wanted;

/**
 * One act of a plan, by a node or on a parameter. It names all places it reads and writes, so that a plan can be checked
 * for locality and its memory freed as early as possible.
 */
public sealed interface Instruction {
    /** Returns the places that are read. */
    List<Slot> reads();

    /** Returns the places that are written. */
    List<Slot> writes();

    /** An act by a node, on what the node, its parents and its children hold. */
    sealed interface ByNode extends Instruction {
        /** Returns the index of the acting node in the plan's network. */
        int node();
    }

    /** An act on a parameter, after the nodes that use it have learned. */
    sealed interface OnParameter extends Instruction {
        /** Returns the index of the parameter. */
        int parameter();
    }

    /**
     * μ ← f(x of the parents; θ).
     *
     * @param operands where the parents' values stand, in the order of the function's inputs
     */
    record Predict(int node, List<Slot> operands) implements ByNode {
        @Override
        public List<Slot> reads() {
            return operands;
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.prediction(node));
        }
    }

    /**
     * ε ← σ · noise for a free value that begins beside its prediction, or zeros.
     *
     * @param sigma the standard deviation; 0 writes zeros
     */
    record InitialError(int node, double sigma) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.prediction(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }

    /** e ← −∂ℓ/∂μ of an output. */
    record OutputError(int node) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.prediction(node), Slot.target(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }

    /** ε ← x − μ, once the prediction has changed and the value is the state. */
    record StateError(int node) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.value(node), Slot.prediction(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }

    /** Notes the energy: ½‖ε‖² of a free node, ℓ of an output. */
    record MeasureEnergy(int node, Slot operand) implements ByNode {
        @Override
        public List<Slot> reads() {
            return operand.kind() == Slot.Kind.PREDICTION ? List.of(operand, Slot.target(node)) : List.of(operand);
        }

        @Override
        public List<Slot> writes() {
            return List.of();
        }
    }

    /**
     * Pulls e back: the contributions to the inputs that are wanted and, if the node learns, Δθ. Both in one. What was
     * predicted from is part of the prediction.
     *
     * @param wanted which results
     * @param uses the indices of the wanted inputs' uses, in order
     * @param deltas the indices of the node's parameter uses, if it learns
     */
    record Pull(int node, Wanted wanted, List<Integer> uses, List<Integer> deltas) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.prediction(node), Slot.error(node));
        }

        @Override
        public List<Slot> writes() {
            return Stream.concat(
                            uses.stream().map(Slot::contribution),
                            deltas.stream().map(Slot::delta))
                    .toList();
        }
    }

    /**
     * ε ← keep · ε + gain · Σ contributions: relaxation while the prediction stands still, when errors are the state.
     *
     * @param keep 1 − γ; the old error is not read where there is none or it does not matter
     * @param gain γ
     * @param readsError whether there is an old error to keep part of
     * @param uses the contributions, in the order in which they are summed from the left
     */
    record RelaxError(int node, double keep, double gain, boolean readsError, List<Integer> uses) implements ByNode {
        @Override
        public List<Slot> reads() {
            return contributionsAnd(uses, readsError ? List.of(Slot.error(node)) : List.of());
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }

    /**
     * x ← x + γ (Σ contributions − ε): relaxation when values are the state.
     *
     * @param base where x stands
     * @param gain γ
     * @param readsError whether there is an error
     * @param uses the contributions, in the order in which they are summed from the left
     */
    record RelaxValue(int node, Slot base, double gain, boolean readsError, List<Integer> uses) implements ByNode {
        @Override
        public List<Slot> reads() {
            return contributionsAnd(uses, readsError ? List.of(base, Slot.error(node)) : List.of(base));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.value(node));
        }
    }

    /**
     * x ← μ + ε, when a child needs the value or the prediction is about to change.
     *
     * @param readsError whether there is an error; without one the value is the prediction
     */
    record Materialise(int node, boolean readsError) implements ByNode {
        @Override
        public List<Slot> reads() {
            return readsError ? List.of(Slot.prediction(node), Slot.error(node)) : List.of(Slot.prediction(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.value(node));
        }
    }

    /**
     * Adds one node's Δθ to those of the nodes that share the parameter, in the order in which autograd would: the
     * reverse of the order in which the uses were created.
     *
     * @param use the index of the parameter's use
     * @param first whether it is the first of the sum
     */
    record Gather(int parameter, int use, boolean first) implements OnParameter {
        @Override
        public List<Slot> reads() {
            return first ? List.of(Slot.delta(use)) : List.of(Slot.gradient(parameter), Slot.delta(use));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.gradient(parameter));
        }
    }

    /**
     * Hands Δθ to the optimizer, after its last contribution.
     *
     * @param delta where it stands
     */
    record Apply(int parameter, Slot delta) implements OnParameter {
        @Override
        public List<Slot> reads() {
            return List.of(delta);
        }

        @Override
        public List<Slot> writes() {
            return List.of();
        }
    }

    /** Hands the optimizer a Δθ of zeros: the parameter learns, but no error has reached it. */
    record ApplyZero(int parameter) implements OnParameter {
        @Override
        public List<Slot> reads() {
            return List.of();
        }

        @Override
        public List<Slot> writes() {
            return List.of();
        }
    }

    private static List<Slot> contributionsAnd(List<Integer> uses, List<Slot> others) {
        return Stream.concat(uses.stream().map(Slot::contribution), others.stream())
                .toList();
    }
}
