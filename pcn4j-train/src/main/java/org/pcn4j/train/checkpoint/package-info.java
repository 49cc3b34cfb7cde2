/** Checkpoints: files that hold all that a training needs to go on with the same bits. */
@NullMarked
package org.pcn4j.train.checkpoint;

import org.jspecify.annotations.NullMarked;
