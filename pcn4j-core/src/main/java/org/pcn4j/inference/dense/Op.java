package org.pcn4j.inference.dense;

import org.pcn4j.dense.Activation;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.inference.schedule.AdamDescent;

/** One act of a program on some rows of its buffers: nothing of a row depends on any other. Buffers are named by their numbers. */
sealed interface Op {
    /**
     * Acts on a part of the buffers. {@link #isOfWholeRows Some} acts take all columns.
     *
     * @param time t
     */
    <A> void run(Workspace<A> on, int time, Patch patch);

    /** Tells whether the act needs all columns of its rows, or gives something of a row as a whole. */
    default boolean isOfWholeRows() {
        return false;
    }

    /** Returns the buffer of which every column that is written depends on all columns, or {@link Program#NONE}. */
    default int acrossOf() {
        return Program.NONE;
    }

    /** Tells whether the act writes a buffer. */
    default boolean writes(int buffer) {
        return buffer == y();
    }

    /** Returns the buffer that is written, or one of them. */
    int y();

    /** Tells whether the act reads a parameter. */
    default boolean reads(int parameter) {
        return false;
    }

    /** y ← what is given. */
    record Load(int given, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.load(given, y, patch.from(), patch.to());
        }

        @Override
        public boolean isOfWholeRows() {
            return true;
        }
    }

    /**
     * y ← where a value begins: what is given, if anything is, or else what another buffer holds, or zeros.
     *
     * @param given its number, or {@link Program#NONE}
     * @param from the other buffer, or {@link Program#NONE}
     */
    record Begin(int given, int from, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            if (given != Program.NONE && on.isGiven(given)) {
                on.load(given, y, patch.from(), patch.to());
            } else if (from != Program.NONE) {
                on.kernels.scale(on.array(from), 1, on.array(y), on.begin(y, patch), on.end(y, patch));
            } else {
                on.carrier.clear(on.array(y), on.begin(y, patch), on.end(y, patch));
            }
        }

        @Override
        public boolean isOfWholeRows() {
            return true;
        }
    }

    /** y ← what it is held to, where the mask is not 0. */
    record Hold(int mask, int held, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.hold(on.array(mask), on.array(held), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /** y ← a times the weights, 0 where the weight is 0, whatever a is there. */
    record Weigh(int a, int weights, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.weigh(on.array(a), on.array(weights), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /** y ← a, each row times its weight, 0 where the weight is 0, whatever a is there. */
    record WeighRows(int a, int weights, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            for (int row = patch.from(); row < patch.to(); row++) {
                double weight = on.carrier.at(on.array(weights), on.at(weights, row));
                if (weight == 0) {
                    on.carrier.clear(on.array(y), on.at(y, row), on.at(y, row + 1));
                } else {
                    on.kernels.scale(on.array(a), weight, on.array(y), on.at(y, row), on.at(y, row + 1));
                }
            }
        }

        @Override
        public boolean isOfWholeRows() {
            return true;
        }
    }

    /** y ← 0 where the mask is not 0. */
    record Clear(int mask, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.clear(on.array(mask), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /** A product with weights. */
    non-sealed interface Product extends Op {
        /** Returns the parameter of the weights. */
        int weight();

        @Override
        default boolean reads(int parameter) {
            return parameter == weight();
        }
    }

    /** A product in bfloat16: {@link Bfloat16Op}. */
    interface Rounded extends Product {}

    /**
     * y ← x Wᵀ + b.
     *
     * @param bias the parameter b, or {@link Program#NONE}
     */
    record Predict(int x, int weight, int bias, int y) implements Product {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.predict(x, weight, bias, y, patch);
        }

        @Override
        public int acrossOf() {
            return x;
        }

        @Override
        public boolean reads(int parameter) {
            return parameter == weight || parameter == bias;
        }
    }

    /**
     * y ← init + d W.
     *
     * @param init a buffer, y itself among them, or {@link Program#NONE} for zeros
     */
    record Feed(int d, int weight, int init, int y) implements Product {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.feed(d, weight, init, y, patch);
        }

        @Override
        public int acrossOf() {
            return d;
        }
    }

    /** y ← init + d W Wᵀ. */
    record Gram(int d, int weight, int init, int y) implements Product {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.gram(d, weight, init, y, patch);
        }

        @Override
        public int acrossOf() {
            return d;
        }
    }

    /** y ← f(x). */
    record Activate(Activation f, int x, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.activate(f, on.array(x), on.array(y), on.begin(y, patch), on.end(y, patch));
            on.keepPadding(f, y, patch);
        }
    }

    /** y ← f(x) and slope ← f′(x). */
    record ActivateWithSlope(Activation f, int x, int y, int slope) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.activate(f, on.array(x), on.array(y), on.array(slope), on.begin(y, patch), on.end(y, patch));
            on.keepPadding(f, y, patch);
        }

        @Override
        public boolean writes(int buffer) {
            return buffer == y || buffer == slope;
        }
    }

    /** y ← a − b. */
    record Subtract(int a, int b, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.subtract(on.array(a), on.array(b), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /** y ← a · b. */
    record Multiply(int a, int b, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.multiply(on.array(a), on.array(b), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /** y ← factor · a. */
    record Scale(int a, double factor, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.scale(on.array(a), factor, on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /** y ← a + factor · b. */
    record AddScaled(int a, double factor, int b, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.addScaled(on.array(a), factor, on.array(b), on.array(y), on.begin(y, patch), on.end(y, patch));
        }
    }

    /**
     * With ε = x − μ: d ← γ ε · slope, x ← x − γ ε.
     *
     * @param slope of μ, or {@link Program#NONE} where it is 1
     */
    record Gather(int x, int mu, int slope, double gamma, int d) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            int begin = on.begin(x, patch);
            int end = on.end(x, patch);
            if (slope == Program.NONE) {
                on.kernels.gather(on.array(x), on.array(mu), gamma, on.array(d), begin, end);
            } else {
                on.kernels.gather(on.array(x), on.array(mu), on.array(slope), gamma, on.array(d), begin, end);
            }
        }

        @Override
        public boolean writes(int buffer) {
            return buffer == x || buffer == d;
        }

        @Override
        public int y() {
            return d;
        }
    }

    /** A state moves by Adam: {@link AdamDescent}. */
    record AdamMove(AdamDescent relaxation, int force, int mean, int square, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.kernels.adamOnValues(
                    on.array(force),
                    on.array(mean),
                    on.array(square),
                    on.array(y),
                    AdamDescent.weight(relaxation.beta1(), time),
                    AdamDescent.weight(relaxation.beta2(), time),
                    relaxation.gamma(),
                    relaxation.epsilon(),
                    on.begin(y, patch),
                    on.end(y, patch));
        }

        @Override
        public boolean writes(int buffer) {
            return buffer == y || buffer == mean || buffer == square;
        }
    }

    /** y ← −∂ℓ/∂μ. */
    record OutputError(DenseLoss loss, int mu, int target, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.outputs.error(loss, mu, target, y, patch);
        }

        @Override
        public boolean isOfWholeRows() {
            return loss.kind() != DenseLoss.Kind.SQUARED_ERROR;
        }
    }

    /**
     * Notes the loss of each sample.
     *
     * @param weights of the target's elements, or {@link Program#NONE}
     * @param ofTarget whether the target is what the output is held to, and not something on the way there
     */
    record MeasureLoss(DenseLoss loss, int node, int mu, int target, int weights, boolean ofTarget) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.outputs.measure(this, time, patch.from(), patch.to());
        }

        @Override
        public boolean isOfWholeRows() {
            return true;
        }

        @Override
        public int y() {
            return Program.NONE;
        }
    }

    /** Notes ½ π Σ ε² of each sample. */
    record MeasureError(int node, double precision, int error) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.outputs.measure(this, time, patch.from(), patch.to());
        }

        @Override
        public boolean isOfWholeRows() {
            return true;
        }

        @Override
        public int y() {
            return Program.NONE;
        }
    }
}
