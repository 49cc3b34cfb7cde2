package org.pcn4j.tensor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/**
 * Processes that compute together, each a rank, by libtorch's c10d and its Gloo: what one calls, all call, in the same order. A rank
 * that is killed, stopped or cut off is found within the {@linkplain Rendezvous#patience patience}, on every rank; the group is of no
 * more use then. For one thread at a time; close it when done.
 */
public final class ProcessGroup implements AutoCloseable {
    /** So much of a tensor that rank 0 hands to all is on its way at a time. */
    private static final int BROADCAST_BYTES = 1 << 24;

    private static final long NAP = TimeUnit.MILLISECONDS.toNanos(5);

    /** Those not left in order. They stay: a garbage collector would free group and store in an order that ends the process. */
    private static final Set<ProcessGroup> OPEN = ConcurrentHashMap.newKeySet();

    private final Rendezvous place;
    private final TCPStore store;
    private final ProcessGroupGloo gloo;
    private final Heartbeats heartbeats;
    private final Works works;
    private int questions;
    private Exchange exchange;
    private Optional<SharedMemory> memory = Optional.empty();

    private ProcessGroup(Rendezvous place, TCPStore store, ProcessGroupGloo gloo, Heartbeats heartbeats) {
        this.place = place;
        this.store = store;
        this.gloo = gloo;
        this.heartbeats = heartbeats;
        this.works = new Works(heartbeats);
        this.exchange = new NetworkExchange(gloo, place.size(), works);
    }

    /**
     * Meets the other ranks; returns when all have come. Where all are on one machine they hand numbers to each other through memory,
     * otherwise over the network; bits do not depend on it.
     *
     * @throws RankException if they do not come in time, expect others than this one, or rank 0 cannot listen on its port
     * @throws TensorException if libtorch cannot be loaded
     */
    public static ProcessGroup join(Rendezvous place) {
        return join(place, true);
    }

    /** As {@link #join}, but over the network in any case, as ranks of several machines do. */
    public static ProcessGroup joinByNetwork(Rendezvous place) {
        return join(place, false);
    }

    private static ProcessGroup join(Rendezvous place, boolean memoryWanted) {
        ProcessGroup group = meet(place);
        OPEN.add(group);
        if (place.size() > 1) {
            group.shareMemory(memoryWanted);
        }
        return group;
    }

