package org.pcn4j.inference.plan;

import java.util.List;

/** An act by which an error comes about, or by which what others hear of it does. */
public sealed interface ErrorAct extends Instruction.ByNode {
    /**
     * e ← −∂ℓ/∂μ of an output.
     *
     * @param against where the target stands
     * @param mask where the weights of its elements stand, if it has any
     */
    record OutputError(int node, Slot against, List<Slot> mask) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return Instruction.withThese(mask, Slot.prediction(node), against);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }

    /**
     * ε ← x − μ, where the value is the state or held.
     *
     * @param value where x stands
     */
    record StateError(int node, Slot value) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return List.of(value, Slot.prediction(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }

    /**
     * The error that is a state of its own ← ε + γ(x − μ − ε), of an output ε + γ(−∂ℓ/∂μ − ε); or where it begins, at x − μ.
     *
     * @param gamma γ
     * @param begins whether it begins
     */
    record Follow(int node, double gamma, boolean begins) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return begins ? List.of(Slot.error(node)) : List.of(Slot.error(node), Slot.dynamic(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.dynamic(node));
        }
    }

    /**
     * πε ← factor · π ∘ ε, where that is not ε: of an output, whose loss has done so itself, without π.
     *
     * @param error where ε stands
     * @param to where it is to stand
     * @param factor what the schedule multiplies it by: greater than 0
     */
    record Weigh(int node, Slot error, Slot to, double factor) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return List.of(error);
        }

        @Override
        public List<Slot> writes() {
            return List.of(to);
        }
    }

    /**
     * An error is kept, to learn from after values have moved.
     *
     * @param error where πε stands
     */
    record KeepError(int node, Slot error) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return List.of(error);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.kept(node));
        }
    }

    /**
     * The error to learn from ← −∂E/∂μ at the prediction of the forward pass: π(x − μ⁰) or −∂ℓ/∂μ⁰.
     *
     * @param value where x or the target stands
     * @param mask where the weights of an output's elements stand, if it has any
     */
    record ForwardError(int node, Slot value, List<Slot> mask) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return Instruction.withThese(mask, new Slot(Slot.Kind.FORWARD, node), value);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.kept(node));
        }
    }

    /**
     * φ ∘ πε ← the errors of the units that learn: that have been zero for as many steps and are not now.
     *
     * @param error where πε stands
     * @param zeroSteps t_d
     * @param begins whether it is asked for the first time: until now the error has been zero
     */
    record Gate(int node, Slot error, int zeroSteps, boolean begins) implements ErrorAct {
        @Override
        public List<Slot> reads() {
            return begins ? List.of(error) : List.of(error, new Slot(Slot.Kind.WAIT, node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.gated(node), new Slot(Slot.Kind.WAIT, node));
        }
    }
}
