package org.pcn4j.train.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What functions are called, for tests of other packages. */
public final class FunctionNames {
    private FunctionNames() {}

    /** Returns all names. */
    public static List<String> all() {
        return Functions.ALL.names();
    }

    /** Returns the keys of each with their defaults. */
    public static Map<String, Map<String, Optional<String>>> keys() {
        return Functions.ALL.keys();
    }
}
