/**
 * Networks as settings, by name or node by node, what they read and answer, and trained ones in files of their own that
 * answer without anything else.
 */
@NullMarked
package org.pcn4j.train.model;

import org.jspecify.annotations.NullMarked;
