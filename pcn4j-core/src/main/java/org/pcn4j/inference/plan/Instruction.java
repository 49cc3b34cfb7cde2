package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.pcn4j.function.Wanted;

/** One act of a plan. It names every place that it reads or writes. */
public sealed interface Instruction permits Instruction.ByNode, Instruction.OnParameter, Crossing {
    /** Returns the places that are read. */
    List<Slot> reads();

    /** Returns the places that are written: none, unless an instruction says otherwise. */
    default List<Slot> writes() {
        return List.of();
    }

    /** An act by a node, on what the node, its parents and its children hold. */
    sealed interface ByNode extends Instruction
            permits ErrorAct,
                    ProductAct,
                    Predict,
                    KeepPrediction,
                    Begin,
                    InitialError,
                    Nudge,
                    MeasureEnergy,
                    Pull,
                    PassDelays,
                    Collect,
                    Relax,
                    Materialize {
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

    /** μ⁰ ← μ: the prediction of the forward pass is kept, to learn from. */
    record KeepPrediction(int node) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.prediction(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(new Slot(Slot.Kind.FORWARD, node));
        }
    }

    /**
     * x ← where the schedule starts, if that is not the prediction: zeros, what is handed in, or what is held of it.
     *
     * @param from what it begins from: the prediction, data, a mask
     */
    record Begin(int node, List<Slot> from) implements ByNode {
        @Override
        public List<Slot> reads() {
            return from;
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.value(node));
        }
    }

    /**
     * ε ← σ · noise for a free value that begins beside its prediction; or the error of the state that is handed in; or zeros.
     *
     * @param sigma the standard deviation; 0 writes zeros, or what is handed in
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

    /** The target of a nudged output ← μ⁰ + β(y − μ⁰). */
    record Nudge(int node, double beta) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.prediction(node), Slot.target(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(new Slot(Slot.Kind.NUDGED, node));
        }
    }

    /**
     * Notes the energy: ½ Σ πε² of a node by its error, ℓ of an output by its prediction.
     *
     * @param of the error, or the prediction and its target and mask
     */
    record MeasureEnergy(int node, List<Slot> of) implements ByNode {
        @Override
        public List<Slot> reads() {
            return of;
        }
    }

    /**
     * Pulls an error back: the contributions to the inputs that are wanted and, if the node learns, Δθ. Both in one. What was
     * predicted from is part of the prediction.
     *
     * @param prediction where the prediction stands that it is pulled through
     * @param error where πε stands, or what else is pulled back in its place
     * @param wanted which results
     * @param uses the indices of the wanted inputs' uses, in order
     * @param deltas the indices of the node's parameter uses, if it learns
     */
    record Pull(int node, Slot prediction, Slot error, Wanted wanted, List<Integer> uses, List<Integer> deltas)
            implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(prediction, error);
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
     * A contribution ← what is left of it behind a number of delays, each of which would relax once from a zero error.
     *
     * @param use the contribution
     */
    record PassDelays(int node, int use, int delays) implements ByNode {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.contribution(use));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.contribution(use));
        }
    }

    /**
     * s ← Σ contributions of the children, which moves the node and is pulled back further in the same time: where news
     * crosses the whole graph.
     *
     * @param uses the contributions, in the order in which they are summed from the left; at least one
     */
    record Collect(int node, List<Integer> uses) implements ByNode {
        @Override
        public List<Slot> reads() {
            return uses.stream().map(Slot::contribution).toList();
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.feedback(node));
        }
    }

    /**
     * The state, x or ε, moves as the schedule's relaxation says, by the force Σ contributions − πε.
     *
     * @param state where the state stands, its value or its error
     * @param own what is read of the node itself: the state, πε, a mask, μ where a relaxation looks at x = μ + ε, s where it
     *     has been summed; nothing of what is zero or forgotten
     * @param uses the contributions, in the order in which they are summed from the left
     * @param memory where what is remembered stands, if anything is
     * @param begins whether memory begins here, at rest
     * @param factor what the schedule multiplies πε by; at 0 the error does not pull
     */
    record Relax(
            int node, Slot state, List<Slot> own, List<Integer> uses, List<Slot> memory, boolean begins, double factor)
            implements ByNode {
        @Override
        public List<Slot> reads() {
            List<Slot> all =
                    new ArrayList<>(uses.stream().map(Slot::contribution).toList());
            all.addAll(own);
            if (!begins) {
                all.addAll(memory);
            }
            return all;
        }

        @Override
        public List<Slot> writes() {
            return withThese(memory, state);
        }
    }

    /**
     * x ← μ + ε, when a child needs the value or the prediction is about to change.
     *
     * @param readsError whether there is an error; without one the value is the prediction
     */
    record Materialize(int node, boolean readsError) implements ByNode {
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
    }

    /** Hands the optimizer a Δθ of zeros: the parameter learns, but no error has reached it. */
    record ApplyZero(int parameter) implements OnParameter {
        @Override
        public List<Slot> reads() {
            return List.of();
        }
    }

    /** Returns places and more of them. */
    static List<Slot> withThese(List<Slot> more, Slot... slots) {
        return Stream.concat(Stream.of(slots), more.stream()).toList();
    }
}
