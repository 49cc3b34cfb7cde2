/**
 * Labelled images to learn from: the MNIST files read from a folder, and pen-drawn digits generated from a seed when no
 * file is at hand. Knows nothing of tensors or networks.
 */
@NullMarked
package org.pcn4j.data;

import org.jspecify.annotations.NullMarked;
