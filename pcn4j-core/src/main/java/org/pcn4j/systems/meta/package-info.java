/** Meta predictive learning: recurrent networks whose weights are distributions (Li, Qiu and Huang 2024). */
@NullMarked
package org.pcn4j.systems.meta;

import org.jspecify.annotations.NullMarked;
