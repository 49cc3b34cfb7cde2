package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.pcn4j.function.Precision;
import org.pcn4j.function.Wanted;
import org.pcn4j.inference.plan.Draft.Arriving;
import org.pcn4j.inference.plan.Draft.Pulled;
import org.pcn4j.inference.plan.ErrorAct.Follow;
import org.pcn4j.inference.plan.ErrorAct.ForwardError;
import org.pcn4j.inference.plan.ErrorAct.Gate;
import org.pcn4j.inference.plan.ErrorAct.KeepError;
import org.pcn4j.inference.plan.ErrorAct.OutputError;
import org.pcn4j.inference.plan.ErrorAct.StateError;
import org.pcn4j.inference.plan.ErrorAct.Weigh;
import org.pcn4j.inference.plan.Instruction.Begin;
import org.pcn4j.inference.plan.Instruction.Collect;
import org.pcn4j.inference.plan.Instruction.InitialError;
import org.pcn4j.inference.plan.Instruction.KeepPrediction;
import org.pcn4j.inference.plan.Instruction.Materialize;
import org.pcn4j.inference.plan.Instruction.MeasureEnergy;
import org.pcn4j.inference.plan.Instruction.Nudge;
import org.pcn4j.inference.plan.Instruction.PassDelays;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.inference.plan.Instruction.Relax;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses.Use;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * Walks the drafts forwards and writes their instructions. Within a time the order is predict, errors, measurements,
 * pullbacks with the gathering of their Δθ, relaxations, applies.
 */
final class Emission {
    private final Question question;
    private final Network network;
    private final Uses uses;
    private final Rewrites rewrites;
    private final Lesson lesson;
    private final Demand demand;
    private final Gathering gathering;
    /** Who remembers something already. */
    private final BitSet remembering = new BitSet();
    /** Whose units have been asked already whether they learn. */
    private final BitSet gated = new BitSet();

    Emission(Question question, Uses uses, Rewrites rewrites, Lesson lesson, Demand demand, Gathering gathering) {
        this.question = question;
        this.network = question.network();
        this.uses = uses;
        this.rewrites = rewrites;
        this.lesson = lesson;
        this.demand = demand;
        this.gathering = gathering;
        if (question.schedule().start() instanceof Start.Carried) {
            remembering.set(0, network.nodes().size());
        }
    }

    /** Returns the forward pass and what each draft does, in order. */
    List<List<Instruction>> instructions(Collection<Draft> drafts) {
        List<List<Instruction>> all = new ArrayList<>();
        Arriving beginning =
                drafts.isEmpty() ? new Arriving() : drafts.iterator().next().arriving;
        all.add(forwardPass(beginning));
        for (Draft draft : drafts) {
            all.add(instructions(draft));
        }
        return all;
    }

