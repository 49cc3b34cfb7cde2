package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;

/** Wants of a time what is to be noted of it. */
final class Observing {
    private final Question question;
    private final Set<Observation> observations;
    private final Known known;
    private final Rewrites rewrites;
    private final Demand demand;

    Observing(Question question, Set<Observation> observations, Known known, Rewrites rewrites, Demand demand) {
        this.question = question;
        this.observations = observations;
        this.known = known;
        this.rewrites = rewrites;
        this.demand = demand;
    }

    void want(Draft draft) {
        boolean energies = observations.contains(new Observation.Energies());
        boolean loss = draft.time == 0 && observations.contains(new Observation.Loss());
        if (energies || loss) {
            measure(draft, energies, loss);
        }
        if (question.settles() || question.looks()) {
            // Whether values rest, or how far they move, is asked of all that have moved.
            for (int i = 0; i < question.modes().size(); i++) {
                if (question.moves(i) && known.value(i) <= draft.time) {
                    demand.wantState(draft, i);
                }
            }
        }
        if (draft.time == question.end()) {
            observeEnd(draft);
        }
    }

    private void measure(Draft draft, boolean energies, boolean loss) {
        for (Node node : question.network().nodes()) {
            int i = node.index();
            if (question.hasTarget(i)) {
                demand.wantPrediction(draft, i);
                measureOutput(draft, i, energies, loss);
            } else if (energies && rewrites.errorPresent(i, draft.time)) {
                demand.wantPlainError(draft, i);
                measure(draft, i, List.of(Slot.error(i)));
            }
        }
    }

    private void measureOutput(Draft draft, int node, boolean energies, boolean loss) {
        Set<Slot> targets = new LinkedHashSet<>();
        if (loss) {
            targets.add(Slot.target(node));
        }
        if (energies) {
            targets.add(rewrites.target(node));
        }
        for (Slot target : targets) {
            List<Slot> of = new ArrayList<>(List.of(Slot.prediction(node), target));
            of.addAll(rewrites.mask(node));
            measure(draft, node, of);
        }
    }

    private static void measure(Draft draft, int node, List<Slot> of) {
        draft.measured.computeIfAbsent(node, unused -> new ArrayList<>()).add(of);
    }

    private void observeEnd(Draft draft) {
        for (Observation observation : observations) {
            if (observation instanceof Observation.FinalValue wanted) {
                int node = question.network().node(wanted.node()).index();
                demand.wantValue(draft, node);
                demand.finals.put(observation, rewrites.operand(node, draft.time));
            } else if (observation instanceof Observation.FinalPrediction wanted) {
                int node = predicted(wanted.node());
                demand.wantPrediction(draft, node);
                demand.finals.put(observation, Slot.prediction(node));
            } else if (observation instanceof Observation.FinalError wanted) {
                int node = predicted(wanted.node());
                wantError(draft, node);
                demand.finals.put(observation, rewrites.heardError(node));
            } else if (observation instanceof Observation.FinalState) {
                for (int i = 0; i < question.modes().size(); i++) {
                    if (question.moves(i) && !question.network().node(i).isDelay()) {
                        wantState(draft, i);
                    }
                }
            }
        }
    }

    /** Wants what the node goes on from: its value or, where errors are what relaxes, its error. */
    private void wantState(Draft draft, int node) {
        if (question.sweeps() && question.hasError(node)) {
            wantError(draft, node);
            demand.state.put(node, Slot.error(node));
        } else {
            demand.wantValue(draft, node);
            demand.state.put(node, rewrites.operand(node, draft.time));
        }
    }

    /** An error that is known to be zero leaves its place empty: zeros are handed out then. */
    private void wantError(Draft draft, int node) {
        demand.wantPrediction(draft, node);
        if (rewrites.errorPresent(node, draft.time)) {
            demand.wantHeardError(draft, node);
        }
    }

    private int predicted(String name) {
        Node node = question.network().node(name);
        if (node.isRoot()) {
            throw new NetworkException(
                    "node '" + name + "' is a root: it has a value, but no prediction and no error to observe");
        }
        return node.index();
    }
}
