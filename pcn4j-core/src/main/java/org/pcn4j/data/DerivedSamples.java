package org.pcn4j.data;

import java.util.Optional;

/** Other samples whose batches are changed: name, number, kind and classes stay theirs. */
interface DerivedSamples extends Samples {
    /** Returns the samples before the change. */
    Samples samples();

    @Override
    default String name() {
        return samples().name();
    }

    @Override
    default int size() {
        return samples().size();
    }

    @Override
    default String kind() {
        return samples().kind();
    }

    @Override
    default Optional<int[]> labels() {
        return samples().labels();
    }
}
