/** What is kept of a run: a folder with its settings, its measurements line by line, and where its numbers come from. */
@NullMarked
package org.pcn4j.train.run;

import org.jspecify.annotations.NullMarked;
