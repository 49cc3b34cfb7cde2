package org.pcn4j.inference.schedule;

/** What is done about edges that skip levels. */
public enum Levelling {
    /**
     * They are delayed by identity nodes, so that an error takes equally long along all paths (Salvatori et al. 2022,
     * arXiv 2103.04689, section 3).
     */
    DELAYED,
    /** Nothing: errors arrive as they come. */
    NONE
}
