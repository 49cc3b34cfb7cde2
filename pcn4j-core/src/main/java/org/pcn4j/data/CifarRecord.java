package org.pcn4j.data;

import java.util.List;

/**
 * One image in a file of a CIFAR set: its labels, one byte each, then 3x32x32 pixels, one byte each, channel by channel.
 *
 * @param classes how many classes each label tells apart, in the order of the bytes
 * @param wanted which of the labels counts, 0 … labels − 1
 */
record CifarRecord(List<Integer> classes, int wanted) {
    static final int CHANNELS = 3;
    static final int SIDE = 32;
    static final int PIXELS = CHANNELS * SIDE * SIDE;

    /** Returns the number of labels, and so where the pixels begin. */
    int labels() {
        return classes.size();
    }

    /** Returns the number of bytes of an image with its labels. */
    int bytes() {
        return labels() + PIXELS;
    }

    /** Returns the number of classes of the label that counts. */
    int wantedClasses() {
        return classes.get(wanted);
    }
}
