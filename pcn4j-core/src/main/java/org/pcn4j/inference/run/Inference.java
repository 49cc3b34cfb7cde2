package org.pcn4j.inference.run;

import java.util.Set;
import org.pcn4j.function.ShapeException;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Learning;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/**
 * Inference without learning: values settle, parameters and running statistics keep their bits, and functions behave as in an
 * evaluation. Recall from a part, generation from a label,
 * classification by inference are questions, that is clampings. Only what is observed is computed. Immutable and
 * thread-safe.
 */
public final class Inference {
    private final Executor executor;

    /**
     * Plans inference.
     *
     * @param clamping who is held to what
     * @param schedule how values begin and move, and how long; when it would learn counts for nothing
     * @param observations what to return
     * @throws NetworkException if the clamping or an observation names an unknown node, nothing is clamped or nothing free,
     *     or the schedule does not fit
     */
    public Inference(Network network, Clamping clamping, Schedule schedule, Set<Observation> observations) {
        Plan plan = new Planner(ZeroUpdates.SKIP)
                .plan(network, clamping, schedule.withLearning(new Learning.Never()), observations);
        if (network.nodes().stream().noneMatch(node -> plan.moves(node.index()))) {
            throw new NetworkException("nothing is free to settle: leave a node of "
                    + network.nodes().stream().map(Node::name).toList() + " free");
        }
        this.executor = new Executor(plan);
    }

    /** Returns what every run does. */
    public Plan plan() {
        return executor.plan();
    }

    /**
     * Lets values settle from where the schedule starts. What is drawn at random is drawn from one seed, in every call the same.
     *
     * @param clamps what nodes are clamped to; borrowed
     * @return what was observed; the caller closes it
     * @throws org.pcn4j.function.ShapeException if the clamps do not fit the network
     */
    public Outcome settle(Parameters parameters, Clamps clamps) {
        return settle(parameters, clamps, State.none(), new Seed(0));
    }

    /**
     * Lets values settle.
     *
     * @param clamps what nodes are clamped to; borrowed
     * @param state where free values begin, if the schedule starts from a state or roots are free; borrowed
     * @param noise where noise is drawn from, if there is any
     * @return what was observed; the caller closes it
     * @throws org.pcn4j.function.ShapeException if the clamps or the state do not fit the network
     */
    public Outcome settle(Parameters parameters, Clamps clamps, State state, Seed noise) {
        boolean read = plan().schedule().start().takesState()
                || state.values().keySet().stream()
                        .anyMatch(name -> plan().network().node(name).isRoot());
        if (!state.isEmpty() && !read) {
            throw new ShapeException("the state of " + state.values().keySet() + " is read by nobody: the schedule "
                    + plan().schedule().name() + " begins otherwise, expected Start.Given or Start.Carried");
        }
        return executor.run(parameters, clamps, state, ParameterUpdater.none(), 1, noise);
    }
}
