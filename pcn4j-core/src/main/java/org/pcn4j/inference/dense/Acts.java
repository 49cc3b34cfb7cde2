package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.dense.Program.Turn;

/**
 * The acts of a stage, dealt out to threads in one of three ways, which give the same bits: threads take rows; or, with few rows a
 * thread, they first predict by the columns of weights that nothing else reads, each those that it learns; or, with so few rows that
 * there are none to take, they share the columns of everything.
 */
final class Acts {
    /** With so many rows, the second way costs more than it saves. */
    private static final int MANY_ROWS = 32;

    /** The third way pays where a turn reads so many numbers of weights. */
    private static final long WIDE = 1 << 18;

    /** So many runs are left to one thread after some in which others mostly did not help: they have no cores of their own. */
    private static final int ALONE = 64;

    private static final int SOME = 3;

    private final Workspace<?> on;
    private final Rows rows;
    private final List<Together> ahead;
    private final int before;
    private final boolean wide;
    private final List<Shared> shared = new ArrayList<>();
    private int alone;
    /** How many runs in a row others did not help with. */
    private int unhelped;

    /** How much oftener than not all has gone well in a run. */
    private int balance;

    /** A turn by columns. */
    private record Shared(Turn turn, List<Together> acts) {}

    Acts(Workspace<?> on, Stage stage) {
        this.on = on;
        this.rows = new Rows(on, stage.turns());
        List<Op> first = first(stage.turns());
        this.before = first.size();
        this.ahead = Together.of(on, first);
        this.wide = stage.turns().stream().anyMatch(turn -> reads(turn) >= WIDE);
        if (wide) {
            stage.turns().forEach(turn -> shared.add(new Shared(turn, Together.of(on, turn.ops()))));
        }
    }

    /** Returns the first acts up to the last prediction of what is given by weights that nothing is fed back through. */
    private List<Op> first(List<Turn> turns) {
        List<Op> first = new ArrayList<>();
        Set<Integer> given = new HashSet<>();
        int end = 0;
        for (Turn turn : turns) {
            for (Op op : turn.ops()) {
                if (op instanceof Op.Load load) {
                    given.add(load.y());
                } else if (op instanceof Op.Predict act
                        && given.contains(act.x())
                        && on.weights(act.weight()).home().isInPanels()) {
                    end = first.size() + 1;
                } else {
                    return first.subList(0, end);
                }
                first.add(op);
            }
        }
        return first.subList(0, end);
    }

    private long reads(Turn turn) {
        return turn.ops().stream().mapToLong(on::weightsOf).sum();
    }

    /**
     * Acts on all rows.
     *
     * @param threads as {@link Crew#take} returned them
     */
    void run(int batch, int threads) {
        if (threads > 1 && wide && on.isOfFew()) {
            if (alone > 0) {
                alone--;
            } else {
                shared(batch, threads);
                return;
            }
        }
        boolean apart = threads > 1 && batch <= MANY_ROWS && !on.isOfFew();
        if (apart) {
            together(ahead, Program.NONE, batch, threads);
        }
        rows.divide(0, batch, threads, apart ? before : 0);
        Crew.run(rows, threads);
    }

    /** Acts on some of the rows alone. */
    void run(int from, int to, int threads) {
        rows.divide(from, to, threads, 0);
        Crew.run(rows, threads);
    }

    private void shared(int batch, int threads) {
        balance = 0;
        for (Shared turn : shared) {
            for (int repeat = 0; repeat < turn.turn().repeats(); repeat++) {
                together(turn.acts(), turn.turn().time() + repeat, batch, threads);
            }
        }
        unhelped = balance < 0 ? unhelped + 1 : 0;
        if (unhelped == SOME) {
            unhelped = 0;
            alone = ALONE;
        }
    }

    private void together(List<Together> acts, int time, int batch, int threads) {
        for (int i = 0; i < acts.size(); i++) {
            acts.get(i).divide(batch, threads);
            balance += acts.get(i).act(time, threads) ? 1 : -1;
        }
    }
}
