package org.pcn4j.inference;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.Draft.Arriving;
import org.pcn4j.inference.Draft.Pulled;
import org.pcn4j.inference.Instruction.InitialError;
import org.pcn4j.inference.Instruction.Materialise;
import org.pcn4j.inference.Instruction.MeasureEnergy;
import org.pcn4j.inference.Instruction.OutputError;
import org.pcn4j.inference.Instruction.Predict;
import org.pcn4j.inference.Instruction.Pull;
import org.pcn4j.inference.Instruction.RelaxError;
import org.pcn4j.inference.Instruction.RelaxValue;
import org.pcn4j.inference.Instruction.StateError;
import org.pcn4j.inference.Schedule.Predictions;
import org.pcn4j.inference.Uses.Use;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * One run of the planner. It goes backwards through time and drafts what each time is wanted to do, then forwards and
 * makes instructions of the drafts.
 *
 * <p>A free node's state is its error while its prediction stands still, and its value once the prediction has moved:
 * (μ + δ) − μ rounds, δ does not. The error that arrives at a time by relaxation always refers to the prediction that
 * stood until then.
 */
final class Compilation {
    private final Network network;
    private final Schedule schedule;
    private final Set<Observation> observations;
    private final boolean everything;
    private final boolean byValues;
    private final boolean live;
    private final int end;
    private final LearningTimes learning;
    private final Facts facts;
    private final Uses uses;
    private final Delays delays;
    private final Deque<Draft> drafts = new ArrayDeque<>();
    private final Deque<Integer> repeats = new ArrayDeque<>();
    private final Set<Integer> forward = new TreeSet<>();
    private final Set<Integer> standingOutputErrors = new TreeSet<>();
    private final Map<String, Slot> finalValues = new TreeMap<>();
    private final ZeroUpdates zeroUpdates;
    private final Map<Integer, Set<Integer>> settledErrors = new HashMap<>();
    private final Map<Integer, Set<Integer>> settledLearners = new HashMap<>();
    private final Map<Integer, Set<Use>> earlierUses = new HashMap<>();

    Compilation(Planner planner, Network network, Schedule schedule, Set<Observation> observations, Delays delays) {
        this.network = network;
        this.schedule = schedule;
        this.observations = observations;
        this.everything = planner.effort() != Effort.NEEDED;
        this.byValues = planner.effort() == Effort.EVERYTHING_BY_VALUES;
        this.zeroUpdates = planner.zeroUpdates();
        this.live = schedule.predictions() == Predictions.LIVE;
        this.end = schedule.steps().times(network.depth());
        this.learning = new LearningTimes(network, schedule.learning(), end);
        this.delays = delays;
        this.facts = new Facts(network, schedule, learning, zeroUpdates, delays, end);
        this.uses = new Uses(network, delays);
    }

    Plan compile() {
        int steady = Math.max(facts.lastChange(), live ? 0 : network.depth()) + 1;
        Arriving next = new Arriving();
        int time = end;
        while (time >= 0) {
            Draft draft = draft(time, next);
            int first = time;
            if (draft.arriving.equals(next)) {
                // Nothing tells this time from the one before it, nor that from the one before: they are one body.
                while (first - 1 > steady && learning.at(first - 1).equals(learning.at(time))) {
                    first--;
                }
            }
            drafts.push(draft);
            repeats.push(time - first + 1);
            next = draft.arriving;
            time = first - 1;
        }
        return emit(next);
    }

    // ---- backwards: what is wanted ----

    private Draft draft(int time, Arriving leaves) {
        Draft draft = new Draft(time, leaves);
        if (everything) {
            wantEverything(draft);
        }
        settledErrors.getOrDefault(time, Set.of()).forEach(node -> wantError(draft, node));
        settledLearners.getOrDefault(time, Set.of()).forEach(node -> draft.pull(node).learns = true);
        earlierUses
                .getOrDefault(time, Set.of())
                .forEach(use -> draft.pull(use.child()).uses.add(use.index()));
        for (int node : leaves.errors()) {
            wantFeedback(draft, node);
            if (readsError(node, time)) {
                wantError(draft, node);
            }
        }
        for (int node : leaves.values()) {
            wantFeedback(draft, node);
            wantValue(draft, node);
            if (errorPresent(node, time)) {
                wantError(draft, node);
            }
        }
        for (int node : learning.at(time)) {
            if (errorSettled(node, time)) {
                settledLearners
                        .computeIfAbsent(network.level(node), unused -> new TreeSet<>())
                        .add(node);
            } else if (errorPresent(node, time)) {
                draft.pull(node).learns = true;
            }
        }
        for (int node : draft.pulls.keySet()) {
            wantError(draft, node);
            wantPrediction(draft, node);
        }
        observe(draft);
        return draft;
    }

    private void wantEverything(Draft draft) {
        for (Node node : network.nodes()) {
            if (node.isRoot()) {
                continue;
            }
            int i = node.index();
            wantPrediction(draft, i);
            wantError(draft, i);
            if (node.isInner()) {
                arrive(draft, i);
            }
            for (int k = 0; k < uses.count(i) && draft.time < end; k++) {
                int use = uses.input(i, k);
                if (network.node(uses.parentOf(use)).isInner()) {
                    draft.pull(i).uses.add(use);
                }
            }
        }
    }

