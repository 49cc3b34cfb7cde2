/** The front door: from here everything else is found. */
@NullMarked
package org.pcn4j;

import org.jspecify.annotations.NullMarked;
