package org.pcn4j.inference.plan;

/**
 * A place for a tensor while a plan runs. Every place belongs to a node, or to a parameter.
 *
 * @param kind what stands there
 * @param index of the node; for {@link Kind#CONTRIBUTION} of the use of an input, for {@link Kind#DELTA} of the use of
 *     a parameter, for {@link Kind#GRADIENT} of the parameter
 */
public record Slot(Kind kind, int index) {
    /** The kinds of place. */
    public enum Kind {
        /** The data, or the constant, that a root or an inner node is held to. */
        INPUT(true),
        /** The target y of an output that is held. */
        TARGET(true),
        /** The mask of a node that is held element by element. */
        MASK(true),
        /** Zeros of the shape of a node's value, which a forward pass reads along lateral edges. */
        ZEROS(true),
        /** The target of an output that is nudged, between its first prediction and y. */
        NUDGED(false),
        /** μ, with what its pullback needs; also the value x of a node that has not moved. */
        PREDICTION(false),
        /** μ of the forward pass, kept beside later predictions to learn from, with what its pullback needs. */
        FORWARD(false),
        /** x of a node that has moved, or does not begin at its prediction. */
        VALUE(false),
        /** ε = x − μ; of an output that is held e = −∂ℓ/∂μ. */
        ERROR(false),
        /** ε where it is a state of its own, which follows x − μ or −∂ℓ/∂μ. */
        DYNAMIC(false),
        /** πε of a node whose error is weighted: its precision is not 1, or the schedule weighs it. */
        WEIGHTED(false),
        /** πε of the units that learn, 0 of the others; nothing stands there when no unit learns. */
        GATED(false),
        /** For how many steps more a unit's error must be zero until the unit may learn. */
        WAIT(false),
        /** The πε that a node learns from, where that is not the error of the time. */
        KEPT(false),
        /** What a relaxation remembers of a node. */
        MEMORY(false),
        /** s, the sum of the children's contributions, where the node hands it on within the same time. */
        FEEDBACK(false),
        /** What one child's pullback gives to one of its inputs. */
        CONTRIBUTION(false),
        /** W x + b as the forward pass has it, of a node that sees a value which is left out while it moves. */
        PRODUCT(false),
        /** W Wᵀ of such a node. */
        GRAM(false),
        /** D, of which the error of a value that is left out is WᵀD: what has come back to its child's product, as the value moves by it. */
        GATHERED(false),
        /** Δθ of one use of a parameter. */
        DELTA(false),
        /** The sum of a parameter's Δθ so far. */
        GRADIENT(false);

        private final boolean given;

        Kind(boolean given) {
            this.given = given;
        }

        /** Tells whether it is there from the beginning to the end: no plan writes or frees it. */
        public boolean isGiven() {
            return given;
        }
    }

    static Slot input(int node) {
        return new Slot(Kind.INPUT, node);
    }

    static Slot target(int node) {
        return new Slot(Kind.TARGET, node);
    }

    static Slot prediction(int node) {
        return new Slot(Kind.PREDICTION, node);
    }

    static Slot value(int node) {
        return new Slot(Kind.VALUE, node);
    }

    static Slot error(int node) {
        return new Slot(Kind.ERROR, node);
    }

    static Slot dynamic(int node) {
        return new Slot(Kind.DYNAMIC, node);
    }

    static Slot gated(int node) {
        return new Slot(Kind.GATED, node);
    }

    static Slot kept(int node) {
        return new Slot(Kind.KEPT, node);
    }

    static Slot memory(int node) {
        return new Slot(Kind.MEMORY, node);
    }

    static Slot feedback(int node) {
        return new Slot(Kind.FEEDBACK, node);
    }

    static Slot contribution(int use) {
        return new Slot(Kind.CONTRIBUTION, use);
    }

    static Slot product(int node) {
        return new Slot(Kind.PRODUCT, node);
    }

    static Slot gram(int node) {
        return new Slot(Kind.GRAM, node);
    }

    static Slot gathered(int node) {
        return new Slot(Kind.GATHERED, node);
    }

    static Slot delta(int use) {
        return new Slot(Kind.DELTA, use);
    }

    static Slot gradient(int parameter) {
        return new Slot(Kind.GRADIENT, parameter);
    }
}
