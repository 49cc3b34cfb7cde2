/** Networks in time: filters, memories of sequences, and representations that stay the same while things move. */
@NullMarked
package org.pcn4j.systems.temporal;

import org.jspecify.annotations.NullMarked;
