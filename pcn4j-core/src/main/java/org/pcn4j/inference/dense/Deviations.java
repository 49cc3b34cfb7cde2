package org.pcn4j.inference.dense;

import static org.pcn4j.inference.dense.Lowering.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.dense.Program.Stage;
import org.pcn4j.inference.dense.Program.Turn;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Shape;

/**
 * Makes of a program one whose inference multiplies in bfloat16. Rounding x, whose error x − f(a) is small beside it, to 8 bits would leave
 * nothing of the error; so what is rounded is small itself: the deviation of x from the forward pass, in a = a⁰ + (x − x⁰) Wᵀ, and what is fed
 * back, in d W. The first prediction of each product, which gives a⁰, and all acts of a time that learns stay in float32.
 */
final class Deviations {
    /** Weights with fewer rows or columns are multiplied in float32, which is as fast. */
    static final int LEAST = 128;

    /** Batches of so many samples are, too. */
    static final int FEW = 32;

    /** What is predicted: by which weight, and to where. */
    private record Prediction(int weight, int y) {
        Prediction(Op.Predict act) {
            this(act.weight(), act.y());
        }
    }

    /** Where the input and the result of a first prediction are kept. */
    private record Base(int x, int y) {}

    private final Program program;
    private final List<Integer> widths;
    private final Map<Prediction, Base> bases = new HashMap<>();
    private final Set<Prediction> predicted = new HashSet<>();
    private boolean rounds;

    private Deviations(Program program) {
        this.program = program;
        this.widths = new ArrayList<>(program.widths());
    }

    /**
     * Returns the program in bfloat16.
     *
     * @throws NotDense if what it does cannot be done so, or nothing of it would be
     */
    static Program of(Program program) throws NotDense {
        Schedule schedule = program.plan().schedule();
        Learning learning = schedule.learning();
        require(learning.isAtEnd() || learning instanceof Learning.Never, "learning while values move in bf16");
        require(schedule.reach() == Reach.EDGE, "errors that cross the graph within a time in bf16");
        require(!schedule.start().isElsewhere(), "values that do not begin at a forward pass in bf16");
        Network network = program.plan().network();
        require(
                network.nodes().stream()
                        .noneMatch(node -> node.isRoot() && program.plan().moves(node.index())),
                "roots that move in bf16");
        return new Deviations(program).rounded();
    }

    private Program rounded() throws NotDense {
        List<Stage> stages = new ArrayList<>();
        find();
        require(
                rounds,
                "inference in bf16 where no weight of " + LEAST + " rows and columns or more is multiplied by twice");
        for (Stage stage : program.stages()) {
            List<Turn> turns = new ArrayList<>();
            for (Turn turn : stage.turns()) {
                List<Op> ops = new ArrayList<>();
                turn.ops().forEach(op -> rewrite(op, isRounded(stage, turn), ops));
                turns.add(new Turn(ops, turn.time(), turn.repeats()));
            }
            stages.add(new Stage(turns, stage.lessons(), stage.drawsAt()));
        }
        return new Program(
                program.plan(),
                widths,
                program.given(),
                stages,
                program.fedBack(),
                program.standing(),
                program.kept(),
                program.memory());
    }

    private static boolean isRounded(Stage stage, Turn turn) {
        List<Turn> turns = stage.turns();
        return stage.lessons().isEmpty() || !turn.equals(turns.get(turns.size() - 1));
    }

    /** Finds the predictions that are made again, and gives their bases a place. */
    private void find() {
        Set<Prediction> first = new HashSet<>();
        for (Stage stage : program.stages()) {
            for (Turn turn : stage.turns()) {
                for (Op op : turn.ops()) {
                    if (op instanceof Op.Predict act && isWide(act.weight())) {
                        boolean again = !first.add(new Prediction(act));
                        if (again && isRounded(stage, turn)) {
                            bases.computeIfAbsent(
                                    new Prediction(act), unused -> new Base(place(act.x()), place(act.y())));
                            rounds = true;
                        }
                    }
                    rounds |= isRounded(stage, turn) && feedsBack(op);
                }
            }
        }
    }

    private boolean feedsBack(Op op) {
        if (op instanceof Op.Feed act) {
            return isWide(act.weight());
        }
        return op instanceof Op.Gram act && isWide(act.weight());
    }

    private int place(int like) {
        widths.add(widths.get(like));
        return widths.size() - 1;
    }

    private boolean isWide(int weight) {
        Shape shape = program.plan().network().parameters().get(weight).shape();
        return program.fedBack().contains(weight) && Math.min(shape.size(0), shape.size(1)) >= LEAST;
    }

    private void rewrite(Op op, boolean isRounded, List<Op> ops) {
        if (op instanceof Op.Predict act) {
            Prediction what = new Prediction(act);
            Optional<Base> base = Optional.ofNullable(bases.get(what));
            boolean isFirst = base.isPresent() && predicted.add(what);
            if (isRounded && base.isPresent() && !isFirst) {
                ops.add(new Bfloat16Op.Predict(
                        act.x(), base.get().x(), act.weight(), base.get().y(), act.y()));
                return;
            }
            ops.add(act);
            if (isFirst) {
                ops.add(new Op.Scale(act.x(), 1, base.get().x()));
                ops.add(new Op.Scale(act.y(), 1, base.get().y()));
            }
        } else if (op instanceof Op.Feed act && isRounded && isWide(act.weight())) {
            ops.add(new Bfloat16Op.Feed(act.d(), act.weight(), act.init(), act.y()));
        } else if (op instanceof Op.Gram act && isWide(act.weight())) {
            ops.add(new Bfloat16Op.Gram(act.d(), act.weight(), act.init(), act.y()));
        } else {
            ops.add(op);
        }
    }
}