    private void observe(Draft draft) {
        boolean energies = observations.contains(new Observation.Energies());
        boolean loss = draft.time == 0 && observations.contains(new Observation.Loss());
        if (energies || loss) {
            for (Node node : network.nodes()) {
                if (node.isOutput()) {
                    wantPrediction(draft, node.index());
                    draft.energies.put(node.index(), Slot.prediction(node.index()));
                } else if (energies && node.isInner() && errorPresent(node.index(), draft.time)) {
                    wantError(draft, node.index());
                    draft.energies.put(node.index(), Slot.error(node.index()));
                }
            }
        }
        if (draft.time == end) {
            for (Observation observation : observations) {
                if (observation instanceof Observation.FinalValue wanted) {
                    int node = network.node(wanted.node()).index();
                    wantValue(draft, node);
                    finalValues.put(wanted.node(), operand(node, end));
                }
            }
        }
    }

    private void wantFeedback(Draft draft, int node) {
        for (Use use : feedback(node, draft.time)) {
            int made = madeAt(use, draft.time);
            if (made == draft.time) {
                draft.pull(use.child()).uses.add(use.index());
            } else {
                earlierUses.computeIfAbsent(made, unused -> new HashSet<>()).add(use);
            }
        }
    }

    /** When the contribution is made that arrives at a time: then, unless it was delayed or has been settled before. */
    private int madeAt(Use use, int time) {
        int made = time - use.delay();
        return errorSettled(use.child(), made) ? network.level(use.child()) : made;
    }

    private void wantError(Draft draft, int node) {
        if (!draft.errors.add(node)) {
            return;
        }
        if (errorSettled(node, draft.time)) {
            settledErrors
                    .computeIfAbsent(network.level(node), unused -> new TreeSet<>())
                    .add(node);
        } else if (network.node(node).isOutput()) {
            wantPrediction(draft, node);
            if (predictionStands(node, draft.time)) {
                standingOutputErrors.add(node);
            } else {
                draft.outputErrors.add(node);
            }
        } else if (errorIsState(node, draft.time)) {
            draft.arriving.errors().add(node);
        } else {
            draft.stateErrors.add(node);
            wantValue(draft, node);
            wantPrediction(draft, node);
        }
    }

    private void wantPrediction(Draft draft, int node) {
        if (predictionStands(node, draft.time)) {
            forward.add(node);
        } else if (delays == Delays.HELD) {
            throw new IllegalStateException(
                    "delays are held, but node '" + network.node(node).name() + "' predicts anew at " + draft.time);
        } else if (draft.predictions.add(node)) {
            network.node(node).parents().forEach(parent -> wantValue(draft, parent));
        }
    }

    private void wantValue(Draft draft, int node) {
        switch (operand(node, draft.time).kind()) {
            case PREDICTION -> forward.add(node);
            case VALUE -> arrive(draft, node);
            default -> {
                // A root's value is clamped: there from the beginning.
            }
        }
    }

    private void arrive(Draft draft, int node) {
        if (draft.time > standsUntil(node)) {
            draft.arriving.values().add(node);
            return;
        }
        draft.arriving.materialised().add(node);
        forward.add(node);
        if (relaxedErrorPresent(node, draft.time)) {
            draft.arriving.errors().add(node);
        }
    }

    // ---- what is known without computing ----

    /** The first time at which a free node's state is its value. */
    private int standsUntil(int node) {
        return byValues ? 0 : facts.prediction(node);
    }

    private boolean errorIsState(int node, int time) {
        return time < standsUntil(node);
    }

    /** Whether the prediction at a time is still that of the forward pass, and is not made anew. */
    private boolean predictionStands(int node, int time) {
        return !(live && everything) && time < facts.prediction(node);
    }

    /**
     * Whether the error has been what it is since the time of the node's level: with fixed predictions and γ = 1 an
     * error is the sum of the children's from the time before, and the outputs' never change.
     */
    private boolean errorSettled(int node, int time) {
        return !live && !everything && schedule.gamma() == 1 && time > network.level(node);
    }

    private boolean isNoisy(int node) {
        return Facts.isNoisy(network.node(node), schedule);
    }

    private boolean keepsError() {
        return everything || schedule.gamma() != 1;
    }

    /** Whether the error that arrives at a time, relative to the prediction that stood until then, can be non-zero. */
    private boolean relaxedErrorPresent(int node, int time) {
        return everything || facts.feedback(node) < time || (isNoisy(node) && (time == 0 || keepsError()));
    }

    private boolean errorPresent(int node, int time) {
        return network.node(node).isOutput() || !errorIsState(node, time) || relaxedErrorPresent(node, time);
    }

    private boolean readsError(int node, int time) {
        return keepsError() && errorPresent(node, time);
    }

