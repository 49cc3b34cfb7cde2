/** Files written whole or not at all, and tensors in them. */
@NullMarked
package org.pcn4j.train.file;

import org.jspecify.annotations.NullMarked;
