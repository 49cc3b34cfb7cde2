package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.pcn4j.inference.plan.Crossing.Receive;
import org.pcn4j.inference.plan.Crossing.ReceiveParameter;
import org.pcn4j.inference.plan.Crossing.Send;
import org.pcn4j.inference.plan.Crossing.SendParameter;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.OnParameter;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Messages;
import org.pcn4j.tensor.Shape;

/**
 * A plan cut among owners of nodes. Each has a part, with the instructions of its nodes alone; where one reads what another wrote, a
 * {@link Crossing} stands in both parts: of values and predictions that a child of another owner looks at, of what it pulls back, of
 * the sum of Δθ of a parameter that several owners use, and of that parameter once it has moved. So the same instructions run on the
 * same numbers as in one process, and the bits are the same. Immutable.
 */
public final class Cut {
    private final Plan plan;
    private final Owners owners;
    private final Uses uses;
    /** By block and owner. */
    private final List<List<List<Instruction>>> divided = new ArrayList<>();

    private final Map<Integer, Set<Integer>> users = new TreeMap<>();
    private final List<Integer> nodeOfDelta = new ArrayList<>();
    private final List<Integer> parameterOfDelta = new ArrayList<>();
    private int ids;

    private Cut(Plan plan, Owners owners) {
        this.plan = plan;
        this.owners = owners;
        this.uses = new Uses(plan.network());
        for (Node node : plan.network().nodes()) {
            for (int parameter : node.parameters()) {
                users.computeIfAbsent(parameter, unused -> new TreeSet<>()).add(owners.of(node.index()));
                nodeOfDelta.add(node.index());
                parameterOfDelta.add(parameter);
            }
        }
    }

    /**
     * Cuts a plan.
     *
     * @param plan that the planner made, observing at most the loss
     * @throws IllegalArgumentException if its schedule cannot be cut: why
     */
    public static Cut of(Plan plan, Owners owners) {
        requireApart(plan);
        Cut cut = new Cut(plan, owners);
        cut.cut();
        return cut;
    }

    private static void requireApart(Plan plan) {
        Schedule schedule = plan.schedule();
        String why = "";
        if (schedule.arithmetic().filter(said -> said != Arithmetic.EXACT).isPresent()) {
            why =
                    "it asks for fused arithmetic, and owners compute by libtorch's kernels: expected arithmetic: exact, or none";
        } else if (schedule.until() instanceof Until.Settled) {
            why = "it stops when all values rest, which no owner sees alone: expected a number of steps";
        } else if (schedule.relaxation().looks()) {
            why = "its relaxation looks at all nodes before it moves one: expected another, such as descent";
        } else if (schedule.nudging() instanceof Nudging.Centered) {
            why = "it nudges both ways: expected one nudge, or none";
        } else if (schedule.learning().zeroSteps().isPresent()) {
            why = "it finds out as it runs which units learn: expected learning at times that are known";
        } else if (!plan.finals().isEmpty() || !plan.state().isEmpty()) {
            why = "values are asked for at its end: expected the loss alone";
        }
        if (!why.isEmpty()) {
            throw new IllegalArgumentException("the rule " + schedule.name() + " cannot be cut among owners: " + why);
        }
    }

    /** Returns the whole plan. */
    public Plan plan() {
        return plan;
    }

    /** Returns who owns which nodes. */
    public Owners owners() {
        return owners;
    }

    /** Returns what an owner does, planned anew. */
    public Plan part(int owner) {
        List<Block> blocks = new ArrayList<>();
        for (int b = 0; b < plan.blocks().size(); b++) {
            Block block = plan.blocks().get(b);
            boolean mayBeOrdered =
                    block.time() != Block.BEFORE && plan.schedule().reach() == Reach.EDGE;
            List<Instruction> own = instructions(owner, b);
            blocks.add(new Block(
                    block.time(),
                    block.repeats(),
                    block.settles(),
                    mayBeOrdered ? Urgency.ordered(own) : own,
                    List.of()));
        }
        Plan part = new Plan(
                plan.network(),
                plan.modes(),
                plan.schedule(),
                plan.times(),
                Lifetimes.of(blocks, Set.of()),
                Map.of(),
                Map.of());
        assert Check.passesApart(part);
        return part;
    }

    /** Returns what an owner does in a block, in the order of the whole plan. */
    public List<Instruction> instructions(int owner, int block) {
        return Collections.unmodifiableList(divided.get(block).get(owner));
    }

    /** Returns how many things travel in one turn of all blocks: their ids are 0 to this. */
    public int ids() {
        return ids;
    }

    /** Returns the owner that moves a parameter, and has its optimizer's state: the first that uses it. */
    public int home(int parameter) {
        return users(parameter).iterator().next();
    }

    /** Returns the owner of the node that keeps a buffer. */
    public int homeOfBuffer(int buffer) {
        return plan.network().nodes().stream()
                .filter(node -> node.buffers().contains(buffer))
                .mapToInt(node -> owners.of(node.index()))
                .findFirst()
                .orElse(0);
    }

    private Set<Integer> users(int parameter) {
        return Objects.requireNonNull(users.get(parameter));
    }

