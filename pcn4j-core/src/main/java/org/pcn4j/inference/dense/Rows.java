package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;
import org.pcn4j.inference.dense.Program.Turn;

/** The beginning of a stage: rows go through its turns, some at a time, so that their values stay in a cache throughout. */
final class Rows extends Phase {
    private static final int MOST_ROWS = 16;
    /** Weights of so many numbers stay in no cache of a core: the more rows a task has, the less often they are fetched. */
    private static final long LARGE = 1 << 20;

    private static final int MOST_BY_LARGE = 64;
    private static final int TILE = 4;

    /** Each product by the library lays the weights out anew. */
    private static final int MOST_ROUNDED = 128;

    private final Workspace<?> on;
    private final List<Turn> turns;
    private final int most;
    private final List<Patch> patches = new ArrayList<>();
    private int first;
    private int end;
    private int each;
    private int done;

    Rows(Workspace<?> on, List<Turn> turns) {
        this.on = on;
        this.turns = turns;
        boolean large = turns.stream().flatMap(turn -> turn.ops().stream()).anyMatch(op -> on.weightsOf(op) >= LARGE);
        this.most = on.isRounded() ? MOST_ROUNDED : large ? MOST_BY_LARGE : MOST_ROWS;
    }

    /**
     * Divides rows of a batch among threads.
     *
     * @param from the first of them
     * @param to the end of them
     * @param before how many of the first acts have been done
     */
    void divide(int from, int to, int threads, int before) {
        done = before;
        int samples = to - from;
        int share = (samples + threads - 1) / threads;
        int some = Math.min(most, (share + TILE - 1) / TILE * TILE);
        while ((samples + some - 1) / some > MOST) {
            some += TILE;
        }
        if (from != first || to != end || some != each) {
            first = from;
            end = to;
            each = some;
            patches.clear();
            for (int row = from; row < to; row += some) {
                patches.add(Patch.ofRows(row, Math.min(to, row + some)));
            }
        }
    }

    @Override
    int tasks() {
        return patches.size();
    }

    @Override
    void run(int task, int thread) {
        Patch patch = patches.get(task);
        int skip = done;
        for (int t = 0; t < turns.size(); t++) {
            Turn turn = turns.get(t);
            for (int repeat = 0; repeat < turn.repeats(); repeat++) {
                for (int i = 0; i < turn.ops().size(); i++) {
                    if (skip > 0) {
                        skip--;
                    } else {
                        turn.ops().get(i).run(on, turn.time() + repeat, patch);
                    }
                }
            }
        }
    }
}
