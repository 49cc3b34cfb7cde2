package org.pcn4j.inference.dense;

import static org.pcn4j.inference.dense.Lowering.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.dense.Activation;
import org.pcn4j.dense.DenseLoss;
import org.pcn4j.inference.dense.Lowering.Extra;
import org.pcn4j.inference.dense.Program.Given;
import org.pcn4j.inference.dense.Program.Given.What;
import org.pcn4j.inference.dense.Program.Lesson;
import org.pcn4j.inference.dense.Program.Pair;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.ErrorAct.OutputError;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.ErrorAct.Weigh;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.Apply;
import org.pcn4j.inference.plan.Instruction.ApplyZero;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.Collect;
import org.pcn4j.inference.plan.Instruction.Gather;
import org.pcn4j.inference.plan.Instruction.InitialError;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.schedule.Descent;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Start;

/**
 * One time of a plan as acts on rows, in the order predict, errors, slopes, feedback, relax. Where nothing learns in the time, feedback
 * is added to the state that it moves by the product itself, whose sums begin with what the state keeps: relaxation is no pass of its
 * own. Where something learns, it learns from all rows before values move.
 */
final class LoweredBlock {
    private final Lowering all;
    private final List<Op> head = new ArrayList<>();
    private final List<Op> tail = new ArrayList<>();
    private final List<Lesson> lessons = new ArrayList<>();
    private final boolean learns;
    /** Who relaxes by feedback that is added to its state at once, by the use that the feedback comes along. */
    private final Map<Integer, Relax> folded = new LinkedHashMap<>();
    /** Whose error is taken, multiplied by its slope and let go in one act. */
    private final Set<Integer> gathered = new HashSet<>();
    private final Map<Integer, Pair> deltas = new HashMap<>();
    private final Map<Integer, List<Integer>> sums = new HashMap<>();

    LoweredBlock(Lowering all, Block block) throws NotDense {
        this.all = all;
        List<Instruction> list = block.instructions();
        this.learns = list.stream().anyMatch(act -> act instanceof Apply || act instanceof ApplyZero);
        boolean crosses = all.plan.schedule().reach() == Reach.GRAPH;
        if (!learns && !crosses) {
            fold(list);
        }
        for (Predict act : only(Predict.class, list)) {
            if (learns) {
                bringBack(act);
            }
        }
        int predictions = lastPrediction(list);
        for (Instruction instruction : list) {
            boolean isWithin = instruction instanceof Materialize && list.indexOf(instruction) < predictions;
            if (isWithin) {
                last(instruction, head);
            } else {
                first(instruction);
            }
        }
        if (crosses) {
            pullThrough(list);
        } else {
            pullBack(only(Pull.class, list));
        }
        for (Instruction instruction : list) {
            boolean isWithin = instruction instanceof Materialize && list.indexOf(instruction) < predictions;
            if (!isWithin) {
                last(instruction, learns ? tail : head);
            }
        }
    }

    private static int lastPrediction(List<Instruction> list) {
        int last = -1;
        for (int i = 0; i < list.size(); i++) {
            last = list.get(i) instanceof Predict ? i : last;
        }
        return last;
    }

    /** All slopes before all products: these add feedback to states that are errors of others. */
    private void pullBack(List<Pull> pulls) throws NotDense {
        for (Pull act : pulls) {
            delta(act);
        }
        for (Relax act : new LinkedHashSet<>(folded.values())) {
            letGo(act, head);
        }
        for (Pull act : pulls) {
            feed(act);
        }
    }

    /** One pullback after the other: each hands on what it was handed within the time. */
    private void pullThrough(List<Instruction> list) throws NotDense {
        for (Instruction instruction : list) {
            if (instruction instanceof Pull act) {
                delta(act);
                feed(act);
            } else if (instruction instanceof Collect act) {
                int sum = all.buffer(new Slot(Kind.FEEDBACK, act.node()));
                boolean first = true;
                for (int use : act.uses()) {
                    int contribution = all.buffer(new Slot(Kind.CONTRIBUTION, use));
                    head.add(
                            first ? new Op.Scale(contribution, 1, sum) : new Op.AddScaled(sum, 1, contribution, sum));
                    first = false;
                }
            }
        }
    }

    boolean learns() {
        return learns;
    }

    /** What rows do before anything learns. */
    List<Op> head() {
        return head;
    }

