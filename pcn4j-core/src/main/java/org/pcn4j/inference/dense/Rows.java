package org.pcn4j.inference.dense;

import java.util.List;
import org.pcn4j.inference.dense.Program.Turn;

/** The beginning of a stage: rows go through its turns, some at a time, so that their values stay in a cache throughout. */
final class Rows extends Phase {
    private static final int MOST_ROWS = 16;
    private static final int TILE = 4;

    private final Workspace<?> on;
    private final List<Turn> turns;
    private int batch = 1;
    private int each = 1;

    Rows(Workspace<?> on, List<Turn> turns) {
        this.on = on;
        this.turns = turns;
    }

    /** Divides a batch among threads. */
    void divide(int samples, int threads) {
        batch = samples;
        int share = (samples + threads - 1) / threads;
        each = Math.min(MOST_ROWS, (share + TILE - 1) / TILE * TILE);
        while (tasks() > MOST) {
            each += TILE;
        }
    }

    @Override
    int tasks() {
        return (batch + each - 1) / each;
    }

    @Override
    void run(int task, int thread) {
        int from = task * each;
        int to = Math.min(batch, from + each);
        for (int t = 0; t < turns.size(); t++) {
            Turn turn = turns.get(t);
            for (int repeat = 0; repeat < turn.repeats(); repeat++) {
                for (int i = 0; i < turn.ops().size(); i++) {
                    turn.ops().get(i).run(on, turn.time() + repeat, from, to);
                }
            }
        }
    }
}
