package org.pcn4j.systems.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcn4j.analysis.StepSize;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Tensor;

/**
 * Storing by learning while values settle, with the pattern held.
 *
 * @param network of the memory
 * @param clamping of everything but the pattern
 * @param parameters which learn; borrowed
 * @param settings how
 * @param guarding looks at the steps of inference, every ten epochs
 */
record Storing(
        Network network,
        Clamping clamping,
        Parameters parameters,
        MemorySettings settings,
        Settling.Guarding guarding) {
    private static final int GUARDED_EVERY = 10;

    /**
     * Stores patterns.
     *
     * @param all [N, d]; borrowed
     * @param optimizer whose learning rate falls over the second half of the epochs
     * @param updater that optimizer, or what asks it
     */
    Stored store(Tensor all, Optimizer optimizer, ParameterUpdater updater, StoreListener listener) {
        List<Double> energies = new ArrayList<>();
        Optional<StepSize> step = Optional.empty();
        Clamps clamps = Clamps.none().with(AssociativeMemory.PATTERN, all);
        Guarded guarded = Guarded.unseen(settings.storing());
        Executor executor = executor(guarded.schedule(), updater);
        double first = Patterns.energyOfNothing(all);
        boolean goesOn = true;
        for (int epoch = 0; epoch < settings.epochs() && goesOn; epoch++) {
            if (epoch % GUARDED_EVERY == 0) {
                guarded = guarding.look(clamping, guarded.schedule(), clamps, settings.step());
                step = guarded.step();
                executor = executor(guarded.schedule(), updater);
            }
            optimizer.setLearningRateFactor(Math.min(1, 2.0 * (settings.epochs() - epoch) / settings.epochs()));
            Epoch.Energies energy = new Epoch(all, settings.batch()).learn(executor, parameters, updater);
            first = epoch == 0 ? Math.max(first, energy.before()) : first;
            guarded.requireStored(energy, first);
            energies.add(energy.after());
            goesOn = listener.stored(epoch + 1, settings.epochs(), energy.after());
        }
        return new Stored(energies, step);
    }

    private Executor executor(Schedule schedule, ParameterUpdater updater) {
        return new Executor(new Planner(updater.zeroUpdates())
                .plan(network, clamping, schedule, Set.of(new Observation.Energies())));
    }
}