    /** Where all ranks want to, and can open the same file, they hand numbers to each other through it. */
    private void shareMemory(boolean wanted) {
        Optional<SharedMemory.Place> made = rank() == 0 && wanted ? SharedMemory.Place.make(size()) : Optional.empty();
        try {
            String told = made.map(SharedMemory.Place::toString).orElse("");
            String heard = new String(broadcast(told.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
            Optional<SharedMemory> mapped = wanted && !heard.isEmpty()
                    ? SharedMemory.Place.of(heard).open(rank(), size(), works::requireWhole)
                    : Optional.empty();
            if (!any(mapped.isEmpty())) {
                memory = mapped;
                exchange = mapped.orElseThrow();
            }
        } finally {
            // Who has it open keeps it; nobody else can come upon it, and it goes with the last process.
            made.ifPresent(SharedMemory.Place::delete);
        }
    }

    private static ProcessGroup meet(Rendezvous place) {
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
     * Returns how many numbers of a row travel together.
     *
     * @param rows how many rows each rank hands to the others at the same time, at least 1
     */
    public static long numbersInPiece(DType dtype, int rows) {
        return Exchange.each(dtype, rows);
    }

    /** Tells whether ranks hand numbers to each other over the network. */
    public boolean isByNetwork() {
        return memory.isEmpty();
    }

    /**
     * Makes sure that all ranks say the same.
     *
     * @param what it is that they say
     * @throws RankException on every rank, if they do not: it names one that says otherwise than rank 0
     */
    public void requireSame(String what, String said) {
        works.requireWhole();
        int question = questions++;
        MeetingPlace.Texts texts = new MeetingPlace.Texts(store);
        texts.put("question/" + question + "/" + rank(), said);
        String first = "";
        for (int other = 0; other < size(); other++) {
            Optional<String> answer = texts.await("question/" + question + "/" + other, () -> {
                works.requireWhole();
                return true;
            });
            if (other == 0) {
                first = answer.orElseThrow();
            } else if (!answer.orElseThrow().equals(first)) {
                throw new RankException("the ranks differ in " + what + ": rank 0 has " + first + ", rank " + other
                        + " has " + answer.get() + "; expected the same on all ranks");
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
        try (Tensor flat = own.reshape(Shape.of(own.elements()));
                Tensor rows = all.reshape(Shape.of(size(), own.elements()))) {
            exchange(
                    own.dtype(),
                    1,
                    own.elements(),
                    (row, from, into) -> into.copyInPlace(flat.narrow(0, from, into.elements())),
                    (from, others) -> {
                        for (int rank = 0; rank < size(); rank++) {
                            Tensor piece = others.get(rank);
                            rows.select(0, rank)
                                    .narrow(0, from, piece.elements())
                                    .copyInPlace(piece);
                        }
                    });
        }
    }

    /**
     * Hands rows of numbers from each rank to all, in pieces that all ranks write and read at the same time. Nothing is allocated but for
     * two pieces of each rank.
     *
     * @param dtype of the numbers
     * @param rows how many each rank has
     * @param numbers how many a row has
     * @param sender writes this rank's, a piece of each row after another
     * @param receiver reads those of all ranks, a piece of all rows after another
     * @throws RankException if a rank is lost
     */
    public void exchange(DType dtype, int rows, long numbers, PieceSender sender, PieceReceiver receiver) {
        works.requireWhole();
        exchange.exchange(dtype, rows, numbers, sender, receiver);
    }

    /**
     * Adds up what all ranks have, in an unspecified order: sums of three or more may differ in their last bits from a sum from left to
     * right, alike on all ranks.
     *
     * @param sender writes this rank's, as row 0
     * @param receiver reads the sums, as the only row
     * @throws RankException if a rank is lost
     */
    public void exchangeSums(DType dtype, long numbers, PieceSender sender, PieceReceiver receiver) {
        works.requireWhole();
        exchange.exchangeSums(dtype, numbers, sender, receiver);
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
            broadcast(numbers);
            return numbers.toLongs();
        }
    }

    /**
     * Hands the numbers of a tensor from rank 0 to all, in pieces.
     *
     * @param tensor of the same shape and type on all, in main memory; changed on all but rank 0, where it must be in row-major order
     * @throws RankException if a rank is lost
     */
    public void broadcast(Tensor tensor) {
        long each = BROADCAST_BYTES / tensor.dtype().bytes();
        try (Tensor flat = tensor.reshape(Shape.of(tensor.elements()))) {
            for (long from = 0; from < flat.elements(); from += each) {
                try (Tensor piece = flat.narrow(0, from, Math.min(each, flat.elements() - from));
                        TensorVector vector = new TensorVector(piece.raw())) {
                    await("broadcast", () -> gloo.broadcast(vector));
                }
            }
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

    private void await(String what, Supplier<Work> call) {
        works.await(works.begin(what, call));
    }

    /** Looks so often whether all ranks are still there, while it waits. */
    void lookEvery(long millis) {
        works.lookEvery(millis);
    }

    /** What waits for collectives, and knows who is lost. */
    Works works() {
        return works;
    }

    ProcessGroupGloo gloo() {
        return gloo;
    }

    /**
     * Lets all other ranks know that this one cannot go on, so that they end as well. The group is of no more use.
     *
     * @param why in one line
     */
    public void fail(String why) {
        works.end();
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
        memory.ifPresent(SharedMemory::close);
        if (works.areOver()) {
            return;
        }
        works.end();
        long left = store.add("left", 1);
        long end = System.nanoTime() + place.patience().toNanos();
        while (rank() == 0 && left < size() && System.nanoTime() < end) {
            LockSupport.parkNanos(NAP);
            left = store.add("left", 0);
        }
        gloo.close();
        store.close();
        OPEN.remove(this);
    }
}
