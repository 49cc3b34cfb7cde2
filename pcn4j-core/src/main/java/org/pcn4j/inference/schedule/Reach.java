package org.pcn4j.inference.schedule;

/** How far news travels within one time. */
public enum Reach {
    /**
     * Along one edge: values are the state, all nodes predict and pull back at once from what the time before left. Local in
     * space and time.
     */
    EDGE,
    /**
     * Through the whole graph, as in error-based predictive coding (Goemaere et al. 2025, arXiv 2505.20137): errors are the
     * state. Within a time the nodes predict from the roots to the outputs, x = f(x of the parents) + ε, then pull back from the
     * outputs to the roots what the energy loses by each value in all, s = Σ (∂f of a child/∂x)ᵀ s of the child, and ε moves by
     * s − πε. Given up is locality within a time: a value depends on all of the node's ancestors, and s on all of its
     * descendants. Learning stays local: Δθ = (∂f/∂θ)ᵀ πε. A state that is handed in or out holds errors, of free roots values.
     */
    GRAPH
}
