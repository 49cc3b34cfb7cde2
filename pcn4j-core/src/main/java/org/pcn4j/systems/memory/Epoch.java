package org.pcn4j.systems.memory;

import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.run.Executor;
import org.pcn4j.inference.run.Outcome;
import org.pcn4j.inference.run.ParameterUpdater;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;

/**
 * All patterns learned once, batch by batch.
 *
 * @param rows [N, d]; borrowed
 * @param batch how many at once
 */
record Epoch(Tensor rows, int batch) {
    /**
     * Energies of inference, as means over the patterns.
     *
     * @param before inference
     * @param after it
     */
    record Energies(double before, double after) {}

    /** Learns. */
    Energies learn(Executor executor, Parameters parameters, ParameterUpdater updater) {
        double before = 0;
        double after = 0;
        for (long begin = 0; begin < rows.size(0); begin += batch) {
            long size = Math.min(batch, rows.size(0) - begin);
            try (Tensor some = rows.narrow(0, begin, size)) {
                Clamps clamps = Clamps.none().with(AssociativeMemory.PATTERN, some);
                try (Outcome outcome = executor.run(parameters, clamps, updater, 1.0 / size, new Seed(0))) {
                    before += outcome.energy(0);
                    after += outcome.energy(outcome.energies().size() - 1);
                }
            }
        }
        return new Energies(before / rows.size(0), after / rows.size(0));
    }
}
