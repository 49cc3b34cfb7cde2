/**
 * Networks as plain data: directed acyclic graphs of nodes with shapes and shared parameters, their builders, their
 * levels, and their parameters' numbers. A network holds no tensors; {@link org.pcn4j.network.Parameters} does.
 */
@NullMarked
package org.pcn4j.network;

import org.jspecify.annotations.NullMarked;
