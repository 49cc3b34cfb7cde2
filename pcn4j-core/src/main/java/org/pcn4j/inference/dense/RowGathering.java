package org.pcn4j.inference.dense;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * The rows of a batch that other processes have acted on, brought here before anything is learned from them: a gradient is then the
 * same sum over all rows that one process makes. What is given to everybody is not sent but loaded.
 */
final class RowGathering<A> {
    /** Fewer rows are not worth another process. */
    private static final int LEAST_ROWS = 4;

    private final Workspace<A> on;
    private final Program program;
    private final ProcessGroup sharing;
    private final IdentityHashMap<Stage, Needs> known;
    private final int batch;
    private final int each;

    /** What the lessons of a stage read: the acts that load some of it, and the buffers of the rest. */
    record Needs(List<Op> loads, List<Integer> sent) {}

    private RowGathering(
            Workspace<A> on, Program program, ProcessGroup sharing, IdentityHashMap<Stage, Needs> known, int batch) {
        this.on = on;
        this.program = program;
        this.sharing = sharing;
        this.known = known;
        this.batch = batch;
        this.each = (batch + sharing.size() - 1) / sharing.size();
    }

    /**
     * Prepares for a batch.
     *
     * @param known what was found out about stages of the program before; added to
     * @return nothing where every process acts on all rows: of a small batch, of a program that learns nothing or hands out more than
     *     its losses, and of products in bfloat16, whose bits are the library's
     */
    static <A> Optional<RowGathering<A>> of(
            Workspace<A> on,
            Program program,
            Optional<ProcessGroup> sharing,
            IdentityHashMap<Stage, Needs> known,
            int batch) {
        return sharing.filter(others -> batch >= LEAST_ROWS * others.size() && divides(on, program))
                .map(others -> new RowGathering<>(on, program, others, known, batch));
    }

    private static boolean divides(Workspace<?> on, Program program) {
        return program.stages().stream().anyMatch(stage -> !stage.lessons().isEmpty())
                && !on.isRounded()
                && program.kept().isEmpty()
                && program.memory().isEmpty()
                && program.lastMeasured() <= 0;
    }

    private int from() {
        return fromOf(sharing.rank());
    }

    private int to() {
        return fromOf(sharing.rank() + 1);
    }

    private int fromOf(int rank) {
        return Math.min(batch, rank * each);
    }

    /** Acts on this process's rows, and completes the buffers that the lessons of the stage learn from. */
    void act(Acts acts, Stage stage, int threads) {
        acts.run(from(), to(), threads);
        Needs needs = known.computeIfAbsent(stage, this::needs);
        needs.loads().forEach(this::loadOthers);
        exchange(needs.sent());
    }

    private Needs needs(Stage stage) {
        List<Op> loads = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        for (int buffer : read(stage)) {
            List<Op> writers = writers(buffer);
            if (writers.stream().allMatch(Op.Load.class::isInstance)) {
                loads.addAll(writers);
            } else {
                sent.add(buffer);
            }
        }
        return new Needs(loads, sent);
    }

    private static Set<Integer> read(Stage stage) {
        Set<Integer> buffers = new TreeSet<>();
        for (Lesson lesson : stage.lessons()) {
            for (Pair pair : lesson.pairs()) {
                buffers.add(pair.d());
                buffers.add(pair.h());
            }
        }
        buffers.remove(Program.NONE);
        return buffers;
    }

    private List<Op> writers(int buffer) {
        return program.stages().stream()
                .flatMap(Stage::ops)
                .filter(op -> op.writes(buffer))
                .distinct()
                .toList();
    }

    private void loadOthers(Op load) {
        if (from() > 0) {
            load.run(on, 0, Patch.ofRows(0, from()));
        }
        if (to() < batch) {
            load.run(on, 0, Patch.ofRows(to(), batch));
        }
    }

    private void exchange(List<Integer> buffers) {
        int width = buffers.stream().mapToInt(on::stride).sum();
        if (width == 0) {
            return;
        }
        sharing.exchange(
                on.carrier.dtype(),
                1,
                (long) each * width,
                (row, from, into) -> parts(
                        buffers,
                        sharing.rank(),
                        from,
                        into,
                        (buffer, at, part) -> on.carrier.write(on.array(buffer), at, part)),
                (from, rows) -> {
                    for (int rank = 0; rank < sharing.size(); rank++) {
                        if (rank != sharing.rank()) {
                            parts(
                                    buffers,
                                    rank,
                                    from,
                                    rows.get(rank),
                                    (buffer, at, part) -> on.carrier.copyRows(
                                            part, 0, Math.toIntExact(part.elements()), on.array(buffer), at, 1));
                        }
                    }
                });
    }

    /** Acts on numbers of a buffer, from a place in its array on, that are a part of a piece. */
    private interface Part {
        void act(int buffer, int at, Tensor part);
    }

    /**
     * Finds which rows of which buffers a piece of what a rank hands over is: its rows of each buffer, one buffer after the other.
     *
     * @param from the first number of the piece
     */
    private void parts(List<Integer> buffers, int rank, long from, Tensor piece, Part part) {
        long to = from + piece.elements();
        long begin = 0;
        for (int buffer : buffers) {
            long numbers = (long) (fromOf(rank + 1) - fromOf(rank)) * on.stride(buffer);
            long first = Math.max(from, begin);
            long last = Math.min(to, begin + numbers);
            if (first < last) {
                part.act(
                        buffer,
                        Math.toIntExact(on.at(buffer, fromOf(rank)) + first - begin),
                        piece.narrow(0, first - from, last - first));
            }
            begin += (long) each * on.stride(buffer);
        }
    }

    /** Completes the losses of all rows. */
    void completeLosses() {
        double[][] losses = on.outputs.losses();
        double[] packed = new double[losses.length * each];
        for (int node = 0; node < losses.length; node++) {
            System.arraycopy(losses[node], from(), packed, node * each, to() - from());
        }
        double[] received;
        try (Tensor own = Tensor.of(Shape.of(packed.length), packed);
                Tensor all = Tensor.full(DType.FLOAT64, Shape.of(sharing.size(), packed.length), 0)) {
            sharing.allGather(own, all);
            received = all.toDoubles();
        }
        for (int rank = 0; rank < sharing.size(); rank++) {
            for (int node = 0; node < losses.length; node++) {
                int begin = rank * packed.length + node * each;
                System.arraycopy(received, begin, losses[node], fromOf(rank), fromOf(rank + 1) - fromOf(rank));
            }
        }
    }
}
