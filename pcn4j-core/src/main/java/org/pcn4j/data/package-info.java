/**
 * Labelled images to learn from: the MNIST files read from a folder, and pen-drawn digits generated from a seed when no
 * file is at hand; and batches of them as tensors. Knows nothing of networks.
 */
@NullMarked
package org.pcn4j.data;

import org.jspecify.annotations.NullMarked;
