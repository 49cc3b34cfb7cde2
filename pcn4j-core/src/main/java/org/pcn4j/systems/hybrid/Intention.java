package org.pcn4j.systems.hybrid;

/** What an arm with a tool can mean to do. */
public enum Intention {
    /** Stay where it is. */
    STAY(0),
    /** Bring the hand to the tool. */
    TOOL(1),
    /** Bring hand and tool to where the ball would be held. */
    BALL(2);

    private final int index;

    Intention(int index) {
        this.index = index;
    }

    /** Returns its place in rows over all intentions, from 0 on. */
    public int index() {
        return index;
    }
}
