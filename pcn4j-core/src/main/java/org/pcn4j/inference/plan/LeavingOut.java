package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.pcn4j.inference.plan.Instruction.KeepPrediction;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.ProductAct.BringBack;
import org.pcn4j.inference.plan.ProductAct.Gram;
import org.pcn4j.inference.plan.ProductAct.Multiply;
import org.pcn4j.inference.plan.ProductAct.PredictFromErrors;
import org.pcn4j.inference.plan.ProductAct.PredictFromProduct;
import org.pcn4j.inference.plan.ProductAct.PullToProduct;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Relaxation;

/**
 * Plans in which values that stand on a prediction are left out while they move, see {@link Standing}. They find the same but for
 * rounding.
 */
public final class LeavingOut {
    /** Fewer multiplications are not worth other bits. */
    private static final long LEAST_SAVED = 1 << 20;

    private final Plan plan;
    /** Those that are left out, by themselves and by their children. */
    private final Map<Integer, Standing> byNode = new HashMap<>();

    private final Map<Integer, Standing> byChild = new HashMap<>();
    private final List<List<Instruction>> blocks = new ArrayList<>();

    private LeavingOut(Plan plan, List<Standing> left) {
        this.plan = plan;
        for (Standing standing : left) {
            byNode.put(standing.node(), standing);
            byChild.put(standing.child(), standing);
        }
    }

    /** Returns which values of a plan can be left out. */
    public static List<Standing> in(Plan plan) {
        return Standing.in(plan, child -> isProduct(plan, child)).stream()
                .filter(standing -> movesAsItsErrors(plan, standing) && isPredictedAlone(plan, standing))
                .toList();
    }

    private static boolean isProduct(Plan plan, int child) {
        return ProductFirst.of(plan.network().node(child).function()).isPresent();
    }

    /** Whether moving D is moving WᵀD, and nobody asks for what the relaxation remembers of it. */
    private static boolean movesAsItsErrors(Plan plan, Standing standing) {
        Relaxation relaxation = plan.schedule().relaxation();
        return relaxation instanceof Descent
                || (relaxation instanceof Momentum && !plan.state().containsKey(standing.node()));
    }

    /** Whether the child's prediction is asked for itself alone, and made anew before it is learned from. */
    private static boolean isPredictedAlone(Plan plan, Standing standing) {
        int last = standing.lastMove(plan);
        if (last + 1 >= plan.blocks().size() || plan.blocks().get(last + 1).repeats() > 1) {
            return false;
        }
        boolean begun = false;
        boolean whole = false;
        for (int i = 0; i < plan.blocks().size(); i++) {
            for (Instruction instruction : plan.blocks().get(i).instructions()) {
                if (instruction instanceof KeepPrediction act && act.node() == standing.child()) {
                    return false;
                } else if (instruction instanceof Predict act && act.node() == standing.child()) {
                    Slot operand = begun ? Slot.value(standing.node()) : Slot.prediction(standing.node());
                    if (i <= last && !act.operands().equals(List.of(operand))) {
                        return false;
                    }
                    begun = true;
                    whole = i > last;
                } else if (instruction instanceof Pull act && act.node() == standing.child() && i > last && !whole) {
                    return false;
                }
            }
        }
        return begun;
    }

    /**
     * Returns what to run of a plan: the plan itself and, by the fewest samples that they pay for, shorter ones. Sizes alone decide:
     * those of the batch, of the layers, and T.
     */
    public static NavigableMap<Long, Plan> bySamples(Plan plan) {
        NavigableMap<Long, Plan> plans = new TreeMap<>();
        plans.put(0L, plan);
        List<Standing> left = new ArrayList<>();
        paying(plan).forEach((fewest, more) -> {
            left.addAll(more);
            plans.put(fewest, without(plan, left));
        });
        return plans;
    }

    /** Returns the values of a plan that it pays to leave out, by the fewest samples for which it does. */
    public static NavigableMap<Long, List<Standing>> paying(Plan plan) {
        NavigableMap<Long, List<Standing>> from = new TreeMap<>();
        for (Standing standing : in(plan)) {
            fewestSamples(plan, standing)
                    .ifPresent(fewest -> from.computeIfAbsent(fewest, unused -> new ArrayList<>())
                            .add(standing));
        }
        return from;
    }

