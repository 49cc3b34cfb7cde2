/** Looking by choice: where the next look is expected to tell most, under a generative model of each class. */
@NullMarked
package org.pcn4j.systems.sensing;

import org.jspecify.annotations.NullMarked;
