package org.pcn4j.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/** By libtorch's Gloo, over a network: while a piece is read the next one is on its way. */
final class NetworkExchange implements Exchange {
    private final ProcessGroupGloo gloo;
    private final int ranks;
    private final Waiting waiting;

    /** Begins a collective of the library, and waits until it is done; throws where a rank is lost. */
    interface Waiting {
        /** Begins it. */
        Work begin(String what, Supplier<Work> call);

        /** Waits for it; it is closed then. */
        void await(Work work);
    }

    /** Borrows both. */
    NetworkExchange(ProcessGroupGloo gloo, int ranks, Waiting waiting) {
        this.gloo = gloo;
        this.ranks = ranks;
        this.waiting = waiting;
    }

    /** A piece on its way. */
    private record Piece(long from, Work work, Tensor own, Tensor all) {}

    @Override
    public void exchange(DType dtype, int rows, long numbers, PieceSender sender, PieceReceiver receiver) {
        stream(Exchange.each(dtype, rows), numbers, receiver, (from, count) -> {
            Tensor own = Tensor.full(dtype, Shape.of(rows, count), 0);
            for (int row = 0; row < rows; row++) {
                sender.write(row, from, own.select(0, row));
            }
            Tensor all = Tensor.full(dtype, Shape.of((long) ranks * rows, count), 0);
            return new Piece(
                    from, waiting.begin("all-gather", () -> gloo._allgather_base(all.raw(), own.raw())), own, all);
        });
    }

    @Override
    public void exchangeSums(DType dtype, long numbers, PieceSender sender, PieceReceiver receiver) {
        stream(Exchange.each(dtype, 1), numbers, receiver, (from, count) -> {
            Tensor own = Tensor.full(dtype, Shape.of(1, count), 0);
            sender.write(0, from, own.select(0, 0));
            return new Piece(
                    from,
                    waiting.begin("all-reduce", () -> {
                        try (TensorVector vector = new TensorVector(own.raw())) {
                            return gloo.allreduce(vector);
                        }
                    }),
                    own,
                    own);
        });
    }

    /** Sends some numbers. */
    private interface Sending {
        Piece begin(long from, long count);
    }

    private void stream(long each, long numbers, PieceReceiver receiver, Sending sending) {
        try (TensorScope scope = new TensorScope()) {
            Function<Long, Piece> begin = from -> sending.begin(from, Math.min(each, numbers - from));
            for (Piece piece = numbers > 0 ? begin.apply(0L) : null; piece != null; ) {
                long end = piece.from() + each;
                Piece next = end < numbers ? begin.apply(end) : null;
                waiting.await(piece.work());
                try (TensorScope reading = new TensorScope()) {
                    List<Tensor> rows = new ArrayList<>();
                    for (long row = 0; row < piece.all().size(0); row++) {
                        rows.add(piece.all().select(0, row));
                    }
                    receiver.read(piece.from(), rows);
                }
                piece.own().close();
                piece.all().close();
                piece = next;
            }
        }
    }
}