    /** Returns the parameters that an owner's nodes use, by their indices. */
    public List<Integer> parameters(int owner) {
        return users.entrySet().stream()
                .filter(entry -> entry.getValue().contains(owner))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Returns the shape of what travels in an update of so many samples. */
    public Shape shape(Crossing act, long batch) {
        Network network = plan.network();
        if (act instanceof SendParameter || act instanceof ReceiveParameter) {
            int parameter = act instanceof SendParameter sent ? sent.parameter() : ((ReceiveParameter) act).parameter();
            return network.parameters().get(parameter).shape();
        }
        Slot slot = act instanceof Send sent ? sent.slot() : ((Receive) act).slot();
        return switch (slot.kind()) {
            case GRADIENT -> network.parameters().get(slot.index()).shape();
            case DELTA ->
                network.parameters().get(parameterOfDelta.get(slot.index())).shape();
            case CONTRIBUTION ->
                network.node(uses.parentOf(slot.index())).shape().batched(batch);
            default -> network.node(slot.index()).shape().batched(batch);
        };
    }

    /** Returns how many bytes an owner sends in one turn of a block. */
    public long sentBytes(int owner, int block, DType dtype, long batch) {
        return sent(owner, block, dtype, batch).sum();
    }

    /** Returns how many bytes the largest has that an owner sends in one turn of a block; 0 where it sends nothing. */
    public long largestBytes(int owner, int block, DType dtype, long batch) {
        return sent(owner, block, dtype, batch).max().orElse(0);
    }

    private LongStream sent(int owner, int block, DType dtype, long batch) {
        return instructions(owner, block).stream()
                .filter(act -> act instanceof Send || act instanceof SendParameter)
                .mapToLong(act -> Messages.bytes(dtype, shape((Crossing) act, batch)));
    }

    /** Returns how many bytes an owner sends in an update, without the loss, which it tells the others of its outputs. */
    public long sentBytes(int owner, DType dtype, long batch) {
        long bytes = 0;
        for (int block = 0; block < plan.blocks().size(); block++) {
            bytes += plan.blocks().get(block).repeats() * sentBytes(owner, block, dtype, batch);
        }
        return bytes;
    }

    /** Where a place was written last. */
    private record Written(int block, int instruction, int owner) {}

    /** What is to be sent after an instruction: places, each to an owner. */
    private record Wanted(Slot slot, int owner) implements Comparable<Wanted> {
        @Override
        public int compareTo(Wanted other) {
            int byPlace = slot.kind() == other.slot.kind()
                    ? Integer.compare(slot.index(), other.slot.index())
                    : slot.kind().compareTo(other.slot.kind());
            return byPlace == 0 ? Integer.compare(owner, other.owner) : byPlace;
        }
    }

    private void cut() {
        Map<Written, Set<Wanted>> wanted = wanted();
        for (int b = 0; b < plan.blocks().size(); b++) {
            divided.add(divided(b, wanted));
        }
    }

    /** Follows what is read where it was not written. A body that repeats finds in its second turn what it leaves in all. */
    private Map<Written, Set<Wanted>> wanted() {
        Map<Written, Set<Wanted>> wanted = new HashMap<>();
        Map<Slot, Written> last = new HashMap<>();
        for (int b = 0; b < plan.blocks().size(); b++) {
            Block block = plan.blocks().get(b);
            for (int turn = 0; turn < Math.min(2, block.repeats()); turn++) {
                for (int i = 0; i < block.instructions().size(); i++) {
                    Instruction instruction = block.instructions().get(i);
                    int owner = owner(instruction);
                    for (Slot slot : instruction.reads()) {
                        Written from = last.get(slot);
                        if (from != null && from.owner() != owner) {
                            wanted.computeIfAbsent(from, unused -> new TreeSet<>())
                                    .add(new Wanted(slot, owner));
                        }
                    }
                    for (Slot slot : instruction.writes()) {
                        last.put(slot, new Written(b, i, owner));
                    }
                }
            }
        }
        return wanted;
    }

    private int owner(Instruction instruction) {
        if (instruction instanceof ByNode act) {
            return owners.of(act.node());
        } else if (instruction instanceof Gather act) {
            return owners.of(nodeOfDelta.get(act.use()));
        }
        return home(((OnParameter) instruction).parameter());
    }

    private List<List<Instruction>> divided(int b, Map<Written, Set<Wanted>> wanted) {
        List<List<Instruction>> lists = new ArrayList<>();
        List<List<Instruction>> waiting = new ArrayList<>();
        for (int owner = 0; owner < owners.count(); owner++) {
            lists.add(new ArrayList<>());
            waiting.add(new ArrayList<>());
        }
        Set<Integer> moved = new TreeSet<>();
        Block block = plan.blocks().get(b);
        for (int i = 0; i < block.instructions().size(); i++) {
            Instruction instruction = block.instructions().get(i);
            int owner = owner(instruction);
            List<Instruction> own = lists.get(owner);
            if (!(instruction instanceof Gather)) {
                // The sums that a pullback goes to stand right after it.
                own.addAll(waiting.get(owner));
                waiting.get(owner).clear();
            }
            own.add(instruction);
            for (Wanted slot : wanted.getOrDefault(new Written(b, i, owner), Set.of())) {
                waiting.get(owner).add(new Send(ids, slot.slot(), slot.owner()));
                lists.get(slot.owner()).addAll(waiting.get(slot.owner()));
                waiting.get(slot.owner()).clear();
                lists.get(slot.owner()).add(new Receive(ids, slot.slot(), owner));
                ids++;
            }
            if (instruction instanceof Apply || instruction instanceof ApplyZero) {
                moved.add(((OnParameter) instruction).parameter());
            }
        }
        for (int owner = 0; owner < owners.count(); owner++) {
            lists.get(owner).addAll(waiting.get(owner));
        }
        moved.forEach(parameter -> handOn(parameter, lists));
        return lists;
    }

    private void handOn(int parameter, List<List<Instruction>> lists) {
        int home = home(parameter);
        for (int user : users(parameter)) {
            if (user != home) {
                lists.get(home).add(new SendParameter(ids, parameter, user));
                lists.get(user).add(new ReceiveParameter(ids, parameter, home));
                ids++;
            }
        }
    }
}
