/** Training as a barrier stage of a Spark job, one rank a task, and predictions for a DataFrame. */
@NullMarked
package org.pcn4j.spark;

import org.jspecify.annotations.NullMarked;
