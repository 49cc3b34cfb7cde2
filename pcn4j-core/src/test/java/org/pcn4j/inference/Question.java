package org.pcn4j.inference;

import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;

/** What is asked of a network, and by which rule it is answered. */
record Question(Network network, Clamping clamping, Schedule schedule) {
    /** The default question: roots and outputs are data. */
    static Question ofEnds(Network network, Schedule schedule) {
        return new Question(network, Clamping.ofEnds(), schedule);
    }
}
