package org.pcn4j.inference.dense;

/** Acts of a program by products in bfloat16, see {@link Deviations}. */
final class Bfloat16Op {
    private Bfloat16Op() {}

    /**
     * y ← y⁰ + (x − x⁰) Wᵀ.
     *
     * @param x0 the buffer of x as it was when y⁰ was predicted in float32
     * @param y0 the buffer of y⁰
     */
    record Predict(int x, int x0, int weight, int y0, int y) implements Op.Rounded {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.rounded().predict(x, x0, weight, y0, y, patch);
        }

        @Override
        public int acrossOf() {
            return x;
        }
    }

    /**
     * y ← init + d W.
     *
     * @param init a buffer, y itself among them, or {@link Program#NONE} for zeros
     */
    record Feed(int d, int weight, int init, int y) implements Op.Rounded {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.rounded().feed(d, weight, init, y, patch);
        }

        @Override
        public int acrossOf() {
            return d;
        }
    }

    /** y ← init + d W Wᵀ. */
    record Gram(int d, int weight, int init, int y) implements Op.Rounded {
        @Override
        public <A> void run(Workspace<A> on, int time, Patch patch) {
            on.rounded().gram(d, weight, init, y, patch);
        }

        @Override
        public int acrossOf() {
            return d;
        }
    }
}
