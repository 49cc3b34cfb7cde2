package org.pcn4j.inference;

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
        /** A root's clamped value. */
        INPUT,
        /** An output's target y. */
        TARGET,
        /** μ, with what its pullback needs; also the value x of a node that has not moved. */
        PREDICTION,
        /** x of a free node that has moved. */
        VALUE,
        /** ε of a free node; e = −∂ℓ/∂μ of an output. */
        ERROR,
        /** What one child's pullback gave to one of its inputs. */
        CONTRIBUTION,
        /** Δθ by one node that uses the parameter. */
        DELTA,
        /** Δθ summed over the nodes that share the parameter. */
        GRADIENT
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

    static Slot contribution(int use) {
        return new Slot(Kind.CONTRIBUTION, use);
    }

    static Slot delta(int use) {
        return new Slot(Kind.DELTA, use);
    }

    static Slot gradient(int parameter) {
        return new Slot(Kind.GRADIENT, parameter);
    }
}
