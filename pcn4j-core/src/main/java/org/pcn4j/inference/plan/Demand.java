package org.pcn4j.inference.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.pcn4j.inference.plan.Draft.Arriving;
import org.pcn4j.inference.plan.Slot.Kind;
import org.pcn4j.inference.plan.Uses.Use;

/**
 * Goes backwards through time, from learning, observations and the state handed out, and drafts what each time is wanted to
 * do. Everything else is dead code.
 */
final class Demand {
    private final Question question;
    private final Observing observing;
    private final Set<Pass> passes;
    private final LearningTimes learning;
    private final Known known;
    private final Rewrites rewrites;
    private final Lesson lesson;
    private final Rounds rounds;
    private final Sweep sweep;
    private final boolean delaysHeld;
    private final Map<Integer, Set<Integer>> settledErrors = new HashMap<>();
    private final Map<Integer, Set<Integer>> settledLearners = new HashMap<>();
    private final Map<Integer, Set<Use>> earlierUses = new HashMap<>();

    /** What is wanted before time 0: forward predictions. */
    final Set<Integer> forward = new TreeSet<>();

    /** The nodes whose prediction by the forward pass is learned from when another one stands in its place. */
    final Set<Integer> keptPredictions = new TreeSet<>();

    /** The held nodes whose prediction stands as long as their error is asked for: it is computed once. */
    final Set<Integer> standingErrors = new TreeSet<>();

    /** Where what is observed in the end stands. */
    final Map<Observation, Slot> finals = new HashMap<>();

    /** Where the values that are handed out stand in the end, by node. */
    final Map<Integer, Slot> state = new TreeMap<>();

    Demand(
            Question question,
            Set<Observation> observations,
            Set<Pass> passes,
            LearningTimes learning,
            Known known,
            Rewrites rewrites,
            Lesson lesson,
            Rounds rounds,
            Delays delays) {
        this.question = question;
        this.passes = passes;
        this.learning = learning;
        this.known = known;
        this.rewrites = rewrites;
        this.lesson = lesson;
        this.rounds = rounds;
        this.sweep = new Sweep(question, rewrites);
        this.delaysHeld = delays == Delays.HELD;
        this.observing = new Observing(question, observations, known, rewrites, this);
    }

    /** Returns the drafts of all times, in order; times that are alike stand in one. */
    Deque<Draft> drafts() {
        // Where values follow from errors within a time, nothing is told by what the time before knew.
        int steady = Math.max(
                        known.lastChange(),
                        question.live() ? 0 : question.network().depth())
                + (question.sweeps() ? 0 : 1);
        Deque<Draft> drafts = new ArrayDeque<>();
        Arriving next = new Arriving();
        int time = question.end();
        while (time >= 0) {
            Draft draft = draft(time, next);
            int first = time;
            int alike = Math.max(steady + 1, learning.unchangedSince(time));
            if (draft.arriving.equals(next) && alike <= time && !question.weighsByTime()) {
                // Nothing tells this time from the one before it, nor that from the one before: they are one body.
                // Inference does not stop before times at which something else learns.
                draft.settles = question.settles() && time >= learning.unchangedSince(question.end() - 1);
                if (passes.contains(Pass.BLOCKS)) {
                    first = alike;
                }
            }
            draft.repeats = time - first + 1;
            drafts.push(draft);
            next = draft.arriving;
            time = first - 1;
        }
        return drafts;
    }

    private Draft draft(int time, Arriving leaves) {
        Draft draft = new Draft(time, leaves);
        if (!passes.contains(Pass.DEMAND)) {
            rounds.everything(this, draft);
        }
        settledErrors.getOrDefault(time, Set.of()).forEach(node -> wantError(draft, node));
        settledLearners.getOrDefault(time, Set.of()).forEach(node -> draft.pull(node).learns = true);
        earlierUses
                .getOrDefault(time, Set.of())
                .forEach(use -> draft.pull(use.child()).uses.add(use.index()));
        for (int node : leaves.errors()) {
            if (question.looks()) {
                wantPrediction(draft, node);
            }
            wantFeedback(draft, node);
            if (rewrites.readsError(node, time)) {
                wantError(draft, node);
            }
        }
        for (int node : leaves.values()) {
            wantFeedback(draft, node);
            wantValue(draft, node);
            if (rewrites.errorHeard(node, time)) {
                wantHeardError(draft, node);
            }
        }
        for (int node : leaves.following()) {
            wantPlainError(draft, node);
            wantHeardError(draft, node);
        }
        for (int node : learning.at(time)) {
            if (rewrites.errorSettled(node, time)) {
                later(settledLearners, node);
            } else if (lesson.isPresent(node, time)) {
                draft.pull(node).learns = true;
            }
        }
        sweep.wantPullbacks(draft);
        leaves.kept().forEach(node -> wantError(draft, node));
        draft.pulls.forEach((node, pulled) -> wantPulled(draft, node, pulled.learns));
        observing.want(draft);
        sweep.wantPredictions(this, draft);
        return draft;
    }

