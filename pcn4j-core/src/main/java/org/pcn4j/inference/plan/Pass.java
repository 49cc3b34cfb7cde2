package org.pcn4j.inference.plan;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the planner may make of a schedule as it is defined. Any subset of the passes learns the same. It does so to
 * the bit where {@link #ERROR_IS_STATE}, {@link #ZERO_ERRORS} and {@link #FORGOTTEN_ERRORS} are among them, otherwise to
 * rounding: a zero that is added may change how a sum lies in memory, and with it the bits of a matrix product. Gated
 * learning, which asks whether an error is exactly zero, needs {@link #ERROR_IS_STATE} to learn the same: x − μ is zero where ε
 * is less than the rounding of x.
 */
public enum Pass {
    /** Only what learning, observations and the state handed out depend on is planned; without it, everything. */
    DEMAND,
    /** An error that is provably zero is not pulled back: the pullback of zero is zero. */
    ZERO_ERRORS,
    /** A prediction from operands that have not changed is not made anew: it would be the same. */
    STANDING_PREDICTIONS,
    /**
     * While a node's prediction stands, its error is the state, not its value: x' = x + γ(s − πε) is ε' = (1 − γπ)ε + γs, and
     * (μ + δ) − μ would round.
     */
    ERROR_IS_STATE,
    /** An old error that the relaxation forgets, since γπ = 1, is not read. */
    FORGOTTEN_ERRORS,
    /**
     * With fixed predictions an error that forgets never changes after the time of its level, when the outputs' have arrived:
     * later uses are moved to that time.
     */
    SETTLED_ERRORS,
    /**
     * Where nobody looks at a delay's value and its error passes but once, a delay is a later delivery, not a node: the same to
     * the bit, unless a child uses the delayed value several times, whose contributions a node would sum by itself.
     */
    HELD_DELAYS,
    /** Times that are planned alike are written once, as a block that repeats. */
    BLOCKS,
    /** Places are freed after their last reader; without it, when the run ends. */
    LIFETIMES;

    /** All passes. */
    public static final Set<Pass> ALL = Collections.unmodifiableSet(EnumSet.allOf(Pass.class));

    /** No pass: the schedule as it is defined, every time written out. */
    public static final Set<Pass> NONE = Collections.unmodifiableSet(EnumSet.noneOf(Pass.class));
}
