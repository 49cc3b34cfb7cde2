/** A run made visible: what is measured inside a network, and pages and pictures that show it. */
@NullMarked
package org.pcn4j.train.report;

import org.jspecify.annotations.NullMarked;
