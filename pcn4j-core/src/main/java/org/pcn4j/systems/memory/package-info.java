/**
 * Memories: networks that store patterns and recall them from a part or from noise, and the baselines that they are compared
 * with.
 */
@NullMarked
package org.pcn4j.systems.memory;

import org.jspecify.annotations.NullMarked;
