package org.pcn4j.systems.memory;

/** Who decides how large the step γ of inference is. */
public enum StepChoice {
    /** The step guard lowers γ where γλ is near what it must stay below. */
    GUARDED,
    /** γ is as it was given, and an energy that grows by it is an error. */
    AS_GIVEN
}
