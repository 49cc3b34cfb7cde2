package org.pcn4j.inference.plan;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.pcn4j.function.Precision;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Errors;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Parents;
import org.pcn4j.inference.schedule.Predictions;
import org.pcn4j.inference.schedule.Reach;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;

/**
 * What is planned: a network, who in it is held to what, and the schedule. Says of each node what it is in this question.
 *
 * @param network levelled, if the schedule asks for it and the planner does not hold delays
 * @param modes what each node is held to
 * @param end T, or the largest T; one more where parameters learn at the values after T
 */
record Question(Network network, List<Mode> modes, Schedule schedule, int end) {
    /**
     * Asks a question.
     *
     * @throws NetworkException if the clamping does not fit the network, or the schedule the two
     */
    static Question of(Network network, Clamping clamping, Schedule schedule) {
        List<Mode> modes = clamping.on(network);
        require(network, modes, schedule);
        Nudges nudges = new Nudges(network, modes, schedule);
        int more = schedule.parents() == Parents.NEXT ? 1 : 0;
        int end = schedule.until().times(nudges.network().depth()) + more;
        return new Question(nudges.network(), nudges.modes(), schedule, end);
    }

    private static void require(Network network, List<Mode> modes, Schedule schedule) {
        boolean levels = schedule.learning().needsLevels() || schedule.levelling() == Levelling.DELAYED;
        boolean fixed = schedule.predictions() == Predictions.FIXED;
        boolean waves = schedule.weighting().varies();
        if (network.hasLateralEdges() && (levels || fixed || waves || schedule.parents() == Parents.FORWARD)) {
            String reader = network.nodes().stream()
                    .filter(node -> !node.lateral().isEmpty())
                    .findFirst()
                    .orElseThrow()
                    .name();
            throw new NetworkException("the schedule " + schedule.name()
                    + " cannot work with the lateral edges of node '"
                    + reader + "': "
                    + (levels || waves
                            ? "a cycle has no levels"
                            : (fixed ? "fixed predictions" : "the parents' forward values") + " would not see them")
                    + ", expected one that learns at the end or at every step, such as il or ipc");
        }
        if (schedule.reach() == Reach.GRAPH) {
            requireForGraph(network, modes, schedule);
        }
        for (Node node : network.nodes()) {
            Mode mode = modes.get(node.index());
            boolean held = node.isRoot() || node.isOutput();
            boolean byDefault = held == !(mode instanceof Mode.Free) && !(mode instanceof Mode.Masked && node.isRoot());
            if ((levels || fixed) && !byDefault) {
                throw new NetworkException("the schedule " + schedule.name() + " cannot work with node '" + node.name()
                        + "' "
                        + (mode instanceof Mode.Free ? "free" : mode instanceof Mode.Masked ? "held in part" : "held")
                        + ": it is exact only where roots and outputs are held and all others free; expected a schedule"
                        + " such as il or ipc");
            }
        }
    }

    private static void requireForGraph(Network network, List<Mode> modes, Schedule schedule) {
        for (Node node : network.nodes()) {
            boolean masked = modes.get(node.index()) instanceof Mode.Masked && node.isInner();
            if (masked || !node.lateral().isEmpty()) {
                throw new NetworkException("the schedule " + schedule.name() + " cannot work with node '" + node.name()
                        + "' " + (masked ? "held in part" : "and its lateral edges") + ": news crosses the whole graph"
                        + " within a time, from the roots to the outputs and back, and "
                        + (masked
                                ? "a value that is its prediction and an error cannot be held in part"
                                : "a cycle has no" + " such order")
                        + "; expected a schedule such as il or ipc");
            }
        }
    }

    /** Returns the same question of the levelled network. */
    Question levelled() {
        Network levelled = network.levelled();
        List<Mode> all = levelled.nodes().stream()
                .map(node -> node.isDelay()
                        ? new Mode.Free()
                        : modes.get(network.node(node.name()).index()))
                .toList();
        return new Question(levelled, all, schedule, end);
    }

    boolean live() {
        return schedule.predictions() == Predictions.LIVE;
    }

    /** Whether news crosses the whole graph within a time: forwards by values, backwards by feedback. */
    boolean sweeps() {
        return schedule.reach() == Reach.GRAPH;
    }

