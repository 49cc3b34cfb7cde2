/**
 * What a rule says, as plain data: how free values begin and move, how long, when parameters learn; and what is asked of a
 * network, by who is clamped to what.
 */
@NullMarked
package org.pcn4j.inference.schedule;

import org.jspecify.annotations.NullMarked;