    private void wantPulled(Draft draft, int node, boolean learns) {
        if (learns && lesson.pullsThroughForward(node, draft.time)) {
            forward.add(node);
            keptPredictions.add(node);
            if (!lesson.refersToForward(node, draft.time)) {
                wantHeardError(draft, node);
                return;
            }
            draft.forwardErrors.add(node);
            if (question.moves(node)) {
                wantValue(draft, node);
            }
            return;
        }
        wantPrediction(draft, node);
        if (learns && lesson.followsError()) {
            draft.arriving.kept().add(node);
        } else if (learns && lesson.isPlain()) {
            wantPlainError(draft, node);
            draft.plainErrors.add(node);
        } else if (learns || rewrites.pulledBack(node, draft.time).kind() != Kind.FEEDBACK) {
            wantHeardError(draft, node);
        }
    }

    /** Notes that something settled is wanted at the time of a node's level. */
    private void later(Map<Integer, Set<Integer>> wanted, int node) {
        wanted.computeIfAbsent(question.network().level(node), unused -> new TreeSet<>())
                .add(node);
    }

    void wantFeedback(Draft draft, int node) {
        if (question.sweeps()) {
            draft.collected.add(node);
            return;
        }
        for (Use use : rewrites.feedback(node, draft.time)) {
            int made = rewrites.madeAt(use, draft.time);
            if (made == draft.time) {
                draft.pull(use.child()).uses.add(use.index());
            } else {
                earlierUses.computeIfAbsent(made, unused -> new HashSet<>()).add(use);
            }
        }
    }

    /** Wants the error that moves values and that is learned from: the node's error, or what follows it. */
    void wantHeardError(Draft draft, int node) {
        if (!question.errorsFollow()) {
            wantError(draft, node);
            return;
        } else if (draft.time > 0) {
            draft.arriving.following().add(node);
        } else {
            draft.begun.add(node);
            wantPlainError(draft, node);
        }
        if (rewrites.isWeighted(node, draft.time)) {
            draft.weighted.add(node);
        }
    }

    void wantError(Draft draft, int node) {
        wantPlainError(draft, node);
        boolean atItsTime =
                rewrites.errorSettled(node, draft.time) || (stands(draft, node) && !question.weighsByTime());
        if (!atItsTime && rewrites.isCounted(node, draft.time) && rewrites.isWeighted(node, draft.time)) {
            draft.weighted.add(node);
        }
    }

    /** Whether the error of a node that does not move is the same as at time 0. */
    private boolean stands(Draft draft, int node) {
        return !question.moves(node) && rewrites.predictionStands(node, draft.time);
    }

    /** Wants ε, whether or not anyone hears it weighted. */
    void wantPlainError(Draft draft, int node) {
        if (!draft.errors.add(node)) {
            return;
        }
        if (rewrites.errorSettled(node, draft.time)) {
            later(settledErrors, node);
        } else if (!question.moves(node)) {
            wantPrediction(draft, node);
            if (stands(draft, node)) {
                standingErrors.add(node);
            } else {
                (question.hasTarget(node) ? draft.outputErrors : draft.stateErrors).add(node);
            }
        } else if (rewrites.errorIsState(node, draft.time)) {
            draft.arriving.errors().add(node);
        } else {
            draft.stateErrors.add(node);
            wantValue(draft, node);
            wantPrediction(draft, node);
        }
    }

    void wantPrediction(Draft draft, int node) {
        if (rewrites.predictionStands(node, draft.time)) {
            forward.add(node);
        } else if (delaysHeld) {
            throw new IllegalStateException("delays are held, but node '"
                    + question.network().node(node).name() + "' predicts anew at " + draft.time);
        } else if (draft.predictions.add(node)) {
            question.network().node(node).parents().forEach(parent -> wantValue(draft, parent));
        }
    }

    void wantValue(Draft draft, int node) {
        Kind kind = rewrites.operand(node, draft.time).kind();
        if (kind == Kind.PREDICTION && question.hasTarget(node)) {
            wantPrediction(draft, node);
        } else if (kind == Kind.VALUE || (kind == Kind.PREDICTION && question.sweeps())) {
            wantState(draft, node);
        } else if (kind == Kind.PREDICTION) {
            forward.add(node);
        }
    }

    /** Wants the state with which a moving node enters a time, in the form in which it stands. */
    void wantState(Draft draft, int node) {
        if (question.sweeps() && question.hasError(node)) {
            draft.swept.add(node);
            return;
        } else if (draft.time > rewrites.errorIsStateUntil(node)) {
            draft.arriving.values().add(node);
            return;
        }
        draft.arriving.materialized().add(node);
        forward.add(node);
        if (rewrites.relaxedErrorPresent(node, draft.time)) {
            draft.arriving.errors().add(node);
        }
    }
}
