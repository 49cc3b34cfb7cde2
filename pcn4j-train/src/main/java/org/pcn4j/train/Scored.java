package org.pcn4j.train;

/** What an evaluation's number of a network's answers is. */
public enum Scored {
    /** The loss that the network learns by. */
    LOSS("loss"),

    /**
     * Half the squared distance of an answer from what was to be answered. A network that is asked from any end learns by the
     * energy of all its nodes, with which this does not compare.
     */
    ANSWER_ERROR("answer error");

    private final String label;

    Scored(String label) {
        this.label = label;
    }

    /** Returns the name under which people read it. */
    public String label() {
        return label;
    }
}
