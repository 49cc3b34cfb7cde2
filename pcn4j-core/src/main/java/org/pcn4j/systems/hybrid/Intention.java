package org.pcn4j.systems.hybrid;

/** What an arm with a tool can mean to do. */
public enum Intention {
    /** Stay where it is. */
    STAY,
    /** Bring the hand to the tool. */
    TOOL,
    /** Bring hand and tool to where the ball would be held. */
    BALL
}
