package org.pcn4j.inference.dense;

/** Says what of a plan dense kernels cannot do, in a few words, such as {@code the function conv2d}. */
final class NotDense extends Exception {
    private static final long serialVersionUID = 1L;

    NotDense(String what) {
        super(what);
    }

    /** Returns what it is. */
    String what() {
        return String.valueOf(getMessage());
    }
}
