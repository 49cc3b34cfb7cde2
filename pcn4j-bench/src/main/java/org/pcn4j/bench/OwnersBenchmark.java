package org.pcn4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.pcn4j.analysis.RankModel;
import org.pcn4j.function.SquaredError;
import org.pcn4j.function.Tanh;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Owners;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Distributed;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.LayerParallel;
import org.pcn4j.learning.Learner;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.learning.PredictiveCoding;
import org.pcn4j.learning.Sgd;
import org.pcn4j.network.Models;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Messages;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;
import org.pcn4j.tensor.Threads;

/**
 * Updates of a deep network by ranks that each own some of its layers, by ranks that share batches and by one process, beside what
 * {@link RankModel} says of them. {@code bench/owners} starts it on each rank, which finds the others by its environment, and draws
 * what it prints: a line of JSON by rank 0.
 */
public final class OwnersBenchmark {
    private static final Seed SEED = new Seed(5);
    private static final int CLASSES = 10;
    private static final double RATE = 1e-3;
    private static final double GAMMA = 0.1;
    private static final int PINGS = 200;
    private static final long LARGE = 1 << 20;
    private static final int FEW = 20;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ProcessGroup group;
    private final Network network;
    private final Schedule schedule;
    private final int batch;
    private final int turns;

    private OwnersBenchmark(ProcessGroup group, Network network, Schedule schedule, int batch, int turns) {
        this.group = group;
        this.network = network;
        this.schedule = schedule;
        this.batch = batch;
        this.turns = turns;
    }

    private static Network chain(int layers, int width) {
        return Models.mlp(
                Shape.of(width), Collections.nCopies(layers - 1, width), new Tanh(), CLASSES, new SquaredError());
    }

    private static Schedule relaxing(int steps) {
        return InferenceLearning.schedule(steps, GAMMA).withArithmetic(Arithmetic.EXACT);
    }

    private static Plan plan(Network network, Schedule schedule, Optimizer optimizer) {
        return new Planner(optimizer.zeroUpdates()).plan(network, schedule, Set.of(new Observation.Loss()));
    }

    /**
     * Measures, or with {@code model} first, tells what a model says.
     *
     * @param args layers, width, batch, steps and turns; or {@code model}, the same without turns, how far values begin from the
     *     forward pass, the five numbers of a model, and numbers of ranks
     */
    public static void main(String[] args) {
        if (args[0].equals("model")) {
            System.out.println(told(args));
            return;
        }
        Threads.forShards(1).use();
        int[] numbers = new int[args.length];
        for (int i = 0; i < args.length; i++) {
            numbers[i] = Integer.parseInt(args[i]);
        }
        try (ProcessGroup group =
                ProcessGroup.joinByNetwork(Rendezvous.of(System.getenv()).orElseThrow())) {
            OwnersBenchmark benchmark = new OwnersBenchmark(
                    group, chain(numbers[0], numbers[1]), relaxing(numbers[3]), numbers[2], numbers[4]);
            String line = benchmark.measured();
            if (group.rank() == 0) {
                System.out.println(line);
            }
        }
    }

