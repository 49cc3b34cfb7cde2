package org.pcn4j.inference.schedule;

/** At which values of its parents a node's Δθ is taken, where parameters learn at the end. */
public enum Parents {
    /** At those of the time at which the error is: Δθ = (∂f/∂θ at x(T))ᵀ e(T). */
    CURRENT,
    /**
     * At those of the forward pass, which the error refers to as well: Δθ = (∂f/∂θ at x⁰)ᵀ π(x(T) − μ⁰), the forward update
     * (Qi et al. 2026, arXiv 2506.23800). Forward predictions are kept until T. Where news crosses the whole graph within a time,
     * {@link Reach#GRAPH}, errors of nodes that are free are a state, which is learned from as it is: Δθ = (∂f/∂θ at x⁰)ᵀ πε(T).
     */
    FORWARD,
    /**
     * At those of the time after: values relax once more, and Δθ = (∂f/∂θ at x(T + 1))ᵀ e(T), which is what the sweeps of
     * Rosenbaum 2022 (arXiv 2106.13082) leave.
     */
    NEXT
}
