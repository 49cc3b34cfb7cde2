package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcn4j.dense.DenseStep;
import org.pcn4j.inference.dense.DenseUpdater.Move;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/**
 * The end of a stage: the parameters of its lessons learn from all rows, strip by strip. A strip's gradient stays in a cache until it
 * has moved the strip, unless somebody wants all of Δθ.
 */
final class Learning<A> extends Phase {
    private static final int FEWEST_NUMBERS = 8_192;

    /** So many rows of W, or of a panel, learn at a time: their gradient stays in the first cache, and what it is made of as well. */
    private static final int SOME_ROWS = 16;

    private static final int PANEL_ROWS = 32;
    private static final int SOME_SAMPLES = 128;

    /** A part of a lesson: some rows of W, or of the panel that begins at a column of Wᵀ. */
    private record Part(int lesson, int column, int from, int to) {}

    private final Workspace<A> on;
    private final List<Lesson> lessons;
    private final List<Part> parts = new ArrayList<>();
    /** By how many threads there are, less one, and by the thread. */
    private final long[][] own;

    private final List<A> scratch = new ArrayList<>();
    private final @Nullable DenseStep[] steps;
    private final List<List<A>> states = new ArrayList<>();
    private final List<A> wholes = new ArrayList<>();

    /**
     * Cuts the lessons into parts.
     *
     * @param threads how many threads there can be
     */
    Learning(Workspace<A> on, List<Lesson> lessons, int threads) {
        this.on = on;
        this.lessons = lessons;
        this.steps = new DenseStep[lessons.size()];
        for (int i = 0; i < lessons.size(); i++) {
            states.add(new ArrayList<>());
            wholes.add(on.carrier.array(0));
        }
        long numbers = 0;
        for (Lesson lesson : lessons) {
            numbers += on.carrier.length(home(lesson).numbers());
        }
        long each = Math.max(FEWEST_NUMBERS, numbers / (MOST / 2));
        int most = 0;
        for (int i = 0; i < lessons.size(); i++) {
            most = Math.max(most, cut(i, each));
        }
        this.own = new long[threads][threads];
        for (int some = 1; some <= threads; some++) {
            for (int thread = 0; thread < some; thread++) {
                own[some - 1][thread] = share(thread, some);
            }
        }
        for (int i = 0; i < threads; i++) {
            scratch.add(on.carrier.array(most));
        }
    }

    private Home<A> home(Lesson lesson) {
        return on.weights(lesson.parameter()).home();
    }

    /** Returns how many numbers a piece of a part has at most. */
    private int cut(int lesson, long each) {
        Home<A> home = home(lessons.get(lesson));
        if (!home.isInPanels()) {
            int ld = home.ld();
            int rows = Math.toIntExact(Math.max(1, each / ld / SOME_ROWS)) * SOME_ROWS;
            for (int from = 0; from < home.rows(); from += rows) {
                parts.add(new Part(lesson, 0, from, Math.min(home.rows(), from + rows)));
            }
            return SOME_ROWS * ld;
        }
        int padded = on.kernels.padded(home.rows());
        for (int column = 0; column < padded; column += on.kernels.panelAt(column, padded)) {
            int width = on.kernels.panelAt(column, padded);
            int rows = Math.toIntExact(Math.max(1, each / width / PANEL_ROWS)) * PANEL_ROWS;
            for (int from = 0; from < home.columns(); from += rows) {
                parts.add(new Part(lesson, column, from, Math.min(home.columns(), from + rows)));
            }
        }
        return PANEL_ROWS * on.kernels.strip();
    }

    /** Prepares the steps of an optimizer. */
    void prepare(DenseUpdater updater, Parameters parameters, double scale) {
        for (int i = 0; i < lessons.size(); i++) {
            int parameter = lessons.get(i).parameter();
            Tensor theta = parameters.tensors().get(parameter);
            Move move = updater.begin(parameters.specs().get(parameter).name(), theta, scale);
            steps[i] = move.step();
            // Whoever prepared the step may have asked for its elements.
            on.weights(parameter).take(theta);
            states.get(i).clear();
            for (int k = 0; k < move.state().size(); k++) {
                states.get(i).add(on.numbersOf(move.state().get(k), parameter));
            }
        }
    }

    /** Prepares to hand out each Δθ as a whole. */
    void prepareWhole() {
        for (int i = 0; i < lessons.size(); i++) {
            steps[i] = null;
            int length = on.carrier.length(home(lessons.get(i)).numbers());
            if (on.carrier.length(wholes.get(i)) != length) {
                wholes.set(i, on.carrier.array(length));
            }
        }
    }

