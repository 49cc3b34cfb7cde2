package org.pcn4j.inference.dense;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.inference.plan.Plan;

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
 */
record Program(
        Plan plan,
        List<Integer> widths,
        List<Given> given,
        List<Stage> stages,
        Set<Integer> fedBack,
        List<Standing> standing) {
    /** In place of a buffer or a parameter where there is none. */
    static final int NONE = -1;

    /** Copies the lists. */
    Program {
        widths = List.copyOf(widths);
        given = List.copyOf(given);
        stages = List.copyOf(stages);
        fedBack = Set.copyOf(fedBack);
        standing = List.copyOf(standing);
    }

    /**
     * A program, or the reason why there is none.
     *
     * @param missing what of the plan cannot be done, where there is none
     */
    record Lowered(Optional<Program> program, String missing) {}

    /**
     * What a node is held to.
     *
     * @param buffer where it goes
     * @param labels whether it is class labels
     */
    record Given(int node, int buffer, boolean labels) {}

    /** What all rows do by themselves, and what is learned from them then. */
    record Stage(List<Turn> turns, List<Lesson> lessons) {
        Stage {
            turns = List.copyOf(turns);
            lessons = List.copyOf(lessons);
        }
    }

    /** Some acts in order, so often. */
    record Turn(List<Op> ops, int repeats) {
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
        java.util.TreeMap<Integer, Boolean> all = new java.util.TreeMap<>();
        stages.forEach(stage -> {
            stage.turns().forEach(turn -> turn.ops().forEach(op -> {
                if (op instanceof Op.Predict act) {
                    all.put(act.weight(), true);
                    if (act.bias() != NONE) {
                        all.put(act.bias(), false);
                    }
                }
            }));
            stage.lessons().forEach(lesson -> all.putIfAbsent(lesson.parameter(), false));
        });
        return all;
    }
}
