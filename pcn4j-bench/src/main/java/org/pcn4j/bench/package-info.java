/**
 * The library's side of the benchmarks in {@code bench/}: a {@link org.pcn4j.bench.Worker} is a process that performs
 * and times the updates of one workload, as those of the peers do.
 */
@NullMarked
package org.pcn4j.bench;

import org.jspecify.annotations.NullMarked;
