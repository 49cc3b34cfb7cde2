package org.pcn4j.inference.plan;

/** What to do with an update of a parameter that is provably zero. */
public enum ZeroUpdates {
    /** Leave it out: the optimizer would not move the parameter. */
    SKIP,
    /** Hand it over: the optimizer's momentum or decay would move the parameter. */
    APPLY
}
