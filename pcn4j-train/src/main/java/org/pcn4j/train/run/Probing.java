package org.pcn4j.train.run;

import org.pcn4j.train.Progress;

/** Looks into a network while it is trained, on the thread that trains. */
@FunctionalInterface
public interface Probing {
    /** Measures, and changes nothing. */
    Metric.Probed probe(Progress progress);
}
