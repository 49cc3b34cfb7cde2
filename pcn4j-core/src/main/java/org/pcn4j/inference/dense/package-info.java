/** What a plan comes to for dense networks: loops over Java's arrays, with the arithmetic of {@code org.pcn4j.dense}. */
@NullMarked
package org.pcn4j.inference.dense;

import org.jspecify.annotations.NullMarked;