    /** Where a node's value stands at a time. */
    private Slot operand(int node, int time) {
        Node known = network.node(node);
        if (known.isRoot()) {
            return Slot.input(node);
        } else if (known.isOutput()) {
            return Slot.prediction(node);
        }
        boolean isPrediction = !live || (errorIsState(node, time) && !relaxedErrorPresent(node, time));
        return isPrediction ? Slot.prediction(node) : Slot.value(node);
    }

    private Slot forwardOperand(int node) {
        return network.node(node).isRoot() ? Slot.input(node) : Slot.prediction(node);
    }

    /** Where the values stand that a node's prediction at a time was made from. */
    private List<Slot> operands(int node, int time) {
        List<Integer> parents = network.node(node).parents();
        return predictionStands(node, time)
                ? parents.stream().map(this::forwardOperand).toList()
                : parents.stream().map(parent -> operand(parent, time)).toList();
    }

    /** The uses of a node's value along which an error comes back at a time, in the order of their sum. */
    private List<Use> feedback(int node, int time) {
        return uses.of(node).stream()
                .filter(use -> everything || (use.delay() <= time && errorPresent(use.child(), time - use.delay())))
                .toList();
    }

    // ---- forwards: instructions ----

    private Plan emit(Arriving beginning) {
        List<List<Instruction>> steps = new ArrayList<>();
        steps.add(forwardPass(beginning));
        Gathering gathering = new Gathering(learning, uses, network, zeroUpdates, drafts);
        for (Draft draft : drafts) {
            steps.add(instructions(draft, gathering));
        }
        List<Integer> counts = new ArrayList<>(List.of(1));
        counts.addAll(repeats);
        List<Integer> firsts = new ArrayList<>(List.of(Step.BEFORE));
        int time = 0;
        for (int count : repeats) {
            firsts.add(time);
            time += count;
        }
        return new Plan(
                network, schedule, end, Lifetimes.steps(firsts, counts, steps, finalValues.values()), finalValues);
    }

    private List<Instruction> forwardPass(Arriving leaves) {
        List<Instruction> list = new ArrayList<>();
        // The forward pass of a node needs that of its free ancestors.
        for (int i = network.nodes().size() - 1; i >= 0; i--) {
            if (forward.contains(i)) {
                network.node(i).parents().stream()
                        .filter(parent -> !network.node(parent).isRoot())
                        .forEach(forward::add);
            }
        }
        for (int node : forward) {
            list.add(new Predict(
                    node,
                    network.node(node).parents().stream()
                            .map(this::forwardOperand)
                            .toList()));
        }
        for (int node : leaves.errors()) {
            list.add(new InitialError(node, isNoisy(node) ? schedule.initialNoise() : 0));
        }
        for (int node : leaves.materialised()) {
            list.add(new Materialise(node, leaves.errors().contains(node)));
        }
        return list;
    }

    private List<Instruction> instructions(Draft draft, Gathering gathering) {
        int time = draft.time;
        List<Instruction> list = new ArrayList<>();
        draft.predictions.forEach(node -> list.add(new Predict(node, operands(node, time))));
        if (time == 0) {
            standingOutputErrors.forEach(node -> list.add(new OutputError(node)));
        }
        draft.outputErrors.forEach(node -> list.add(new OutputError(node)));
        draft.stateErrors.forEach(node -> list.add(new StateError(node)));
        draft.energies.forEach((node, operand) -> list.add(new MeasureEnergy(node, operand)));
        gathering.begin(draft);
        List<Integer> pulling = new ArrayList<>(draft.pulls.keySet());
        for (int i = pulling.size() - 1; i >= 0; i--) {
            Pull pull = pull(pulling.get(i), draft.pull(pulling.get(i)));
            list.add(pull);
            list.addAll(gathering.after(pull));
        }
        for (int node : draft.leaves.errors()) {
            list.add(new RelaxError(
                    node, 1 - schedule.gamma(), schedule.gamma(), readsError(node, time), indices(node, time)));
        }
        for (int node : draft.leaves.values()) {
            list.add(new RelaxValue(
                    node, Slot.value(node), schedule.gamma(), errorPresent(node, time), indices(node, time)));
        }
        for (int node : draft.leaves.materialised()) {
            list.add(new Materialise(node, draft.leaves.errors().contains(node)));
        }
        list.addAll(gathering.end(draft));
        return list;
    }

    private List<Integer> indices(int node, int time) {
        return feedback(node, time).stream().map(Use::index).toList();
    }

    private Pull pull(int node, Pulled pulled) {
        Node known = network.node(node);
        List<Boolean> wanted = new ArrayList<>();
        for (int k = 0; k < uses.count(node); k++) {
            wanted.add(pulled.uses.contains(uses.input(node, k)));
        }
        List<Integer> deltas = new ArrayList<>();
        for (int k = 0; k < known.parameters().size() && pulled.learns; k++) {
            deltas.add(uses.parameter(node, k));
        }
        return new Pull(node, new Wanted(wanted, pulled.learns), List.copyOf(pulled.uses), deltas);
    }
}
