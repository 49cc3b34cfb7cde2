package org.example;

import java.util.List;
import org.pcn4j.train.settings.Additions;
import org.pcn4j.train.settings.Entry;

/** What a jar adds: a rule, a function and an optimizer. */
public final class Added implements Additions {
    @Override
    public List<Entry<?>> entries() {
        return List.of(NoisyIl.entry().citing("A test"), Cube.entry(), Slow.entry());
    }
}
