/**
 * Arithmetic on Java's arrays for dense networks. Every output is one sum in a fixed order by fused multiply-adds, so that its
 * bits depend on no lane, tile, thread or machine.
 */
@NullMarked
package org.pcn4j.dense;

import org.jspecify.annotations.NullMarked;
