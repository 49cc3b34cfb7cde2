/**
 * The command line: {@code compare} trains networks by several learning rules side by side, {@code plan} shows what a
 * rule does step by step, {@code network} shows a network, {@code data} deals with data sets and {@code doctor} looks at
 * the machine. Options are parsed and checked without loading libtorch.
 */
@NullMarked
package org.pcn4j.cli;

import org.jspecify.annotations.NullMarked;
