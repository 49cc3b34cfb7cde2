package org.pcn4j.analysis;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.AutonomousZeroDivergence;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;

/**
 * How often units that learn without a clock find the moment that a clock would tell them, the time of their level
 * ({@link AutonomousZeroDivergence}). Counted are units of nodes that learn, in each sample of a batch.
 *
 * @param taught whose error is not zero at the time of their level, so that Z-IL would teach them
 * @param found of these, who learn then and at no other time
 * @param idle whose error is zero at the time of their level, so that Z-IL would not teach them
 * @param strays of these, who learn at some other time
 */
public record LearningMoments(long taught, long found, long idle, long strays) {
    /** Returns the part of the taught that find the moment, and that alone; 1 where nobody is taught. */
    public double rate() {
        return taught == 0 ? 1 : (double) found / taught;
    }

    /** Returns the counts of this and of another batch together. */
    public LearningMoments plus(LearningMoments other) {
        return new LearningMoments(
                taught + other.taught, found + other.found, idle + other.idle, strays + other.strays);
    }

    /**
     * Counts in one update of a batch.
     *
     * @param parameters unchanged; borrowed
     * @param clamps the batch; borrowed
     * @param zeroSteps t_d, at least 1
     * @param rate of plain gradient descent, by which parameters move while errors are followed
     * @param noise where dropout's masks are drawn from, if there are any
     * @throws org.pcn4j.function.ShapeException if the batch does not fit the network
     */
    public static LearningMoments of(
            Network network, Parameters parameters, Clamps clamps, int zeroSteps, double rate, Seed noise) {
        List<Node> learning = network.nodes().stream()
                .filter(node -> !node.parameters().isEmpty())
                .toList();
        Schedule schedule = AutonomousZeroDivergence.schedule(zeroSteps);
        double[][][] errors = new double[network.depth() + 1][][];
        for (int time = 0; time < errors.length; time++) {
            errors[time] = errors(network, learning, parameters, clamps, schedule.withSteps(time), rate, noise);
        }
        LearningMoments all = new LearningMoments(0, 0, 0, 0);
        for (int i = 0; i < learning.size(); i++) {
            int level = network.level(learning.get(i).index());
            for (int unit = 0; unit < errors[0][i].length; unit++) {
                double[] course = new double[errors.length];
                for (int time = 0; time < course.length; time++) {
                    course[time] = errors[time][i][unit];
                }
                all = all.plus(of(course, level, zeroSteps));
            }
        }
        return all;
    }

    /** The errors of all nodes that learn at T, which learning before T has moved. */
    private static double[][] errors(
            Network network,
            List<Node> learning,
            Parameters parameters,
            Clamps clamps,
            Schedule schedule,
            double rate,
            Seed noise) {
        Set<Observation> observed = new HashSet<>();
        learning.forEach(node -> observed.add(new Observation.FinalError(node.name())));
        Executor executor = new Executor(new Planner(ZeroUpdates.SKIP).plan(network, schedule, observed));
        try (Parameters moved = parameters.copy();
                Sgd sgd = new Sgd(rate);
                Outcome outcome = executor.run(moved, clamps, sgd, 1.0 / clamps.count(network), noise)) {
            return learning.stream()
                    .map(node -> outcome.error(node.name()).toDoubles())
                    .toArray(double[][]::new);
        }
    }

    private static LearningMoments of(double[] course, int level, int zeroSteps) {
        boolean isTaught = course[level] != 0;
        boolean elsewhere =
                IntStream.range(0, course.length).anyMatch(time -> time != level && learns(course, time, zeroSteps));
        boolean isFound = isTaught && learns(course, level, zeroSteps) && !elsewhere;
        return new LearningMoments(isTaught ? 1 : 0, isFound ? 1 : 0, isTaught ? 0 : 1, !isTaught && elsewhere ? 1 : 0);
    }

    /** φ: zero for as many steps, of which those before t = 0 count, and not zero now. */
    private static boolean learns(double[] course, int time, int zeroSteps) {
        double[] before = Arrays.copyOfRange(course, Math.max(0, time - zeroSteps), time);
        return course[time] != 0 && Arrays.stream(before).allMatch(error -> error == 0);
    }
}
