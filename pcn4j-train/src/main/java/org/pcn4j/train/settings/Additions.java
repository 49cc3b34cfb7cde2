package org.pcn4j.train.settings;

import java.util.List;

/**
 * What a jar on the class path adds to the catalogs: rules, optimizers, functions, whatever a catalog takes. Found by
 * {@link java.util.ServiceLoader}, so the jar names its class in {@code META-INF/services/} under this interface's name. What
 * it adds is read, listed, completed and explained like everything else.
 */
public interface Additions {
    /** Returns the entries, each of which goes into every catalog that takes what it makes. */
    List<Entry<?>> entries();
}
