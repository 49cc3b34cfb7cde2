package org.pcn4j.inference.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.pcn4j.tensor.Tensor;

/**
 * Where the shards of a batch meet at the end of each time at which parameters learn, for rules whose parameters move between two
 * times: all wait for the last, each moves its pieces of the parameters by the sums of all shards' Δθ, in the order of the
 * shards, and none goes on before all pieces have moved. All shards run the same plan at the same time, each in a thread of its
 * own. Owns what was not moved yet; close it after the threads of all shards.
 */
final class Meeting implements AutoCloseable {
    private static final int SPINS = 20_000;
    private static final long NAP_NANOS = 20_000;

    private final Division division;
    private final double scale;
    private final ParameterUpdater updater;
    private final List<Member> members = new ArrayList<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile int round;
    private List<Runnable> work = List.of();
    private List<@Nullable Tensor[]> gathered = List.of();

    /**
     * Prepares an update.
     *
     * @param division which shards of the batch are this process's, one at least
     * @param scale what the sums are multiplied by
     * @param updater moves the parameters
     */
    Meeting(Division division, double scale, ParameterUpdater updater) {
        this.division = division;
        this.scale = scale;
        this.updater = updater;
        for (int shard = 0; shard < division.own(); shard++) {
            members.add(new Member(shard));
        }
    }

    /** Returns what takes a shard's updates in the real updater's place, at a scale of 1. */
    ParameterUpdater of(int shard) {
        return members.get(shard);
    }

    /** Runs a shard to its end; should it fail, the others end as well, with what it threw. */
    void run(Runnable shard) {
        try {
            shard.run();
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            throw e;
        }
    }

    /** Waits for all shards; the last to come does what is to be done once. */
    private void meet(Runnable once) {
        int now = round;
        if (arrived.incrementAndGet() == members.size()) {
            once.run();
            arrived.set(0);
            round = now + 1;
            return;
        }
        for (int i = 0; round == now; i++) {
            requireWhole();
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
        requireWhole();
    }

    private void requireWhole() {
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        } else if (thrown instanceof Error error) {
            throw error;
        }
    }

    private void divideWork() {
        UpdateSteps steps = new UpdateSteps(updater);
        List<Held> first = members.get(0).held;
        List<@Nullable Tensor[]> own = new ArrayList<>(members.size());
        for (Member member : members) {
            own.add(member.held.stream().map(Held::delta).toArray(Tensor[]::new));
        }
        gathered = updater.reducer()
                .begin(first.stream().map(Held::theta).toList(), own, division)
                .all();
        for (int i = 0; i < first.size(); i++) {
            List<Tensor> deltas = new ArrayList<>(gathered.size());
            for (@Nullable Tensor[] shard : gathered) {
                deltas.add(Objects.requireNonNull(shard[i]));
            }
            steps.add(first.get(i).name(), first.get(i).theta(), deltas);
        }
        work = steps.divided(members.size(), scale);
    }

    @Override
    public void close() {
        members.forEach(Member::release);
        releaseGathered();
    }

    private void releaseGathered() {
        Shards.close(gathered);
        gathered = List.of();
    }

    /** A parameter's update by one shard, until all meet. */
    private record Held(String name, Tensor theta, Tensor delta) {}

    private final class Member implements ParameterUpdater {
        private final int shard;
        private final List<Held> held = new ArrayList<>();

        Member(int shard) {
            this.shard = shard;
        }

        @Override
        public void update(String name, Tensor theta, Tensor delta) {
            held.add(new Held(name, theta, delta.share().keep()));
        }

        @Override
        public void endTime() {
            if (!held.isEmpty()) {
                meet(Meeting.this::divideWork);
                work.get(shard).run();
                meet(Meeting.this::releaseGathered);
                release();
            }
        }

        @Override
        public boolean idleAtZero() {
            return updater.idleAtZero();
        }

        private void release() {
            held.forEach(each -> each.delta().close());
            held.clear();
        }
    }
}