    /** Returns the Δθ of a lesson in row-major order. */
    A whole(int lesson) {
        return home(lessons.get(lesson)).inOrder(wholes.get(lesson));
    }

    List<Lesson> lessons() {
        return lessons;
    }

    @Override
    int tasks() {
        return parts.size();
    }

    /** A thread learns its share of each parameter, each time the same. */
    @Override
    long own(int thread, int threads) {
        return own[threads - 1][thread];
    }

    private long share(int thread, int threads) {
        long bundles = 0;
        for (int i = 0; i < bundles(); i++) {
            Part part = parts.get(first(i));
            Home<A> home = home(lessons.get(part.lesson()));
            long place = home.isInPanels() ? part.column() : part.from();
            if (place * threads / home.rows() == thread) {
                bundles |= 1L << i;
            }
        }
        return bundles;
    }

    @Override
    void run(int task, int thread) {
        Part part = parts.get(task);
        Home<A> home = home(lessons.get(part.lesson()));
        if (home.isInPanels()) {
            inPanels(part, home, thread);
        } else if (on.weights(lessons.get(part.lesson()).parameter()).isVector()) {
            ofBias(part, home, thread);
        } else {
            inRows(part, home, thread);
        }
    }

    private void inRows(Part part, Home<A> home, int thread) {
        int ld = home.ld();
        for (int row = part.from(); row < part.to(); row += SOME_ROWS) {
            int rows = Math.min(SOME_ROWS, part.to() - row);
            A g = target(part, thread);
            int at = steps[part.lesson()] == null ? row * ld : 0;
            begin(part, g, at, rows * ld);
            boolean adds = false;
            for (Pair pair : lessons.get(part.lesson()).pairs()) {
                for (int sample = 0; sample < on.batch(); sample += SOME_SAMPLES) {
                    for (int column = 0; column < ld; column += on.kernels.strip()) {
                        int columns = Math.min(on.kernels.strip(), ld - column);
                        gradient(pair.d(), row, rows, pair.h(), column, columns, sample, adds, g, at + column, ld);
                    }
                    adds = true;
                }
            }
            move(part, home, row * ld, g, at, rows * ld);
        }
    }

    private void inPanels(Part part, Home<A> home, int thread) {
        int width = on.kernels.panelAt(part.column(), on.kernels.padded(home.rows()));
        int begin = part.column() * home.columns();
        for (int row = part.from(); row < part.to(); row += PANEL_ROWS) {
            int rows = Math.min(PANEL_ROWS, part.to() - row);
            A g = target(part, thread);
            int place = begin + row * width;
            int at = steps[part.lesson()] == null ? place : 0;
            begin(part, g, at, rows * width);
            boolean adds = false;
            for (Pair pair : lessons.get(part.lesson()).pairs()) {
                for (int sample = 0; sample < on.batch(); sample += SOME_SAMPLES) {
                    gradient(pair.h(), row, rows, pair.d(), part.column(), width, sample, adds, g, at, width);
                    adds = true;
                }
            }
            move(part, home, place, g, at, rows * width);
        }
    }

    private void ofBias(Part part, Home<A> home, int thread) {
        A g = target(part, thread);
        begin(part, g, 0, home.ld());
        boolean adds = false;
        for (Pair pair : lessons.get(part.lesson()).pairs()) {
            on.kernels.sumRows(on.array(pair.d()), 0, on.stride(pair.d()), home.ld(), on.batch(), adds, g, 0);
            adds = true;
        }
        move(part, home, 0, g, 0, home.ld());
    }

    private A target(Part part, int thread) {
        return steps[part.lesson()] == null ? wholes.get(part.lesson()) : scratch.get(thread);
    }

    /** A Δθ without summands is zero. */
    private void begin(Part part, A g, int at, int count) {
        if (lessons.get(part.lesson()).pairs().isEmpty()) {
            on.carrier.clear(g, at, at + count);
        }
    }

    private void gradient(
            int d, int row, int rows, int x, int column, int columns, int sample, boolean adds, A g, int at, int ld) {
        on.kernels.gradient(
                on.array(d),
                on.at(d, sample) + row,
                on.stride(d),
                rows,
                on.array(x),
                on.at(x, sample) + column,
                on.stride(x),
                columns,
                Math.min(SOME_SAMPLES, on.batch() - sample),
                adds,
                g,
                at,
                ld);
    }

    private void move(Part part, Home<A> home, int place, A g, int at, int count) {
        DenseStep step = steps[part.lesson()];
        if (step != null) {
            step.apply(on.kernels, home.numbers(), states.get(part.lesson()), place, g, at, count);
        }
    }
}
