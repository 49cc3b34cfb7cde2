/** Training: the loop over batches, what is measured on the way, and when it ends. */
@NullMarked
package org.pcn4j.train;

import org.jspecify.annotations.NullMarked;
