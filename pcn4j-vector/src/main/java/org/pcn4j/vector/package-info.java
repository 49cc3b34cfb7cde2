/**
 * Dense kernels by the JDK's Vector API, for processors whose vectors hold 8 or 16 numbers. Virtual machines begin with it only where
 * they are told to: {@code --add-modules jdk.incubator.vector}.
 */
@NullMarked
package org.pcn4j.vector;

import org.jspecify.annotations.NullMarked;
