/** Learning what follows what while the rule may switch: how fast is told by surprise (Barry and Gerstner 2024). */
@NullMarked
package org.pcn4j.systems.surprise;

import org.jspecify.annotations.NullMarked;