    private static String told(String[] args) {
        Network network = chain(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        long batch = Long.parseLong(args[3]);
        RankModel model = new RankModel(
                Double.parseDouble(args[6]),
                Double.parseDouble(args[7]),
                Double.parseDouble(args[8]),
                Double.parseDouble(args[9]),
                Double.parseDouble(args[10]));
        try (Optimizer optimizer = new Sgd(RATE)) {
            Schedule all = relaxing(Integer.parseInt(args[4])).withInitialNoise(Double.parseDouble(args[5]));
            Plan plan = plan(network, all, optimizer);
            List<String> entries = new ArrayList<>();
            for (int i = 11; i < args.length; i++) {
                int ranks = Integer.parseInt(args[i]);
                entries.add(String.format(
                        Locale.ROOT,
                        "{\"ranks\": %d, \"owners\": %.6g, \"shards\": %.6g}",
                        ranks,
                        ranks == 1
                                ? model.alone(plan, batch)
                                : model.owners(Cut.of(plan, Owners.balanced(plan, ranks)), batch, DType.FLOAT32),
                        model.shards(plan, batch, DType.FLOAT32, ranks)));
            }
            return entries.toString();
        }
    }

    private Clamps clamps(int samples) {
        return Clamps.of(
                network,
                List.of(SEED.derive("x")
                        .normal(DType.FLOAT32, network.inputs().get(0).shape().batched(samples), 0, 1)),
                List.of(SEED.derive("y").normal(DType.FLOAT32, Shape.of(samples, CLASSES), 0, 1)));
    }

    /** The least seconds of each of some works, in turns, of which the first do not count. */
    private double[] least(List<Runnable> works) {
        double[] least = new double[works.size()];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        for (int turn = -3; turn < turns; turn++) {
            for (int i = 0; i < works.size(); i++) {
                group.barrier();
                long start = System.nanoTime();
                works.get(i).run();
                double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
                least[i] = turn < 0 ? least[i] : Math.min(least[i], seconds);
            }
        }
        return least;
    }

    /** Seconds of an update alone, of half its batch, by owners and by ranks that share it. */
    private double[] updates() {
        try (TensorScope scope = new TensorScope();
                Optimizer optimizer = new Sgd(RATE);
                Parameters parameters = network.initialize(SEED, DType.FLOAT32)) {
            Cut cut = LayerParallel.cut(network, schedule, group.size(), optimizer);
            Learner single = new PredictiveCoding(network, parameters, optimizer, schedule, SEED);
            Learner sharing =
                    new PredictiveCoding(network, parameters, new Distributed(optimizer, group), schedule, SEED);
            Clamps whole = clamps(batch);
            Clamps half = clamps(batch / 2);
            try (Parameters own = LayerParallel.initialize(cut, group.rank(), SEED, DType.FLOAT32);
                    LayerParallel owner = new LayerParallel(cut, own, optimizer, group, SEED)) {
                return least(List.of(
                        () -> first(single, whole),
                        () -> first(single, half),
                        () -> owner.update(whole),
                        () -> sharing.update(whole)));
            }
        }
    }

    private void first(Learner learner, Clamps clamps) {
        if (group.rank() == 0) {
            learner.update(clamps);
        }
    }

    /** Half the time that tensors take to rank 1 and back, of the faster half of them: others than those two wait. */
    private double oneWay(long numbers, int pings) {
        List<Double> seconds = new ArrayList<>();
        try (Messages messages = new Messages(group);
                Tensor sent = Tensor.full(DType.FLOAT32, Shape.of(numbers), 1)) {
            for (int ping = 0; ping < pings && group.rank() < 2; ping++) {
                int other = 1 - group.rank();
                Messages.Arriving coming = messages.receive(DType.FLOAT32, sent.shape(), other, ping % 8);
                long start = System.nanoTime();
                if (group.rank() == 0) {
                    messages.send(sent, other, ping % 8);
                }
                coming.await().close();
                if (group.rank() == 1) {
                    messages.send(sent, other, ping % 8);
                }
                messages.flush();
                seconds.add((System.nanoTime() - start) / NANOS_PER_SECOND / 2);
            }
        }
        group.barrier();
        return seconds.stream().sorted().skip(seconds.size() / 4).findFirst().orElse(0.0);
    }

    private String measured() {
        double small = oneWay(1, PINGS);
        double large = oneWay(LARGE, FEW);
        double[] updates = updates();
        Plan plan = plan(network, schedule, new Sgd(RATE));
        return String.format(
                Locale.ROOT,
                "{\"ranks\": %d, \"small\": %.6g, \"large\": %.6g, \"alone\": %.6g, \"half\": %.6g,"
                        + " \"owners\": %.6g, \"shards\": %.6g, \"acts\": %d, \"multiplications\": %d}",
                group.size(),
                small,
                large,
                updates[0],
                updates[1],
                updates[2],
                updates[3],
                plan.blocks().stream()
                        .mapToLong(block -> block.repeats()
                                * block.instructions().stream()
                                        .filter(ByNode.class::isInstance)
                                        .count())
                        .sum(),
                Owners.balanced(plan, 1).work().get(0));
    }
}