    /** Whether errors are a state of their own, which follows x − μ. */
    boolean errorsFollow() {
        return schedule.errors() == Errors.DYNAMIC;
    }

    /** After how many zero errors a unit learns from one that is not, where learning is gated. */
    OptionalInt zeroSteps() {
        return schedule.learning().zeroSteps();
    }

    private boolean is(int node, Class<? extends Mode> mode) {
        return mode.isInstance(modes.get(node));
    }

    /** Whether some of the node's elements are held to data, others free. */
    boolean isMasked(int node) {
        return is(node, Mode.Masked.class);
    }

    boolean isNudged(int node) {
        return is(node, Mode.Nudged.class);
    }

    double beta(int node) {
        return modes.get(node) instanceof Mode.Nudged nudged ? nudged.beta() : 1;
    }

    /** Whether the node is a sink with a target, so that its error is −∂ℓ/∂μ and it has no value of its own. */
    boolean hasTarget(int node) {
        return network.node(node).isOutput() && !is(node, Mode.Free.class);
    }

    /** Whether the node's value is held throughout and read by its children: a root's, or an inner node's. */
    boolean isHeld(int node) {
        return !network.node(node).isOutput() && !is(node, Mode.Free.class) && !isMasked(node);
    }

    /** Whether inference moves the node's value, or elements of it. */
    boolean moves(int node) {
        return !isHeld(node) && !hasTarget(node);
    }

    /** Whether the node is predicted, so that it has an error. */
    boolean hasError(int node) {
        return !network.node(node).isRoot();
    }

    /** Whether the node moves and does not begin at its prediction, noise apart. */
    boolean beginsElsewhere(int node) {
        return moves(node)
                && (network.node(node).isRoot()
                        || isMasked(node)
                        || (schedule.start().isElsewhere() && !sweeps()));
    }

    /**
     * Whether the node begins beside its prediction, with an error: with noise or, where errors are what relaxes, with one that
     * is handed in. Delays do not: they are no part of the user's network.
     */
    boolean beginsWithError(int node) {
        boolean isGiven = sweeps() && schedule.start().takesState();
        return (schedule.start().noise() > 0 || isGiven)
                && moves(node)
                && !beginsElsewhere(node)
                && !network.node(node).isDelay();
    }

    /** The precision of a node that moves, or whose value is held: what its error is weighted by. */
    Precision precision(int node) {
        return hasTarget(node) || network.node(node).isRoot()
                ? Precision.ONE
                : network.node(node).energy().precision().orElseThrow();
    }

    /** What the schedule multiplies a node's error by at a time, before anyone hears it; at 0 it is not counted. */
    double factor(int node, int time) {
        boolean soft = schedule.nudging() instanceof Nudging.Soft && isNudgeable(node);
        double nudge = soft ? ((Nudging.Soft) schedule.nudging()).beta() : 1;
        return nudge * schedule.weighting().at(network.level(node), time);
    }

    private boolean isNudgeable(int node) {
        return hasTarget(node) && network.node(node).constant().isEmpty();
    }

    /** Whether that factor depends on time. */
    boolean weighsByTime() {
        return schedule.weighting().varies();
    }

    /** The first time from another on at which a node's error is counted, if there is one. */
    int countedFrom(int node, int time) {
        if (!weighsByTime()) {
            return time;
        }
        return IntStream.rangeClosed(time, end)
                .filter(t -> factor(node, t) != 0)
                .findFirst()
                .orElse(Known.NEVER);
    }

    /** Whether the precision of the node's error is a parameter of it, which learns from an error of zero as well. */
    boolean learnsPrecision(int node) {
        return network.node(node).energy().learnsPrecision();
    }

    /** Whether the new error of a node depends on its old one not at all. */
    boolean forgets(int node) {
        return !weighsByTime()
                && !learnsPrecision(node)
                && schedule.relaxation().forgets(precision(node));
    }

    boolean allForget() {
        return IntStream.range(0, modes.size()).filter(this::moves).allMatch(this::forgets);
    }

    /** Whether inference ends when values rest. */
    boolean settles() {
        return schedule.until() instanceof Until.Settled;
    }

    boolean remembers() {
        return !schedule.relaxation().memory().isEmpty();
    }

    /** Whether all that move are looked at before one of them moves. */
    boolean looks() {
        return schedule.relaxation().looks();
    }
}
