package org.pcn4j.tensor;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Memory that ranks of one machine have in common: what one writes all others read, and nobody calls the system. Each rank has room for
 * two pieces, and a number that tells how many it has written. It writes a piece over its last but one, which all have read by then:
 * whoever has written a piece has read all pieces before it, and no rank goes on before all have written.
 */
final class SharedMemory implements Exchange {
    private static final int HALVES = 2;
    /** Between the numbers of two ranks, so that no two share a cache line, nor two that are fetched together. */
    private static final int LINE = 128;

    private static final int PAGE = 4096;
    private static final int SPINS = 20_000;
    private static final long NAP_NANOS = 20_000;
    private static final VarHandle WRITTEN =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final Path COMMON = Path.of("/dev/shm");
    /** File systems in memory or on a disk of this machine, as Java calls them. */
    private static final Set<String> LOCAL = Set.of(
            "tmpfs", "ramfs", "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "overlay", "apfs", "hfs", "ufs",
            "ntfs", "refs");

    private final MappedByteBuffer memory;
    private final int rank;
    private final int ranks;
    private final Runnable requireWhole;
    private final Map<DType, Tensor> rooms = new EnumMap<>(DType.class);
    private long pieces;

    private SharedMemory(MappedByteBuffer memory, int rank, int ranks, Runnable requireWhole) {
        this.memory = memory;
        this.rank = rank;
        this.ranks = ranks;
        this.requireWhole = requireWhole;
    }

    private static long bytes(int ranks) {
        return head(ranks) + (long) HALVES * ranks * PIECE_BYTES;
    }

    /** The numbers of all ranks, and at the end what the file is known by. */
    private static int head(int ranks) {
        return ((ranks + 1) * LINE + PAGE - 1) / PAGE * PAGE;
    }

    /**
     * A file in memory, which ranks open as long as it has a name.
     *
     * @param nonce what it begins with, so that it is not taken for another
     */
    record Place(String nonce, Path path) {
        private static final int NONCE = new UUID(0, 0).toString().length();

        /** Makes one for so many ranks, all of whose bytes the system has given; nothing where there is no room of this machine alone. */
        static Optional<Place> make(int ranks) {
            return directory(COMMON, Path.of(System.getProperty("java.io.tmpdir")), Place::fileSystem)
                    .flatMap(directory -> make(directory, ranks));
        }

        /**
         * Returns where files lie that ranks have in common.
         *
         * @param common in memory, where the system has such a folder
         * @param temporary for files of a while, which another machine may see as well; it cannot map them as this one does
         * @param type of the file system that holds a folder
         */
        static Optional<Path> directory(Path common, Path temporary, Function<Path, String> type) {
            return Files.isWritable(common)
                    ? Optional.of(common)
                    : Optional.of(temporary).filter(folder -> LOCAL.contains(type.apply(folder)));
        }

        private static String fileSystem(Path folder) {
            try {
                return Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
            } catch (IOException e) {
                return "unknown";
            }
        }

        private static Optional<Place> make(Path directory, int ranks) {
            try {
                Place place =
                        new Place(UUID.randomUUID().toString(), Files.createTempFile(directory, "pcn4j-", ".ranks"));
                try (FileChannel channel = FileChannel.open(place.path, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(place.nonce.getBytes(StandardCharsets.US_ASCII)));
                    channel.position(PAGE);
                    for (long left = bytes(ranks) - PAGE; left > 0; ) {
                        left -= channel.write(ByteBuffer.allocate((int) Math.min(left, PIECE_BYTES)));
                    }
                    return Optional.of(place);
                } catch (IOException e) {
                    place.delete();
                    return Optional.empty();
                }
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        /** Reads what {@link #toString} wrote. */
        static Place of(String told) {
            return new Place(told.substring(0, NONCE), Path.of(told.substring(NONCE)));
        }

        /**
         * Opens it, if it is the same file here.
         *
         * @param requireWhole throws where a rank is lost
         */
        Optional<SharedMemory> open(int rank, int ranks, Runnable requireWhole) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer known = ByteBuffer.allocate(NONCE);
                channel.read(known, 0);
                if (channel.size() != bytes(ranks)
                        || !StandardCharsets.US_ASCII
                                .decode(known.flip())
                                .toString()
                                .equals(nonce)) {
                    return Optional.empty();
                }
                MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes(ranks));
                return Optional.of(new SharedMemory(memory, rank, ranks, requireWhole));
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        /** Takes its name away. */
        void delete() {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                path.toFile().deleteOnExit();
            }
        }

        @Override
        public String toString() {
            return nonce + path;
        }
    }

    @Override
    public void exchange(DType dtype, int rows, long numbers, PieceSender sender, PieceReceiver receiver) {
        long each = Exchange.each(dtype, rows);
        for (long from = 0; from < numbers; from += each) {
            long count = Math.min(each, numbers - from);
            try (TensorScope scope = new TensorScope()) {
                Tensor rooms = room(dtype).select(0, pieces % HALVES);
                for (int row = 0; row < rows; row++) {
                    sender.write(row, from, row(rooms, rank, row, count));
                }
                WRITTEN.setRelease(memory, place(rank), ++pieces);
                List<Tensor> all = new ArrayList<>();
                for (int other = 0; other < ranks; other++) {
                    await(other);
                    for (int row = 0; row < rows; row++) {
                        all.add(row(rooms, other, row, count));
                    }
                }
                receiver.read(from, all);
            }
        }
    }

    /** Sums what was exchanged, in the order of the ranks. */
    @Override
    public void exchangeSums(DType dtype, long numbers, PieceSender sender, PieceReceiver receiver) {
        exchange(dtype, 1, numbers, sender, (from, rows) -> {
            Tensor sum = rows.get(0).copy();
            rows.stream().skip(1).forEach(sum::addInPlace);
            receiver.read(from, List.of(sum));
        });
    }

    /** The first line holds what the file is known by. */
    private static int place(int rank) {
        return (rank + 1) * LINE;
    }

    private static Tensor row(Tensor rooms, int rank, int row, long count) {
        return rooms.select(0, rank).narrow(0, row * count, count);
    }

    private void await(int other) {
        for (int i = 0; (long) WRITTEN.getAcquire(memory, place(other)) < pieces; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                requireWhole.run();
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
    }

    /** Returns the room of all ranks for numbers of a kind: [2, ranks, numbers]. Kept, since the memory lives as long as this does. */
    private Tensor room(DType dtype) {
        return rooms.computeIfAbsent(dtype, kind -> {
            int head = head(ranks);
            ByteBuffer data = memory.slice(head, memory.capacity() - head);
            try (TensorOptions options = new TensorOptions(kind.scalarType())) {
                long[] sizes = {HALVES, ranks, PIECE_BYTES / kind.bytes()};
                return Tensor.wrap("from_blob", () -> torch.from_blob(new BytePointer(data), sizes, options))
                        .keep();
            }
        });
    }

    /** Gives up the memory. */
    void close() {
        rooms.values().forEach(Tensor::close);
        rooms.clear();
    }
}
