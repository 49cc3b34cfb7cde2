package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.pcn4j.dense.Rounding;
import org.pcn4j.tensor.Bfloat16Matrix;

/** Products in bfloat16 of rows of a workspace's buffers and of its weights. */
final class RoundedProducts<A> {
    /** So many tasks at most for a weight. */
    private static final int PARTS = 8;

    private final Workspace<A> on;
    private final Rounding<A> rounding;
    /** W [rows, columns], padded by zeros. */
    private final Map<Integer, Bfloat16Matrix> factors = new TreeMap<>();
    /** W Wᵀ. */
    private final Map<Integer, Bfloat16Matrix> grams = new TreeMap<>();

    private final ConcurrentHashMap<Integer, Scratch> scratches = new ConcurrentHashMap<>();

    /** What rows go through on their way to the library and back; of those that begin at one place. */
    private static final class Scratch {
        private final Map<Integer, Bfloat16Matrix> in = new HashMap<>();
        private final Map<Integer, Bfloat16Matrix> out = new HashMap<>();
        private short[] bits = {};

        short[] bits(int count) {
            if (bits.length < count) {
                bits = new short[count];
            }
            return bits;
        }

        static Bfloat16Matrix of(Map<Integer, Bfloat16Matrix> all, int rows, int width) {
            Bfloat16Matrix known = all.get(width);
            if (known == null || known.rows() < rows) {
                known = new Bfloat16Matrix(rows, width);
                all.put(width, known);
            }
            return known;
        }
    }

    /** Makes room for the weights that a program multiplies by. */
    RoundedProducts(Workspace<A> on, Program program, Rounding<A> rounding) {
        this.on = on;
        this.rounding = rounding;
        program.stages().stream().flatMap(Program.Stage::ops).forEach(op -> {
            if (op instanceof Bfloat16Op.Predict act) {
                factor(act.weight());
            } else if (op instanceof Bfloat16Op.Feed act) {
                factor(act.weight());
            } else if (op instanceof Bfloat16Op.Gram act) {
                int rows = factor(act.weight()).rows();
                grams.computeIfAbsent(act.weight(), unused -> new Bfloat16Matrix(rows, rows));
            }
        });
    }

    private Bfloat16Matrix factor(int weight) {
        Home<A> home = on.weights(weight).home();
        return factors.computeIfAbsent(weight, unused -> new Bfloat16Matrix(on.kernels.padded(home.rows()), home.ld()));
    }

    /** Returns what brings weights here, as they have changed. */
    Phase rounding() {
        List<Runnable> tasks = new ArrayList<>();
        factors.forEach((weight, factor) -> {
            int rows = on.weights(weight).home().rows();
            int some = some(rows, factors.size());
            for (int from = 0; from < rows; from += some) {
                int at = from * factor.columns();
                int count = Math.min(some, rows - from) * factor.columns();
                short[] bits = new short[count];
                tasks.add(() -> {
                    rounding.round(on.weights(weight).home().numbers(), at, count, bits);
                    factor.put(bits, at, count);
                });
            }
        });
        return new Tasks(tasks);
    }

    /** Returns what multiplies weights by themselves, once they are here. */
    Phase multiplying() {
        List<Runnable> tasks = new ArrayList<>();
        grams.forEach((weight, gram) -> {
            Bfloat16Matrix factor = Objects.requireNonNull(factors.get(weight));
            int some = some(gram.rows(), grams.size());
            for (int from = 0; from < gram.rows(); from += some) {
                int begin = from;
                int count = Math.min(some, gram.rows() - from);
                tasks.add(() -> factor.timesTransposed(factor, begin, count, gram));
            }
        });
        return new Tasks(tasks);
    }

    private static int some(int rows, int weights) {
        int parts = Math.max(1, Math.min(PARTS, Phase.MOST / weights));
        return (rows + parts - 1) / parts;
    }

    /** y ← y⁰ + (x − x⁰) Wᵀ. */
    void predict(int x, int x0, int weight, int y0, int y, Patch patch) {
        Scratch scratch = scratch(patch);
        int from = on.begin(x, patch);
        int count = on.end(x, patch) - from;
        short[] bits = scratch.bits(Math.max(count, on.end(y, patch) - on.begin(y, patch)));
        rounding.difference(on.array(x), from, on.array(x0), from, count, bits);
        Bfloat16Matrix out = out(scratch, y, patch);
        in(scratch, x, patch, bits, count).timesTransposed(of(factors, weight), 0, patch.rows(), out);
        add(out, bits, y0, y, patch);
    }

    /** y ← init + d W. */
    void feed(int d, int weight, int init, int y, Patch patch) {
        Scratch scratch = scratch(patch);
        Bfloat16Matrix out = out(scratch, y, patch);
        rounded(scratch, d, y, patch).times(of(factors, weight), 0, patch.rows(), out);
        add(out, scratch.bits(0), init, y, patch);
    }

    /** y ← init + d W Wᵀ. */
    void gram(int d, int weight, int init, int y, Patch patch) {
        Scratch scratch = scratch(patch);
        Bfloat16Matrix out = out(scratch, y, patch);
        rounded(scratch, d, y, patch).times(of(grams, weight), 0, patch.rows(), out);
        add(out, scratch.bits(0), init, y, patch);
    }

    private static Bfloat16Matrix of(Map<Integer, Bfloat16Matrix> all, int weight) {
        return Objects.requireNonNull(all.get(weight));
    }

    private Scratch scratch(Patch patch) {
        return scratches.computeIfAbsent(patch.from(), unused -> new Scratch());
    }

    private Bfloat16Matrix rounded(Scratch scratch, int d, int y, Patch patch) {
        int from = on.begin(d, patch);
        int count = on.end(d, patch) - from;
        short[] bits = scratch.bits(Math.max(count, on.end(y, patch) - on.begin(y, patch)));
        rounding.round(on.array(d), from, count, bits);
        return in(scratch, d, patch, bits, count);
    }

    private Bfloat16Matrix in(Scratch scratch, int x, Patch patch, short[] bits, int count) {
        Bfloat16Matrix in = Scratch.of(scratch.in, patch.rows(), on.stride(x));
        in.put(bits, 0, count);
        return in;
    }

    private Bfloat16Matrix out(Scratch scratch, int y, Patch patch) {
        return Scratch.of(scratch.out, patch.rows(), on.stride(y));
    }

    private void add(Bfloat16Matrix product, short[] bits, int init, int y, Patch patch) {
        int from = on.begin(y, patch);
        int count = on.end(y, patch) - from;
        product.get(bits, 0, count);
        if (init == Program.NONE) {
            rounding.widen(bits, count, on.array(y), from);
        } else {
            rounding.add(on.array(init), from, bits, count, on.array(y), from);
        }
    }

    /** Tasks as they are. */
    private static final class Tasks extends Phase {
        private final List<Runnable> tasks;

        Tasks(List<Runnable> tasks) {
            this.tasks = List.copyOf(tasks);
        }

        @Override
        int tasks() {
            return tasks.size();
        }

        @Override
        void run(int task, int thread) {
            tasks.get(task).run();
        }
    }
}
