package org.pcn4j.train.file;

import org.pcn4j.tensor.Shape;

/**
 * What a header says about one tensor.
 *
 * @param begin the offset of its first byte, counted from the end of the header
 * @param end the offset after its last byte; {@code end − begin} is what the shape and the type need
 */
record Entry(String name, StoredType type, Shape shape, long begin, long end) {}
