package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Levelling;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.network.Network;

/**
 * Compiles a schedule for a network and a clamping into a plan, without touching a tensor. It starts from what is wanted, the
 * learning and the observations, and plans only what these depend on; what is provably zero or unchanged is left out. So
 * Z-IL's plan is as short as backpropagation, not because it was written so, but because nothing else in it is alive.
 * Immutable and thread-safe.
 *
 * @param passes what to make of a schedule; anything but {@link Pass#ALL} is for comparison
 * @param zeroUpdates what to do with parameters that no error reaches
 */
public record Planner(Set<Pass> passes, ZeroUpdates zeroUpdates) {
    /** What a plan rests on in which delays are held. */
    private static final Set<Pass> FOR_DELAYS = Set.of(
            Pass.HELD_DELAYS,
            Pass.DEMAND,
            Pass.ZERO_ERRORS,
            Pass.STANDING_PREDICTIONS,
            Pass.ERROR_IS_STATE,
            Pass.FORGOTTEN_ERRORS);

    /** Copies the set. */
    public Planner {
        passes = Set.copyOf(passes);
    }

    /** A planner that leaves out whatever it can. */
    public Planner(ZeroUpdates zeroUpdates) {
        this(Pass.ALL, zeroUpdates);
    }

    /**
     * Returns the plan of one update in which roots and outputs are held to data.
     *
     * @param observations what to note besides learning
     * @throws org.pcn4j.network.NetworkException if an observation names an unknown node, or the schedule does not fit
     */
    public Plan plan(Network network, Schedule schedule, Set<Observation> observations) {
        return plan(network, Clamping.ofEnds(), schedule, observations);
    }

    /**
     * Returns the plan of one update.
     *
     * @param clamping who is held to what
     * @param observations what to note besides learning
     * @throws org.pcn4j.network.NetworkException if the clamping or an observation names an unknown node, or network,
     *     clamping and schedule do not fit together
     */
    public Plan plan(Network network, Clamping clamping, Schedule schedule, Set<Observation> observations) {
        Question question = Question.of(network, clamping, schedule);
        if (schedule.levelling() == Levelling.NONE) {
            return compile(question, observations, Delays.NONE);
        } else if (holdsDelays(question, observations)) {
            return compile(question, observations, Delays.HELD);
        }
        return compile(question.levelled(), observations, Delays.NONE);
    }

    /**
     * Whether no delay's own state is ever asked for, only that errors arrive later, each once. Where time ends before the
     * highest level, parameters that are shared beyond it change early, and predictions with them.
     */
    private boolean holdsDelays(Question question, Set<Observation> observations) {
        Schedule schedule = question.schedule();
        return passes.containsAll(FOR_DELAYS)
                && learnsAtLevels(question)
                && question.live()
                && schedule.start() instanceof Start.ForwardPass
                && !schedule.relaxation().draws()
                && !question.remembers()
                && !question.errorsFollow()
                && !question.settles()
                && !question.weighsByTime()
                && question.end() >= question.network().depth()
                && Set.of(new Observation.Loss()).containsAll(observations);
    }

    private static boolean learnsAtLevels(Question question) {
        Network network = question.network();
        Learning learning = question.schedule().learning();
        return network.nodes().stream()
                .filter(node -> !node.parameters().isEmpty())
                .allMatch(node -> {
                    int level = network.level(node.index());
                    return learning.times(network, node.index(), question.end())
                            .filter(times -> times.first() == level && times.last() == level)
                            .isPresent();
                });
    }

    private Plan compile(Question question, Set<Observation> observations, Delays delays) {
        LearningTimes learning = new LearningTimes(question);
        // A unit that does not learn moves no parameter, not by zero either.
        ZeroUpdates zeros = question.zeroSteps().isPresent() ? ZeroUpdates.SKIP : zeroUpdates;
        Uses uses = new Uses(question.network(), delays);
        Known known = new Known(question, learning, zeros, delays);
        Rewrites rewrites = new Rewrites(question, known, uses, passes);
        Lesson lesson = new Lesson(question, rewrites);
        Demand demand = new Demand(
                question, observations, passes, learning, known, rewrites, lesson, new Rounds(question, uses), delays);
        Deque<Draft> drafts = demand.drafts();
        Gathering gathering = new Gathering(learning, uses, question, zeros, drafts);
        List<List<Instruction>> instructions =
                new Emission(question, uses, rewrites, lesson, demand, gathering).instructions(drafts);
        Plan plan = plan(question, blocks(drafts, instructions), demand);
        Plan freeing = plan(
                question,
                passes.contains(Pass.LIFETIMES)
                        ? Lifetimes.of(plan.blocks(), Lifetimes.kept(plan))
                        : Lifetimes.none(plan.blocks()),
                demand);
        assert Check.passes(freeing, passes);
        return freeing;
    }

    private static Plan plan(Question question, List<Block> blocks, Demand demand) {
        return new Plan(
                question.network(),
                question.modes(),
                question.schedule(),
                question.end(),
                blocks,
                demand.finals,
                demand.state);
    }

    private static List<Block> blocks(Deque<Draft> drafts, List<List<Instruction>> instructions) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block(Block.BEFORE, 1, false, instructions.get(0), List.of()));
        int time = 0;
        for (Draft draft : drafts) {
            blocks.add(new Block(time, draft.repeats, draft.settles, instructions.get(blocks.size()), List.of()));
            time += draft.repeats;
        }
        return blocks;
    }
}
