package org.pcn4j.function;

/** A function of images that needs the kernels of convolutions, which have threads of their own. */
interface Convolution extends SingleInput {
    @Override
    default boolean convolves() {
        return true;
    }
}
