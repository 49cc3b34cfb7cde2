package org.pcn4j.train.onnx;

/**
 * A value in a {@link Graph}: an input, a parameter, a constant or what an operator gives.
 *
 * @param name unique in the graph
 */
public record Value(String name) {
    /** Stands for an optional input of an operator that is left out. */
    public static final Value NONE = new Value("");
}
