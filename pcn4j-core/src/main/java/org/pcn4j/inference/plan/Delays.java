package org.pcn4j.inference.plan;

import org.pcn4j.network.Network;

/** How a plan levels its network. */
enum Delays {
    /** Not at all, or by identity nodes that are part of the network planned for. */
    NONE,
    /**
     * By handing contributions over later, without any node or instruction. Right where a delay's value is never looked
     * at and an error goes through it once: under a schedule that learns at levels from a forward pass, all of whose
     * pullbacks are of predictions that still stand.
     */
    HELD;

    /** Returns the steps by which what a child pulls back reaches the parent later. */
    int between(Network network, int parent, int child) {
        return this == HELD ? network.delays(parent, child) : 0;
    }
}
