/** Networks that learn to give their input back by one step of its gradient, layer by layer or whole (Farias and Maziero 2021). */
@NullMarked
package org.pcn4j.systems.alignment;

import org.jspecify.annotations.NullMarked;