    private List<Instruction> forwardPass(Arriving leaves) {
        Set<Integer> begins = new TreeSet<>(leaves.values());
        Set<Integer> forward = demand.forward;
        nudged().forEach(forward::add);
        forward.addAll(leaves.errors());
        // The forward pass of a node needs that of its ancestors, and where free roots and what is held in part begin.
        for (int i = network.nodes().size() - 1; i >= 0; i--) {
            if (begins.contains(i) && beginsFromPrediction(i)) {
                forward.add(i);
            }
            if (forward.contains(i)) {
                for (Slot operand : rewrites.forwardOperands(i)) {
                    if (operand.kind() == Kind.PREDICTION) {
                        forward.add(operand.index());
                    } else if (operand.kind() == Kind.VALUE) {
                        begins.add(operand.index());
                    }
                }
            }
        }
        List<Instruction> list = new ArrayList<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            if (forward.contains(i)) {
                list.add(new Predict(i, rewrites.forwardOperands(i)));
            }
            if (demand.keptPredictions.contains(i)) {
                list.add(new KeepPrediction(i));
            }
            if (begins.contains(i)) {
                list.add(begin(i));
            }
        }
        nudged().forEach(node -> list.add(new Nudge(node, question.beta(node))));
        for (int node : leaves.errors()) {
            list.add(new InitialError(
                    node,
                    question.beginsWithError(node) ? question.schedule().start().noise() : 0));
        }
        for (int node : leaves.materialized()) {
            list.add(new Materialize(node, leaves.errors().contains(node)));
        }
        return list;
    }

    private Stream<Integer> nudged() {
        return network.nodes().stream().map(Node::index).filter(question::isNudged);
    }

    /** Whether a node that does not begin at its prediction begins at it in part, or where nothing is handed in. */
    private boolean beginsFromPrediction(int node) {
        return question.hasError(node) && !(question.schedule().start() instanceof Start.Zeros);
    }

    private Begin begin(int node) {
        List<Slot> from = new ArrayList<>();
        if (beginsFromPrediction(node)) {
            from.add(Slot.prediction(node));
        }
        if (question.isMasked(node)) {
            from.add(Slot.input(node));
            from.addAll(rewrites.mask(node));
        }
        return new Begin(node, from);
    }

    private List<Instruction> instructions(Draft draft) {
        int time = draft.time;
        List<Instruction> list = new ArrayList<>();
        predict(draft, list);
        Set<Integer> weighted = new TreeSet<>(draft.weighted);
        if (time == 0) {
            for (int node : demand.standingErrors) {
                list.add(error(node));
                if (!question.weighsByTime() && !question.errorsFollow() && rewrites.isWeighted(node, time)) {
                    weighted.add(node);
                }
            }
        }
        draft.outputErrors.forEach(node -> list.add(error(node)));
        draft.stateErrors.forEach(node -> list.add(error(node)));
        draft.begun.forEach(node -> list.add(follow(node, true)));
        for (int node : weighted) {
            Slot to = new Slot(Kind.WEIGHTED, node);
            list.add(new Weigh(node, rewrites.heardError(node), to, question.factor(node, time)));
        }
        draft.plainErrors.forEach(node -> list.add(new Weigh(node, Slot.error(node), Slot.kept(node), 1)));
        for (int node : draft.forwardErrors) {
            list.add(new ForwardError(node, lesson.value(node, time), rewrites.mask(node)));
        }
        draft.measured.forEach((node, all) -> all.forEach(of -> list.add(new MeasureEnergy(node, of))));
        gathering.begin(draft);
        pullBack(draft, list);
        for (int node : draft.leaves.kept()) {
            list.add(new KeepError(node, rewrites.weightedError(node, time)));
        }
        for (int node : draft.leaves.errors()) {
            boolean reads = rewrites.readsError(node, time);
            list.add(relax(node, Slot.error(node), reads ? List.of(Slot.error(node)) : List.of(), reads, time));
        }
        for (int node : draft.leaves.values()) {
            boolean reads = rewrites.errorHeard(node, time);
            list.add(relax(node, Slot.value(node), List.of(Slot.value(node)), reads, time));
        }
        draft.leaves.following().forEach(node -> list.add(follow(node, false)));
        for (int node : draft.leaves.materialized()) {
            list.add(new Materialize(node, draft.leaves.errors().contains(node)));
        }
        list.addAll(gathering.end(draft));
        return list;
    }

    /** Predictions, parents before children; and values where they are made of predictions within the time. */
    private void predict(Draft draft, List<Instruction> list) {
        Set<Integer> forwards = new TreeSet<>(draft.predictions);
        forwards.addAll(draft.swept);
        for (int node : forwards) {
            if (draft.predictions.contains(node)) {
                list.add(new Predict(node, rewrites.operands(node, draft.time)));
            }
            if (draft.swept.contains(node) && rewrites.operand(node, draft.time).kind() == Kind.VALUE) {
                list.add(new Materialize(node, true));
            }
        }
    }

    /** Pullbacks, children before parents; and the feedback that is pulled back within the time. */
    private void pullBack(Draft draft, List<Instruction> list) {
        TreeSet<Integer> backwards = new TreeSet<>(draft.pulls.keySet());
        backwards.addAll(draft.collected);
        for (int node : backwards.descendingSet()) {
            List<Integer> feedback = feedback(node, draft.time);
            if (draft.collected.contains(node) && !feedback.isEmpty()) {
                list.add(new Collect(node, feedback));
            }
            if (draft.pulls.containsKey(node)) {
                if (draft.pull(node).learns && question.zeroSteps().isPresent()) {
                    list.add(gate(node, draft.time));
                }
                for (Pull pull : pulls(node, draft.pull(node), draft.time)) {
                    list.add(pull);
                    delays(pull, list);
                    list.addAll(gathering.after(pull));
                }
            }
        }
    }

    private Follow follow(int node, boolean begins) {
        return new Follow(node, question.schedule().relaxation().gamma(), begins);
    }

    private Gate gate(int node, int time) {
        boolean begins = !gated.get(node);
        gated.set(node);
        return new Gate(
                node, rewrites.weightedError(node, time), question.zeroSteps().orElseThrow(), begins);
    }

    private List<Integer> feedback(int node, int time) {
        return rewrites.feedback(node, time).stream().map(Use::index).toList();
    }

    private Instruction error(int node) {
        if (question.hasTarget(node)) {
            return new OutputError(node, rewrites.target(node), rewrites.mask(node));
        }
        return new StateError(node, question.isHeld(node) ? Slot.input(node) : Slot.value(node));
    }

    private Relax relax(int node, Slot state, List<Slot> old, boolean readsError, int time) {
        List<Slot> own = new ArrayList<>(old);
        Slot error = rewrites.weightedError(node, time);
        if (readsError && rewrites.isCounted(node, time) && !own.contains(error)) {
            own.add(error);
        }
        own.addAll(rewrites.mask(node));
        if (question.looks() && state.kind() == Kind.ERROR) {
            own.add(Slot.prediction(node));
        }
        List<Integer> feedback = feedback(node, time);
        if (question.sweeps() && !feedback.isEmpty()) {
            own.add(Slot.feedback(node));
            feedback = List.of();
        }
        boolean begins = question.remembers() && !remembering.get(node);
        remembering.set(node);
        return new Relax(
                node,
                state,
                own,
                feedback,
                question.remembers() ? List.of(Slot.memory(node)) : List.of(),
                begins,
                question.factor(node, time));
    }

    /** One pullback, or two where a node learns from something else than it pulls back. */
    private List<Pull> pulls(int node, Pulled pulled, int time) {
        Slot prediction = Slot.prediction(node);
        Slot back = rewrites.pulledBack(node, time);
        if (!pulled.learns) {
            return List.of(pull(node, prediction, back, pulled.uses, false));
        }
        Slot lessonError = lesson.error(node, time);
        if (pulled.uses.isEmpty() || back.equals(lessonError)) {
            return List.of(pull(node, lesson.prediction(node, time), lessonError, pulled.uses, true));
        }
        return List.of(
                pull(node, prediction, back, pulled.uses, false),
                pull(node, lesson.prediction(node, time), lessonError, Set.of(), true));
    }

    private Pull pull(int node, Slot prediction, Slot error, Set<Integer> inputs, boolean learns) {
        Node known = network.node(node);
        List<Boolean> wanted = new ArrayList<>();
        for (int k = 0; k < uses.count(node); k++) {
            wanted.add(inputs.contains(uses.input(node, k)));
        }
        List<Integer> deltas = new ArrayList<>();
        for (int k = 0; k < known.parameters().size() && learns; k++) {
            deltas.add(uses.parameter(node, k));
        }
        return new Pull(node, prediction, error, new Wanted(wanted, learns), List.copyOf(inputs), deltas);
    }

    /** A delay that is held relaxes once, from a zero error: with γ = 1 it hands on what it got. */
    private void delays(Pull pull, List<Instruction> list) {
        for (int use : pull.uses()) {
            int delays = uses.delay(use);
            if (delays > 0 && !question.schedule().relaxation().forgets(Precision.ONE)) {
                list.add(new PassDelays(uses.parentOf(use), use, delays));
            }
        }
    }
}
