/** Data sets fetched from their public homes into a cache of the user. */
@NullMarked
package org.pcn4j.train.fetch;

import org.jspecify.annotations.NullMarked;
