package org.pcn4j.systems.memory;

import java.util.List;
import java.util.Optional;
import org.pcn4j.analysis.StepSize;

/**
 * How well a memory stored.
 *
 * @param energies the energy that was left after each epoch, as a mean over the patterns
 * @param step the last step γ beside the largest that converges; none where there is no inference
 */
public record Stored(List<Double> energies, Optional<StepSize> step) {
    /** Copies the list. */
    public Stored {
        energies = List.copyOf(energies);
    }

    /** Returns the energy at the end; NaN where nothing was done. */
    public double energy() {
        return energies.isEmpty() ? Double.NaN : energies.get(energies.size() - 1);
    }
}
