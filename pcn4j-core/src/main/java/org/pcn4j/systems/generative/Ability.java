package org.pcn4j.systems.generative;

/** What a generative network may be asked for. */
public enum Ability {
    /** A target of a sample, as the label of an image. */
    PREDICT,
    /** A sample as the network's own causes explain it. */
    RECONSTRUCT,
    /** What is missing of a sample. */
    COMPLETE,
    /** Samples of a target, as images of a label. */
    GENERATE,
    /** Samples of what was learned, whatever their target. */
    SAMPLE
}