    /**
     * From so many samples on it saves multiplications, and enough of them. With B samples a prediction of the child, or a pullback, takes B n₂ n₁ of them; in
     * the place of a prediction B n₂² are left, in that of all pullbacks B n₂ n₁ in the end, and W Wᵀ takes n₂² n₁.
     */
    private static OptionalLong fewestSamples(Plan plan, Standing standing) {
        long predictions = 0;
        long pullbacks = 0;
        int last = standing.lastMove(plan);
        for (Block block : plan.blocks().subList(1, last + 1)) {
            for (Instruction instruction : block.instructions()) {
                predictions +=
                        instruction instanceof Predict act && act.node() == standing.child() ? block.repeats() : 0;
                pullbacks += instruction instanceof Pull act && act.node() == standing.child() ? block.repeats() : 0;
            }
        }
        long width = standing.width();
        long childWidth = standing.childWidth();
        long saved = childWidth * ((predictions + pullbacks - 1) * width - predictions * childWidth);
        long more = childWidth * childWidth * width + LEAST_SAVED;
        return saved > 0 ? OptionalLong.of((more + saved - 1) / saved) : OptionalLong.empty();
    }

    /**
     * Returns the plan in which these values are left out while they move.
     *
     * @param left of those {@link #in the plan}
     */
    public static Plan without(Plan plan, List<Standing> left) {
        return new LeavingOut(plan, left).shorter();
    }

    private Plan shorter() {
        for (int i = 0; i < plan.blocks().size(); i++) {
            blocks.add(new ArrayList<>());
            for (Instruction instruction : plan.blocks().get(i).instructions()) {
                blocks.get(i).addAll(isUntil(instruction, i) ? inPlaceOf(instruction, i) : List.of(instruction));
            }
        }
        byNode.values().forEach(this::begin);
        byNode.values().forEach(this::bringBack);
        List<Block> shorter = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = plan.blocks().get(i);
            shorter.add(new Block(block.time(), block.repeats(), block.settles(), blocks.get(i), List.of()));
        }
        Plan all = new Plan(
                plan.network(),
                plan.modes(),
                plan.schedule(),
                plan.times(),
                Lifetimes.of(shorter, Lifetimes.kept(plan)),
                plan.finals(),
                plan.state());
        assert Check.passes(all, Pass.ALL);
        return all;
    }

    /** Whether a block is one up to the last in which who is concerned moves. */
    private boolean isUntil(Instruction instruction, int block) {
        if (!(instruction instanceof Instruction.ByNode act)) {
            return false;
        }
        Standing standing = byNode.getOrDefault(act.node(), byChild.get(act.node()));
        return standing != null && block <= standing.lastMove(plan);
    }

    private List<Instruction> inPlaceOf(Instruction instruction, int block) {
        if (instruction instanceof Predict act && byChild.containsKey(act.node())) {
            return predict(act, block);
        } else if (instruction instanceof Pull act && byChild.containsKey(act.node())) {
            return List.of(new PullToProduct(act.node(), act.error(), act.uses().get(0)));
        } else if (instruction instanceof Relax act && byNode.containsKey(act.node())) {
            Slot state = Slot.gathered(act.node());
            List<Slot> own = act.own().isEmpty() ? List.of() : List.of(state);
            return List.of(new Relax(act.node(), state, own, act.uses(), act.memory(), act.begins(), act.factor()));
        } else if (instruction instanceof Materialize act && byNode.containsKey(act.node())) {
            return List.of();
        }
        return List.of(instruction);
    }

    private List<Instruction> predict(Predict act, int block) {
        int node = act.node();
        return plan.blocks().get(block).time() == Block.BEFORE
                ? List.of(new Multiply(node, act.operands().get(0)), new PredictFromProduct(node))
                : List.of(new PredictFromErrors(
                        node, Objects.requireNonNull(byChild.get(node)).node()));
    }

    private void begin(Standing standing) {
        blocks.get(0).add(0, new Gram(standing.child()));
    }

    private void bringBack(Standing standing) {
        int last = standing.lastMove(plan);
        List<Instruction> next = blocks.get(last + 1);
        boolean asked = plan.blocks().get(last).instructions().stream()
                .anyMatch(act -> act instanceof Materialize materialize && materialize.node() == standing.node());
        if (asked) {
            next.add(0, new Materialize(standing.node(), true));
        }
        next.add(0, new BringBack(standing.node(), standing.child()));
    }
}
