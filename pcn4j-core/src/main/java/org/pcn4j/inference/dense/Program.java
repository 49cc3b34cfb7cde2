package org.pcn4j.inference.dense;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Standing;

/**
 * A plan as loops over Java's arrays. It consists of stages: in each, every row of the buffers goes through all turns by itself, and
 * then parameters learn from all rows. Depends on structure alone and serves every batch size. Immutable and thread-safe.
 *
 * @param plan what it does
 * @param widths of the buffers' rows, by the buffers' numbers
 * @param given what nodes are held to, by the order of {@link Op.Load}
 * @param stages in order
 * @param fedBack the weights that errors are fed back through, and not only predictions made by
 * @param standing the nodes whose values are left out while they move
 * @param kept where what is handed out in the end stands, by its slot; {@link #NONE} where it is zero
 * @param memory where what is handed out of a relaxation's memory stands, by node and by name
 */
record Program(
        Plan plan,
        List<Integer> widths,
        List<Given> given,
        List<Stage> stages,
        Set<Integer> fedBack,
        List<Standing> standing,
        Map<Slot, Integer> kept,
        Map<Integer, Map<String, Integer>> memory) {
    /** In place of a buffer or a parameter where there is none. */
    static final int NONE = -1;

    /** Copies the lists. */
    Program {
        widths = List.copyOf(widths);
        given = List.copyOf(given);
        stages = List.copyOf(stages);
        fedBack = Set.copyOf(fedBack);
        standing = List.copyOf(standing);
        kept = Map.copyOf(kept);
        memory = Map.copyOf(memory);
    }

    /**
     * A program, or the reason why there is none.
     *
     * @param missing what of the plan cannot be done, where there is none
     */
    record Lowered(Optional<Program> program, String missing) {}

    /**
     * A tensor that a run needs.
     *
     * @param what it is
     * @param node of which
     * @param buffer where it goes
     * @param sigma the standard deviation of noise; 0 of all else
     * @param name of what is remembered; empty of all else
     */
    record Given(What what, int node, int buffer, double sigma, String name) {
        /** What is given. */
        enum What {
            /** What a node is held to. */
            HELD,
            /** The class labels that an output is held to. */
            LABELS,
            /** Where it is held, or the weights of a target's elements. */
            MASK,
            /** The value of the state that is handed in, if there is one. */
            START,
            /** Noise that a value begins with. */
            NOISE,
            /** Noise by which a value moves, drawn anew for each stage. */
            DRAWN,
            /** What a node's relaxation remembers in the state that is handed in, if there is anything. */
            MEMORY
        }
    }

    /**
     * What all rows do by themselves, and what is learned from them then.
     *
     * @param drawsAt the one time whose noise it takes; {@link #NONE} if it takes none
     */
    record Stage(List<Turn> turns, List<Lesson> lessons, int drawsAt) {
        Stage {
            turns = List.copyOf(turns);
            lessons = List.copyOf(lessons);
        }

        /** Returns every act once, however often it is repeated. */
        Stream<Op> ops() {
            return turns.stream().flatMap(turn -> turn.ops().stream());
        }
    }

    /**
     * Some acts in order.
     *
     * @param time at which they are first done
     * @param repeats how often, once a time
     */
    record Turn(List<Op> ops, int time, int repeats) {
        Turn {
            ops = List.copyOf(ops);
        }
    }

    /**
     * A parameter that learns.
     *
     * @param pairs what its Δθ is the sum of, in order; none where it is zero
     */
    record Lesson(int parameter, List<Pair> pairs) {
        Lesson {
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * A summand of a Δθ: dᵀh, or the sum of d over the samples.
     *
     * @param h the input of the weight, or {@link #NONE} for a bias
     */
    record Pair(int d, int h) {}

    /**
     * Returns the program of a plan, or what of the plan stands against it.
     *
     * @param gram whether values that move above a standing prediction are left out where they can be
     */
    static Lowered of(Plan plan, boolean gram) {
        try {
            return new Lowered(Optional.of(new Lowering(plan, gram).program()), "");
        } catch (NotDense e) {
            return new Lowered(Optional.empty(), e.what());
        }
    }

    /** Returns all parameters that predictions or feedback take part in, by {@link Op}: weights with their biases. */
    Map<Integer, Boolean> parameters() {
        Map<Integer, Boolean> all = new TreeMap<>();
        stages.forEach(stage -> {
            stage.ops().forEach(op -> {
                if (op instanceof Op.Predict act) {
                    all.put(act.weight(), true);
                    if (act.bias() != NONE) {
                        all.put(act.bias(), false);
                    }
                }
            });
            stage.lessons().forEach(lesson -> all.putIfAbsent(lesson.parameter(), false));
        });
        return all;
    }

    /** Returns the nodes left out whose W Wᵀ is multiplied by in full. */
    List<Standing> squared() {
        return standing.stream()
                .filter(some -> stages.stream()
                        .flatMap(Stage::ops)
                        .anyMatch(op -> op instanceof Op.Gram act && act.weight() == some.weight()))
                .toList();
    }

    /** Tells whether the loss of an output is measured. */
    boolean measuresLoss() {
        return stages.stream().flatMap(Stage::ops).anyMatch(op -> op instanceof Op.MeasureLoss act && act.ofTarget());
    }

    /** Returns the last time at which an energy is measured, or −1. */
    int lastMeasured() {
        int last = -1;
        for (Stage stage : stages) {
            for (Turn turn : stage.turns()) {
                boolean measures = turn.ops().stream()
                        .anyMatch(op -> op instanceof Op.MeasureLoss || op instanceof Op.MeasureError);
                last = measures ? Math.max(last, turn.time() + turn.repeats() - 1) : last;
            }
        }
        return last;
    }
}
