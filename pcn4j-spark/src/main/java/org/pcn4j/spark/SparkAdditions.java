package org.pcn4j.spark;

import java.util.List;
import org.pcn4j.train.settings.Additions;
import org.pcn4j.train.settings.Entry;

/** What experiments can say besides where this module is: the data set {@code frame}. */
public final class SparkAdditions implements Additions {
    @Override
    public List<Entry<?>> entries() {
        return List.of(FrameData.entry());
    }
}
