package org.pcn4j.systems.memory;

import java.util.List;
import java.util.Optional;
import org.pcn4j.analysis.StepSize;

/**
 * How well a memory stored.
 *
 * @param energies the energy from which the last update of each epoch learned, as a mean over the patterns: of a memory with
 *     inference that at its end; of an explicit covariance memory ½(x − μ)ᵀΣ⁻¹(x − μ) + ½ ln|Σ|, which may be negative; of an
 *     autoencoder the loss
 * @param step the last step γ beside the largest that converges; none where there is no inference
 */
public record Stored(List<Double> energies, Optional<StepSize> step) {
    /** Copies the list. */
    public Stored {
        energies = List.copyOf(energies);
    }

    /** Returns the last of the energies; NaN where nothing was done. */
    public double energy() {
        return energies.isEmpty() ? Double.NaN : energies.get(energies.size() - 1);
    }
}
