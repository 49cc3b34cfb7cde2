package org.pcn4j.inference.schedule;

/** What an error is while values move. */
public enum Errors {
    /** What it is defined as, at once: ε = x − μ, of an output −∂ℓ/∂μ. */
    INSTANT,
    /**
     * A state of its own, which follows that by the relaxation's γ: ε ← ε + γ(x − μ − ε), beside x ← x + γ(s − πε), both from
     * what the time before left. It begins at what it is defined as. All errors do so, those of outputs as well. Ours: around an
     * equilibrium at which the energy's curvature is h, the two rotate where h > ¼ and are stable if and only if γh &lt; 1, half
     * as far as where errors are instant.
     */
    DYNAMIC
}
