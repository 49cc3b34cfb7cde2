package org.pcn4j.inference.dense;

import org.pcn4j.dense.Activation;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.inference.schedule.AdamDescent;

/** One act of a program on some rows of its buffers: nothing of a row depends on any other. Buffers are named by their numbers. */
sealed interface Op {
    /**
     * Acts on the rows {@code from … to}.
     *
     * @param time t
     */
    <A> void run(Workspace<A> on, int time, int from, int to);

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
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.load(given, y, from, to);
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
        public <A> void run(Workspace<A> on, int time, int begin, int end) {
            if (given != Program.NONE && on.isGiven(given)) {
                on.load(given, y, begin, end);
            } else if (from != Program.NONE) {
                on.kernels.scale(on.array(from), 1, on.array(y), on.at(y, begin), on.at(y, end));
            } else {
                on.carrier.clear(on.array(y), on.at(y, begin), on.at(y, end));
            }
        }
    }

    /** y ← what it is held to, where the mask is not 0. */
    record Hold(int mask, int held, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.hold(on.array(mask), on.array(held), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /** y ← a times the weights, 0 where the weight is 0, whatever a is there. */
    record Weigh(int a, int weights, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.weigh(on.array(a), on.array(weights), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /** y ← a, each row times its weight, 0 where the weight is 0, whatever a is there. */
    record WeighRows(int a, int weights, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            for (int row = from; row < to; row++) {
                double weight = on.carrier.at(on.array(weights), on.at(weights, row));
                if (weight == 0) {
                    on.carrier.clear(on.array(y), on.at(y, row), on.at(y, row + 1));
                } else {
                    on.kernels.scale(on.array(a), weight, on.array(y), on.at(y, row), on.at(y, row + 1));
                }
            }
        }
    }

    /** y ← 0 where the mask is not 0. */
    record Clear(int mask, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.clear(on.array(mask), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /**
     * y ← x Wᵀ + b.
     *
     * @param bias the parameter b, or {@link Program#NONE}
     */
    record Predict(int x, int weight, int bias, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.predict(x, weight, bias, y, from, to);
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
    record Feed(int d, int weight, int init, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.feed(d, weight, init, y, from, to);
        }

        @Override
        public boolean reads(int parameter) {
            return parameter == weight;
        }
    }

    /** y ← init + d W Wᵀ. */
    record Gram(int d, int weight, int init, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.gram(d, weight, init, y, from, to);
        }

        @Override
        public boolean reads(int parameter) {
            return parameter == weight;
        }
    }

    /** y ← f(x). */
    record Activate(Activation f, int x, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.activate(f, on.array(x), on.array(y), on.at(y, from), on.at(y, to));
            on.keepPadding(f, y, from, to);
        }
    }

    /** y ← f(x) and slope ← f′(x). */
    record ActivateWithSlope(Activation f, int x, int y, int slope) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.activate(f, on.array(x), on.array(y), on.array(slope), on.at(y, from), on.at(y, to));
            on.keepPadding(f, y, from, to);
        }

        @Override
        public boolean writes(int buffer) {
            return buffer == y || buffer == slope;
        }
    }

    /** y ← a − b. */
    record Subtract(int a, int b, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.subtract(on.array(a), on.array(b), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /** y ← a · b. */
    record Multiply(int a, int b, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.multiply(on.array(a), on.array(b), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /** y ← factor · a. */
    record Scale(int a, double factor, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.scale(on.array(a), factor, on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /** y ← a + factor · b. */
    record AddScaled(int a, double factor, int b, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.addScaled(on.array(a), factor, on.array(b), on.array(y), on.at(y, from), on.at(y, to));
        }
    }

    /**
     * With ε = x − μ: d ← γ ε · slope, x ← x − γ ε.
     *
     * @param slope of μ, or {@link Program#NONE} where it is 1
     */
    record Gather(int x, int mu, int slope, double gamma, int d) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            int begin = on.at(x, from);
            int end = on.at(x, to);
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
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.kernels.adamOnValues(
                    on.array(force),
                    on.array(mean),
                    on.array(square),
                    on.array(y),
                    AdamDescent.weight(relaxation.beta1(), time),
                    AdamDescent.weight(relaxation.beta2(), time),
                    relaxation.gamma(),
                    relaxation.epsilon(),
                    on.at(y, from),
                    on.at(y, to));
        }

        @Override
        public boolean writes(int buffer) {
            return buffer == y || buffer == mean || buffer == square;
        }
    }

    /** y ← −∂ℓ/∂μ. */
    record OutputError(DenseLoss loss, int mu, int target, int y) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.outputs.error(loss, mu, target, y, from, to);
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
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.outputs.measure(this, time, from, to);
        }

        @Override
        public int y() {
            return Program.NONE;
        }
    }

    /** Notes ½ π Σ ε² of each sample. */
    record MeasureError(int node, double precision, int error) implements Op {
        @Override
        public <A> void run(Workspace<A> on, int time, int from, int to) {
            on.outputs.measure(this, time, from, to);
        }

        @Override
        public int y() {
            return Program.NONE;
        }
    }
}
