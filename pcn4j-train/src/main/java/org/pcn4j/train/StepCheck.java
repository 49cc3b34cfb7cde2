package org.pcn4j.train;

/** What is done about a step γ that is too large for values to converge. */
public enum StepCheck {
    /** It is told, once for each rule, and training goes on. */
    WARN,
    /** It is refused: training ends. */
    STRICT,
    /** It is not looked for. */
    NONE
}
