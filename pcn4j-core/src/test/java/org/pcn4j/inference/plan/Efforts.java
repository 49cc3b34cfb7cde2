package org.pcn4j.inference.plan;

import java.util.List;
import java.util.Set;

/** Sets of passes that tests compare. */
public final class Efforts {
    /** Every node predicts at every time, pulls back to every free parent and relaxes, errors that are zero included. */
    public static final Set<Pass> EVERYTHING = Set.of(Pass.ERROR_IS_STATE, Pass.BLOCKS, Pass.LIFETIMES);

    /** The same, with the values as the state from the start: ε = x − μ is always computed, and rounds. */
    public static final Set<Pass> EVERYTHING_BY_VALUES = Set.of(Pass.BLOCKS, Pass.LIFETIMES);

    /** From what is needed to everything. */
    public static final List<Set<Pass>> ALL = List.of(Pass.ALL, EVERYTHING, EVERYTHING_BY_VALUES, Pass.NONE);

    private Efforts() {}
}
