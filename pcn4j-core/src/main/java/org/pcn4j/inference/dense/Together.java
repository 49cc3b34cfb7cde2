package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.List;

/**
 * Some acts on all rows, whose columns threads share: none reads what another thread writes. Where there are few rows, so does all of
 * a stage, act after act; each thread then reads its part of the weights alone.
 */
final class Together extends Phase {
    private final Workspace<?> on;
    private final List<Op> ops;
    private final boolean whole;
    private final boolean products;
    private final boolean nothingElse;
    private final List<Patch> patches = new ArrayList<>();
    private int shares;
    private int batch;
    private int time;

    private Together(Workspace<?> on, List<Op> ops) {
        this.on = on;
        this.ops = ops;
        this.whole = ops.get(0).isOfWholeRows();
        this.products = ops.stream().anyMatch(op -> op.acrossOf() != Program.NONE);
        this.nothingElse = ops.stream().allMatch(op -> op.acrossOf() != Program.NONE);
    }

    /** Divides acts into as few as can be that may each be done together, in order. */
    static List<Together> of(Workspace<?> on, List<Op> ops) {
        List<Together> all = new ArrayList<>();
        List<Op> now = new ArrayList<>();
        for (Op op : ops) {
            if (!now.isEmpty() && !mayJoin(op, now)) {
                all.add(new Together(on, List.copyOf(now)));
                now.clear();
            }
            now.add(op);
        }
        if (!now.isEmpty()) {
            all.add(new Together(on, List.copyOf(now)));
        }
        return all;
    }

    private static boolean mayJoin(Op op, List<Op> before) {
        for (Op other : before) {
            if (op.isOfWholeRows() != other.isOfWholeRows() || reads(op, other) || reads(other, op)) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether an act reads across what another one writes. */
    private static boolean reads(Op op, Op other) {
        return !op.isOfWholeRows() && op.acrossOf() != Program.NONE && other.writes(op.acrossOf());
    }

    /**
     * Prepares to act.
     *
     * @param samples how many rows
     * @param threads among how many their columns are shared
     */
    void divide(int samples, int threads) {
        if (samples != batch || threads != shares) {
            batch = samples;
            shares = threads;
            patches.clear();
            int some = nothingElse ? samples : 1;
            for (int share = 0; share < tasks(); share++) {
                for (int row = 0; row < samples; row += some) {
                    patches.add(new Patch(row, row + some, share, tasks(), on.kernels.panelWidth()));
                }
            }
        }
    }

    /**
     * Acts on all rows at a time.
     *
     * @return whether all went well: {@link Crew#run}; of acts other than products, which are over before others come, always
     */
    boolean act(int when, int threads) {
        time = when;
        return Crew.run(this, threads) || !products;
    }

    @Override
    int tasks() {
        return whole ? 1 : shares;
    }

    @Override
    void run(int task, int thread) {
        int each = patches.size() / tasks();
        for (int i = 0; i < ops.size(); i++) {
            for (int p = task * each; p < (task + 1) * each; p++) {
                ops.get(i).run(on, time, patches.get(p));
            }
        }
    }
}
