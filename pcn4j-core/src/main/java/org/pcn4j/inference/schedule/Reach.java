package org.pcn4j.inference.schedule;

/** How far an error travels within one time. */
public enum Reach {
    /** One edge: every node hears its children's errors of the time before. */
    EDGE
}
