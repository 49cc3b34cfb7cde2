/**
 * Runs plans on tensors: what nodes are clamped to, the state they begin at and end in, shares of a batch, and inference
 * without learning.
 */
@NullMarked
package org.pcn4j.inference.run;

import org.jspecify.annotations.NullMarked;
