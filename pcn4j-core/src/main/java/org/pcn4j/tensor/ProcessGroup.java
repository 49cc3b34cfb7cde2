package org.pcn4j.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.jspecify.annotations.Nullable;

/**
 * Processes that compute together, each a rank, by libtorch's c10d and its Gloo: what one calls, all call, in the same order. A rank
 * that is killed, stopped or cut off is found within the {@linkplain Rendezvous#patience patience}, on every rank; the group is of no
 * more use then. For one thread at a time; close it when done.
 */
public final class ProcessGroup implements AutoCloseable {
    private static final long SLICE_MILLIS = 200;
    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(5);

    private final Rendezvous place;
    private final TCPStore store;
    private final ProcessGroupGloo gloo;
    private final Heartbeats heartbeats;
    private int questions;
    private boolean broken;

    private ProcessGroup(Rendezvous place, TCPStore store, ProcessGroupGloo gloo, Heartbeats heartbeats) {
        this.place = place;
        this.store = store;
        this.gloo = gloo;
        this.heartbeats = heartbeats;
    }

    /**
     * Meets the other ranks; returns when all have come.
     *
     * @throws RankException if they do not come in time, expect others than this one, or rank 0 cannot listen on its port
     * @throws TensorException if libtorch cannot be loaded
     */
    public static ProcessGroup join(Rendezvous place) {
        Native.loadCollectives();
        MeetingPlace meeting = MeetingPlace.open(place);
        TCPStore store = meeting.store();
        Heartbeats heartbeats = new Heartbeats(meeting.another(), place);
        GlooDeviceVector devices = new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(meeting.ownAddress()));
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(
                        new Milliseconds(place.joining().toMillis()))
                .devices(devices);
        try {
            ProcessGroupGloo gloo = new ProcessGroupGloo(store, place.rank(), place.size(), options);
            options.close();
            devices.close();
            return new ProcessGroup(place, store, gloo, heartbeats);
        } catch (RuntimeException e) {
            String why = heartbeats.failure().orElseGet(() -> TensorException.firstLine(e));
            heartbeats.end();
            throw new RankException("rank " + place.rank() + " found no connection to the others: " + why, e);
        }
    }

    /** Returns this process's number, 0 … {@link #size} − 1. */
    public int rank() {
        return place.rank();
    }

    /** Returns how many processes there are. */
    public int size() {
        return place.size();
    }

    /**
     * Makes sure that all ranks say the same.
     *
     * @param what it is that they say
     * @throws RankException on every rank, if they do not: it names one that says otherwise than rank 0
     */
    public void requireSame(String what, String said) {
        requireWhole();
        int question = questions++;
        MeetingPlace.Texts texts = new MeetingPlace.Texts(store);
        texts.put("question/" + question + "/" + rank(), said);
        String first = "";
        for (int other = 0; other < size(); other++) {
            String name = "question/" + question + "/" + other;
            Optional<String> answer = texts.get(name);
            for (; answer.isEmpty(); answer = texts.get(name)) {
                requireWhole();
                LockSupport.parkNanos(NAP);
            }
            if (other == 0) {
                first = answer.get();
            } else if (!answer.get().equals(first)) {
                throw new RankException(what + " differs: rank 0 has " + first + ", rank " + other + " has "
                        + answer.get() + "; expected the same on all ranks");
            }
        }
    }

    /**
     * Gathers what all ranks have.
     *
     * @param own of this rank; of the same shape on all, in main memory and row-major order; borrowed
     * @param all takes them, one a slice of its first dimension, in the order of the ranks: [{@link #size}, …]; in row-major order
     * @throws RankException if a rank is lost
     * @throws IllegalArgumentException if the second does not hold as many of the first
     */
    public void allGather(Tensor own, Tensor all) {
        if (own.dtype() != all.dtype() || all.elements() != own.elements() * size()) {
            throw new IllegalArgumentException("what " + size() + " ranks have, each " + own.dtype() + own.shape()
                    + ", does not fit " + all.dtype() + all.shape());
        }
        try (Tensor row = own.reshape(Shape.of(1, own.elements()));
                Tensor rows = all.reshape(Shape.of(size(), own.elements()))) {
            await("all-gather", () -> gloo._allgather_base(rows.raw(), row.raw()));
        }
    }

    /**
     * Sums what all ranks have, in no order that is told: sums of three or more differ in their last bits from a sum from left to
     * right, alike on all ranks.
     *
     * @param numbers of the same shape on all, in main memory and row-major order; changed in place
     * @throws RankException if a rank is lost
     */
    public void allReduce(Tensor numbers) {
        await("all-reduce", () -> {
            try (TensorVector vector = new TensorVector(numbers.raw())) {
                return gloo.allreduce(vector);
            }
        });
    }

    /**
     * Tells whether any rank says so.
     *
     * @throws RankException if a rank is lost
     */
    public boolean any(boolean said) {
        try (Tensor own = Tensor.of(Shape.of(1), new float[] {said ? 1 : 0});
                Tensor all = Tensor.full(DType.FLOAT32, Shape.of(size(), 1), 0)) {
            allGather(own, all);
            return Arrays.stream(all.toDoubles()).anyMatch(each -> each != 0);
        }
    }

    /**
     * Hands bytes from rank 0 to all.
     *
     * @param bytes on rank 0 what is to be handed on; on others it does not matter
     * @return those of rank 0
     * @throws RankException if a rank is lost
     */
    public byte[] broadcast(byte[] bytes) {
        long length = broadcast(new long[] {bytes.length})[0];
        long[] words = new long[Math.toIntExact((length + Long.BYTES - 1) / Long.BYTES)];
        if (rank() == 0) {
            ByteBuffer padded = ByteBuffer.allocate(words.length * Long.BYTES);
            padded.put(0, bytes).asLongBuffer().get(words);
        }
        ByteBuffer received = ByteBuffer.allocate(words.length * Long.BYTES);
        received.asLongBuffer().put(broadcast(words));
        return Arrays.copyOf(received.array(), Math.toIntExact(length));
    }

    private long[] broadcast(long[] words) {
        if (words.length == 0) {
            return words;
        }
        try (Tensor numbers = Tensor.of(Shape.of(words.length), words)) {
            await("broadcast", () -> {
                try (TensorVector vector = new TensorVector(numbers.raw())) {
                    return gloo.broadcast(vector);
                }
            });
            return numbers.toLongs();
        }
    }

    /**
     * Waits until all ranks have come so far.
     *
     * @throws RankException if a rank is lost
     */
    public void barrier() {
        await("barrier", gloo::barrier);
    }

    private void await(String what, Supplier<Work> begin) {
        requireWhole();
        Work work = Native.call(what, begin);
        try (Milliseconds slice = new Milliseconds(SLICE_MILLIS)) {
            while (true) {
                try {
                    work._wait(slice);
                    work.close();
                    return;
                } catch (RuntimeException e) {
                    // It may have ended since this slice of waiting did.
                    if (work.isCompleted() && work.isSuccess()) {
                        work.close();
                        return;
                    } else if (work.isCompleted()) {
                        throw lost(e);
                    }
                }
                requireWhole();
            }
        }
    }

    /** Makes sure that no rank is lost. */
    void requireWhole() {
        heartbeats.failure().ifPresent(why -> {
            throw lost(why, null);
        });
    }

    /** Tells whether a rank is lost. */
    boolean isLost() {
        return heartbeats.failure().isPresent();
    }

    ProcessGroupGloo gloo() {
        return gloo;
    }

    /** Finds out why something failed that needs all ranks, which takes as long as the patience at most. */
    RankException lost(RuntimeException e) {
        return lost(heartbeats.awaitFailure().orElseGet(() -> TensorException.firstLine(e)), e);
    }

    private RankException lost(String why, @Nullable Throwable cause) {
        broken = true;
        return cause == null ? new RankException(why) : new RankException(why, cause);
    }

    /**
     * Lets all other ranks know that this one cannot go on, so that they end as well. The group is of no more use.
     *
     * @param why in one line
     */
    public void fail(String why) {
        broken = true;
        if (heartbeats.failure().isEmpty()) {
            heartbeats.tell("rank " + rank() + " failed: " + why);
            if (rank() == 0) {
                heartbeats.awaitHeard();
            }
        }
    }

    /**
     * Leaves the group. Rank 0 waits until all have left, as they meet at its store. Where a rank was lost nothing is waited for, and
     * what the library still holds is left to the end of the process.
     */
    @Override
    public void close() {
        heartbeats.end();
        if (broken) {
            return;
        }
        broken = true;
        long left = store.add("left", 1);
        long end = System.nanoTime() + place.patience().toNanos();
        while (rank() == 0 && left < size() && System.nanoTime() < end) {
            LockSupport.parkNanos(NAP);
            left = store.add("left", 0);
        }
        gloo.close();
        store.close();
    }
}
