/** The experiments of the papers that can be made again, a class each, and their catalog. */
@NullMarked
package org.pcn4j.train.reproduce.items;

import org.jspecify.annotations.NullMarked;