    /** What rows do after it. */
    List<Op> tail() {
        return tail;
    }

    List<Lesson> lessons() {
        return lessons;
    }

    private static <T> List<T> only(Class<T> kind, List<Instruction> list) {
        return list.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private void fold(List<Instruction> list) throws NotDense {
        Map<Integer, Pull> pulls = new HashMap<>();
        only(Pull.class, list).forEach(act -> act.uses().forEach(use -> pulls.put(use, act)));
        Map<Integer, StateError> errors = new HashMap<>();
        only(StateError.class, list).forEach(act -> errors.put(act.node(), act));
        Set<Slot> measured = new HashSet<>();
        only(MeasureEnergy.class, list).forEach(act -> measured.addAll(act.of()));
        for (Relax act : only(Relax.class, list)) {
            boolean folds = all.plan.schedule().relaxation() instanceof Descent
                    && !act.uses().isEmpty()
                    && act.uses().stream().allMatch(use -> isProduct(pulls.get(use)))
                    && act.factor() != 0;
            if (folds) {
                act.uses().forEach(use -> folded.put(use, act));
            }
        }
        for (Relax act : new LinkedHashSet<>(folded.values())) {
            StateError error = errors.get(act.node());
            Pull pull = pullOf(act.node(), pulls);
            if (error != null
                    && pull != null
                    && folded.containsKey(pull.uses().get(0))
                    && act.state().equals(error.value())
                    && act.own().equals(List.of(error.value(), new Slot(Kind.ERROR, act.node())))
                    && pull.error().kind() == Kind.ERROR
                    && !measured.contains(pull.error())) {
                gathered.add(act.node());
            }
        }
    }

    private static @org.jspecify.annotations.Nullable Pull pullOf(int node, Map<Integer, Pull> pulls) {
        return pulls.values().stream()
                .filter(act -> act.node() == node)
                .findFirst()
                .orElse(null);
    }

    /** Whether feedback is a product and nothing after it. */
    private boolean isProduct(@org.jspecify.annotations.Nullable Pull act) {
        return act != null
                && all.layerOf(act.node()).linear().isPresent()
                && all.layerOf(act.node()).before().isEmpty();
    }

    private void first(Instruction instruction) throws NotDense {
        if (instruction instanceof Predict act) {
            predict(act);
        } else if (instruction instanceof OutputError act) {
            head.add(new Op.OutputError(
                    all.loss(all.network.node(act.node())),
                    all.buffer(new Slot(Kind.PREDICTION, act.node())),
                    all.buffer(act.against()),
                    error(act.node())));
            for (Slot mask : act.mask()) {
                int error = error(act.node());
                boolean labels = all.loss(all.network.node(act.node())).kind() == DenseLoss.Kind.CROSS_ENTROPY;
                head.add(
                        labels
                                ? new Op.WeighRows(error, all.buffer(mask), error)
                                : new Op.Weigh(error, all.buffer(mask), error));
            }
        } else if (instruction instanceof Nudge act) {
            int nudged = all.buffer(new Slot(Kind.NUDGED, act.node()));
            int prediction = all.buffer(new Slot(Kind.PREDICTION, act.node()));
            head.add(new Op.Subtract(all.buffer(new Slot(Kind.TARGET, act.node())), prediction, nudged));
            head.add(new Op.AddScaled(prediction, (float) act.beta(), nudged, nudged));
        } else if (instruction instanceof StateError act) {
            if (!gathered.contains(act.node())) {
                int prediction = all.buffer(new Slot(Kind.PREDICTION, act.node()));
                head.add(new Op.Subtract(all.buffer(act.value()), prediction, error(act.node())));
            }
        } else if (instruction instanceof Weigh act) {
            double precision = all.plan.hasTarget(act.node()) ? 1 : all.precision(act.node());
            head.add(new Op.Scale(all.buffer(act.error()), (float) (precision * act.factor()), all.buffer(act.to())));
        } else if (instruction instanceof MeasureEnergy act) {
            measure(act);
        } else if (instruction instanceof InitialError act) {
            beginError(act);
        } else if (instruction instanceof Begin act) {
            begin(act);
        }
    }

    private void measure(MeasureEnergy act) throws NotDense {
        Slot first = act.of().get(0);
        if (first.kind() == Kind.ERROR) {
            head.add(new Op.MeasureError(act.node(), all.precision(act.node()), all.buffer(first)));
            return;
        }
        int weights = act.of().size() == 2 ? Program.NONE : all.buffer(act.of().get(2));
        DenseLoss loss = all.loss(all.network.node(act.node()));
        head.add(new Op.MeasureLoss(
                loss,
                act.node(),
                all.buffer(first),
                all.buffer(act.of().get(1)),
                weights,
                act.of().get(1).kind() == Kind.TARGET));
    }

    private void beginError(InitialError act) {
        int error = error(act.node());
        boolean isState = all.plan.schedule().reach() == Reach.GRAPH
                && all.plan.schedule().start().takesState();
        if (act.sigma() > 0) {
            head.add(all.load(What.NOISE, act.node(), error, act.sigma()));
        } else {
            int given = isState ? all.give(new Given(What.START, act.node(), error, 0, "")) : Program.NONE;
            head.add(new Op.Begin(given, Program.NONE, error));
        }
    }

    /** Where a value begins that does not begin at its prediction, or not in all elements. */
    private void begin(Begin act) {
        int node = act.node();
        Start start = all.plan.schedule().start();
        boolean isRoot = all.network.node(node).isRoot();
        int value = all.buffer(new Slot(Kind.VALUE, node));
        int from = Program.NONE;
        for (Slot slot : act.from()) {
            boolean isOwn = slot.kind() == Kind.PREDICTION || (slot.kind() == Kind.INPUT && isRoot);
            from = isOwn && from == Program.NONE ? all.buffer(slot) : from;
        }
        if (start instanceof Start.Zeros) {
            head.add(new Op.Begin(Program.NONE, Program.NONE, value));
        } else {
            boolean takes = isRoot || start.takesState();
            int given = takes ? all.give(new Given(What.START, node, value, 0, "")) : Program.NONE;
            head.add(new Op.Begin(given, from, value));
        }
        if (start.noise() > 0) {
            int noise = all.buffer(Extra.NOISE, node);
            head.add(all.load(What.NOISE, node, noise, start.noise()));
            head.add(new Op.AddScaled(value, 1, noise, value));
        }
        hold(act.from(), node, value, head);
    }

    /** Puts back what is held of a value, if a mask is among the slots. */
    private void hold(List<Slot> slots, int node, int value, List<Op> ops) {
        for (Slot slot : slots) {
            if (slot.kind() == Kind.MASK) {
                ops.add(new Op.Hold(all.buffer(slot), all.buffer(new Slot(Kind.INPUT, node)), value));
            }
        }
    }

    private int error(int node) {
        return all.buffer(new Slot(Kind.ERROR, node));
    }

    /** Forms the error and the value of a node that was left out while it moved, for what learns from them. */
    private void bringBack(Predict act) {
        Optional<Standing> left = all.standingUnder(act.node());
        if (left.isEmpty() || act.operands().get(0).kind() != Kind.VALUE) {
            return;
        }
        int node = left.get().node();
        int gathered = all.buffer(Extra.GATHERED, act.node());
        head.add(new Op.FeedFirst(gathered, all.weightFedBack(act.node()), error(node)));
        int value = all.buffer(new Slot(Kind.VALUE, node));
        head.add(new Op.AddScaled(all.buffer(new Slot(Kind.PREDICTION, node)), 1, error(node), value));
    }

    /** Predicts what sees a node that is left out while it moves: W x + b as it was in the forward pass, and what errors add to it. */
    private int predictFromStanding(Predict act) {
        int node = act.node();
        int base = all.buffer(Extra.BASE, node);
        int x = all.buffer(act.operands().get(0));
        all.inputs.put(node, x);
        if (act.operands().get(0).kind() != Kind.VALUE) {
            head.add(new Op.Predict(x, all.weight(node), all.bias(node), base));
            return base;
        }
        int y = all.buffer(new Slot(Kind.PREDICTION, node));
        head.add(new Op.Gram(all.buffer(Extra.GATHERED, node), all.weight(node), base, y));
        return y;
    }

    private void predict(Predict act) throws NotDense {
        int node = act.node();
        if (all.standingUnder(node).isPresent()) {
            int product = predictFromStanding(act);
            int y = all.buffer(new Slot(Kind.PREDICTION, node));
            Optional<Activation> after = all.layerOf(node).after();
            if (after.isPresent()) {
                head.add(new Op.ActivateWithSlope(after.get(), product, y, all.buffer(Extra.SLOPE_AFTER, node)));
            } else if (product != y) {
                head.add(new Op.Scale(product, 1, y));
            }
            return;
        }
        Layer layer = all.layerOf(node);
        int x = all.buffer(act.operands().get(0));
        int y = all.buffer(new Slot(Kind.PREDICTION, node));
        if (layer.before().isPresent()) {
            int hidden = layer.linear().isPresent() ? all.buffer(Extra.HIDDEN, node) : y;
            head.add(new Op.ActivateWithSlope(
                    layer.before().get(), x, hidden, all.buffer(Extra.SLOPE_BEFORE, node)));
            x = hidden;
        } else if (layer.linear().isEmpty()) {
            head.add(new Op.Scale(x, 1, y));
        }
        if (layer.linear().isPresent()) {
            all.inputs.put(node, x);
            head.add(new Op.Predict(x, all.weight(node), all.bias(node), y));
        }
        if (layer.after().isPresent()) {
            head.add(new Op.ActivateWithSlope(layer.after().get(), y, y, all.buffer(Extra.SLOPE_AFTER, node)));
        }
    }

    /** The error times the slope, and times γ where it is fed back to a state at once. */
    private void delta(Pull act) throws NotDense {
        int node = act.node();
        require(act.prediction().kind() == Kind.PREDICTION, "fixed predictions");
        Layer layer = all.layerOf(node);
        int error = all.buffer(act.error());
        int slope = layer.after().isPresent() ? all.buffer(Extra.SLOPE_AFTER, node) : Program.NONE;
        boolean scaled = isFolded(act);
        float gamma = (float) all.gamma();
        int delta = error;
        if (gathered.contains(node)) {
            delta = all.buffer(Extra.DELTA, node);
            int value = all.buffer(new Slot(Kind.VALUE, node));
            head.add(new Op.Gather(value, all.buffer(new Slot(Kind.PREDICTION, node)), slope, gamma, delta));
        } else if (slope != Program.NONE || scaled) {
            delta = all.buffer(Extra.DELTA, node);
            if (slope != Program.NONE) {
                head.add(new Op.Multiply(error, slope, delta));
            }
            if (scaled && gamma != 1) {
                head.add(new Op.Scale(slope == Program.NONE ? error : delta, gamma, delta));
            } else if (scaled && slope == Program.NONE) {
                head.add(new Op.Scale(error, 1, delta));
            }
        }
        learn(act, delta);
        current.put(node, delta);
    }

    private final Map<Integer, Integer> current = new HashMap<>();

    private boolean isFolded(Pull act) {
        return !act.uses().isEmpty() && folded.containsKey(act.uses().get(0));
    }

    private void learn(Pull act, int delta) throws NotDense {
        for (int k = 0; k < act.deltas().size(); k++) {
            require(all.layerOf(act.node()).linear().isPresent(), "what learns beside a product's weights");
            int input = k == 0 ? all.inputs.get(act.node()) : Program.NONE;
            deltas.put(act.deltas().get(k), new Pair(delta, input));
        }
    }

    /** The state keeps what its error leaves of it; feedback is added to that. */
    private void letGo(Relax act, List<Op> ops) throws NotDense {
        if (all.standing(act.node()).isPresent()) {
            return;
        }
        int state = all.buffer(act.state());
        double gamma = all.gamma();
        if (act.state().kind() == Kind.ERROR) {
            if (act.own().contains(act.state()) && act.factor() != 0) {
                double kept = 1 - gamma * all.precision(act.node()) * act.factor();
                ops.add(new Op.Scale(state, (float) kept, state));
            }
            return;
        }
        if (act.factor() != 0 && !gathered.contains(act.node())) {
            for (Slot slot : act.own()) {
                if (slot.kind() == Kind.ERROR || slot.kind() == Kind.WEIGHTED) {
                    ops.add(new Op.AddScaled(state, (float) -gamma, all.buffer(slot), state));
                }
            }
        }
    }

    private boolean beginsAtZero(Relax act) {
        return act.state().kind() == Kind.ERROR && !act.own().contains(act.state());
    }

    private final Set<Integer> begun = new HashSet<>();

    private void feed(Pull act) throws NotDense {
        if (act.uses().isEmpty()) {
            return;
        }
        int node = act.node();
        int use = act.uses().get(0);
        int delta = current.get(node);
        Layer layer = all.layerOf(node);
        Relax relax = folded.get(use);
        if (relax != null && all.standing(relax.node()).isPresent()) {
            int sum = all.buffer(Extra.GATHERED, node);
            double kept = 1 - all.gamma() * all.precision(relax.node());
            head.add(
                    beginsAtZero(relax)
                            ? new Op.Scale(delta, 1, sum)
                            : new Op.AddScaled(delta, (float) kept, sum, sum));
            return;
        }
        if (relax != null) {
            int state = all.buffer(relax.state());
            boolean first = beginsAtZero(relax) && begun.add(relax.node());
            head.add(
                    first
                            ? new Op.FeedFirst(delta, all.weightFedBack(node), state)
                            : new Op.Feed(delta, all.weightFedBack(node), state));
            return;
        }
        int contribution = all.buffer(new Slot(Kind.CONTRIBUTION, use));
        if (layer.linear().isPresent()) {
            head.add(new Op.FeedFirst(delta, all.weightFedBack(node), contribution));
        } else {
            head.add(new Op.Scale(delta, 1, contribution));
        }
        if (layer.before().isPresent()) {
            head.add(new Op.Multiply(contribution, all.buffer(Extra.SLOPE_BEFORE, node), contribution));
        }
    }

    private void last(Instruction instruction, List<Op> ops) throws NotDense {
        if (instruction instanceof Relax act) {
            relax(act, ops);
        } else if (instruction instanceof Materialize act && all.standing(act.node()).isPresent()) {
            // Its value is formed when something learns.
            require(act.readsError(), "a value that does not move");
        } else if (instruction instanceof Materialize act) {
            int prediction = all.buffer(new Slot(Kind.PREDICTION, act.node()));
            int value = all.buffer(new Slot(Kind.VALUE, act.node()));
            ops.add(
                    act.readsError()
                            ? new Op.AddScaled(prediction, 1, error(act.node()), value)
                            : new Op.Scale(prediction, 1, value));
        } else if (instruction instanceof Gather act) {
            if (act.first()) {
                sums.put(act.parameter(), new ArrayList<>());
            }
            require(sums.containsKey(act.parameter()), "a parameter that learns from several times");
            sums.get(act.parameter()).add(act.use());
        } else if (instruction instanceof Apply act) {
            List<Integer> uses =
                    act.delta().kind() == Kind.DELTA ? List.of(act.delta().index()) : sums.get(act.parameter());
            List<Pair> pairs = new ArrayList<>();
            for (int use : uses) {
                require(deltas.containsKey(use), "a parameter that learns from several times");
                pairs.add(deltas.get(use));
            }
            lessons.add(new Lesson(act.parameter(), pairs));
        } else if (instruction instanceof ApplyZero act) {
            lessons.add(new Lesson(act.parameter(), List.of()));
        } else if (!isOfBeginning(instruction)) {
            throw new NotDense("the instruction " + instruction.getClass().getSimpleName());
        }
    }

    private static boolean isOfBeginning(Instruction instruction) {
        return instruction instanceof Predict
                || instruction instanceof OutputError
                || instruction instanceof StateError
                || instruction instanceof Weigh
                || instruction instanceof MeasureEnergy
                || instruction instanceof InitialError
                || instruction instanceof Begin
                || instruction instanceof Collect
                || instruction instanceof Nudge
                || instruction instanceof Pull;
    }

    /** x ← x + γ(s − πε), pass by pass. */
    private void relax(Relax act, List<Op> ops) throws NotDense {
        int state = all.buffer(act.state());
        if (!act.uses().isEmpty() && folded.containsKey(act.uses().get(0))) {
            hold(act.own(), act.node(), state, ops);
            return;
        }
        if (!(all.plan.schedule().relaxation() instanceof Descent)) {
            new Motion(all, act, ops).move();
            hold(act.own(), act.node(), state, ops);
            return;
        }
        float gamma = (float) all.gamma();
        boolean first = beginsAtZero(act);
        if (!first) {
            letGo(act, ops);
        }
        for (int contribution : all.feedback(act)) {
            ops.add(
                    first
                            ? new Op.Scale(contribution, gamma, state)
                            : new Op.AddScaled(state, gamma, contribution, state));
            first = false;
        }
        if (first) {
            ops.add(new Op.Begin(Program.NONE, Program.NONE, state));
        }
        hold(act.own(), act.node(), state, ops);
    }
}
