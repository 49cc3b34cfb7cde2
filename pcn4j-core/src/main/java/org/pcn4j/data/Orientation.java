package org.pcn4j.data;

/** How the images of a file in MNIST's format are stored. */
public enum Orientation {
    /** Row by row, as MNIST's are. */
    UPRIGHT,
    /** Column by column, as EMNIST's are: read like MNIST's they are mirrored and turned. */
    TRANSPOSED;

    /** Returns such images as they are to be seen. */
    LabeledImages upright(LabeledImages stored) {
        return this == UPRIGHT ? stored : stored.transposed();
    }
}
