/**
 * Samples to train on: images, tables, sequences and text, read from files or generated from a seed when no file is at
 * hand; and batches of them as tensors. Knows nothing of networks.
 */
@NullMarked
package org.pcn4j.data;

import org.jspecify.annotations.NullMarked;
