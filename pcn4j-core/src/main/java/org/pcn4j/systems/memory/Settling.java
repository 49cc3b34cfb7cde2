package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Inference;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/**
 * Recall by inference: what is known of a pattern is held, all else settles, and one node tells what the pattern is.
 *
 * @param patterns that it recalls
 * @param network predicts them
 * @param parameters borrowed
 * @param clamping of everything but the pattern
 * @param node the pattern's: an output, of which the prediction is read, or a root, of which the value is
 * @param guarding looks at the steps
 */
record Settling(
        Patterns patterns, Network network, Parameters parameters, Clamping clamping, String node, Guarding guarding) {
    /** How a step is looked at before it is made. */
    @FunctionalInterface
    interface Guarding {
        /** No look: where inference descends no energy, there is no limit to be known. */
        Guarding NONE = (clamping, schedule, clamps, choice) -> Guarded.unseen(schedule);

        /** Looks at a schedule on a batch. */
        Guarded look(Clamping clamping, Schedule schedule, Clamps clamps, StepChoice choice);

        /** The step guard's. */
        static Guarding of(Network network, Parameters parameters) {
            return (clamping, schedule, clamps, choice) ->
                    Guarded.of(network, clamping, schedule, parameters, clamps, choice);
        }
    }

    /** Recalls from a part. */
    Recall recall(Tensor corrupted, Tensor known, RecallSettings how) {
        try (Tensor mask = patterns.mask(known, corrupted.rank() == 0 ? 0 : corrupted.size(0));
                Tensor part = patterns.part(corrupted, mask)) {
            return masked(part, mask, how);
        }
    }

    /** Recalls with the elements held that a mask says, the others beginning as they are. */
    Recall masked(Tensor rows, Tensor mask, RecallSettings how) {
        Clamping masked = clamping.masked(node);
        Clamps clamps = Clamps.none().with(node, rows, mask);
        Guarded guarded = guarding.look(masked, how.schedule(), clamps, how.step());
        List<Recall.Round> rounds = new ArrayList<>();
        try (Tensor settled = settled(inference(masked, guarded), guarded, clamps, rounds)) {
            return new Recall(patterns.shaped(settled), rounds, guarded.step());
        }
    }

    /** Holds a whole pattern, wrong as it is, lets all else settle, takes what is predicted of it in its place, and so on. */
    Recall denoise(Tensor corrupted, RecallSettings how) {
        Tensor rows = patterns.finite(corrupted);
        try {
            Guarded guarded =
                    guarding.look(clamping, how.schedule(), Clamps.none().with(node, rows), how.step());
            Inference inference = inference(clamping, guarded);
            List<Recall.Round> rounds = new ArrayList<>();
            for (int round = 0; round < how.rounds(); round++) {
                Tensor before = rows;
                rows = settled(inference, guarded, Clamps.none().with(node, before), rounds);
                before.close();
            }
            return new Recall(patterns.shaped(rows), rounds, guarded.step());
        } finally {
            rows.close();
        }
    }

    private Inference inference(Clamping question, Guarded guarded) {
        Set<Observation> wanted = isRoot()
                ? Set.of(new Observation.Energies(), new Observation.FinalValue(node))
                : Set.of(
                        new Observation.Energies(),
                        new Observation.FinalPrediction(node),
                        new Observation.FinalError(node));
        return new Inference(network, question, guarded.schedule(), wanted);
    }

    private boolean isRoot() {
        return network.node(node).isRoot();
    }

    private Tensor settled(Inference inference, Guarded guarded, Clamps clamps, List<Recall.Round> rounds) {
        try (Outcome outcome = inference.settle(parameters, clamps)) {
            double batch = clamps.batch();
            List<Double> energies = IntStream.range(0, outcome.energies().size())
                    .mapToObj(time -> outcome.energy(time) / batch)
                    .toList();
            guarded.requireNoGrowth("recalling", energies.get(0), energies.get(energies.size() - 1));
            rounds.add(new Recall.Round(energies, isRoot() ? List.of() : misfits(outcome.error(node))));
            return (isRoot() ? outcome.value(node) : outcome.prediction(node)).copy();
        }
    }

    private static List<Double> misfits(Tensor errors) {
        double[] numbers = errors.toDoubles();
        int width = Math.toIntExact(errors.size(1));
        return IntStream.range(0, Math.toIntExact(errors.size(0)))
                .mapToObj(row -> IntStream.range(row * width, (row + 1) * width)
                        .mapToDouble(i -> numbers[i] * numbers[i] / 2)
                        .sum())
                .toList();
    }
}
