package org.pcn4j.inference.plan;

import java.util.List;

/**
 * An act by which a value x that stands on a prediction is left out while it moves, see {@link Standing}: what its child makes of it
 * begins with a product a = W x + b, and what has come back to the child's product so far, D, says what x is.
 */
public sealed interface ProductAct extends Instruction.ByNode {
    /**
     * G ← W Wᵀ of a node whose prediction begins with a product.
     */
    record Gram(int node) implements ProductAct {
        @Override
        public List<Slot> reads() {
            return List.of();
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.gram(node));
        }
    }

    /**
     * a⁰ ← W x + b.
     *
     * @param operand where x stands in the forward pass
     */
    record Multiply(int node, Slot operand) implements ProductAct {
        @Override
        public List<Slot> reads() {
            return List.of(operand);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.product(node));
        }
    }

    /** μ ← f(a⁰), before x has moved. */
    record PredictFromProduct(int node) implements ProductAct {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.product(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.prediction(node));
        }
    }

    /**
     * μ ← f(a⁰ + G D).
     *
     * @param parent who is left out
     */
    record PredictFromErrors(int node, int parent) implements ProductAct {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.product(node), Slot.gram(node), Slot.gathered(parent));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.prediction(node));
        }
    }

    /**
     * d ← (∂f/∂a)ᵀ e: an error is pulled back to the product, and not through it. It stands where the contribution Wᵀd would.
     *
     * @param error where πe stands
     * @param use the use of x by the product
     */
    record PullToProduct(int node, Slot error, int use) implements ProductAct {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.prediction(node), error);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.contribution(use));
        }
    }

    /**
     * ε ← Wᵀ D: the error of a node that was left out while it moved.
     *
     * @param child whose W it is
     */
    record BringBack(int node, int child) implements ProductAct {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.gathered(node));
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.error(node));
        }
    }
}
