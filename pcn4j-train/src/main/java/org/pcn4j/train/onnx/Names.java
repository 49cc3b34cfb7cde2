package org.pcn4j.train.onnx;

import java.util.HashSet;
import java.util.Set;

/** Names that are taken. */
final class Names {
    private final Set<String> taken = new HashSet<>();

    /** Takes a name, with a number behind it if it is taken already. */
    String free(String wish) {
        String name = wish;
        for (int i = 2; !taken.add(name); i++) {
            name = wish + "_" + i;
        }
        return name;
    }
}
