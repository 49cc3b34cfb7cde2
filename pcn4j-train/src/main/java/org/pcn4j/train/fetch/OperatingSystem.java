package org.pcn4j.train.fetch;

import java.util.Locale;

/** The families of systems that keep a user's caches in different places. */
public enum OperatingSystem {
    /** Linux and whatever is neither of the others. */
    LINUX,
    /** macOS. */
    MACOS,
    /** Windows. */
    WINDOWS;

    /** Returns the family of a system by its name, as in Java's property <code>os.name</code>. */
    public static OperatingSystem named(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mac") || lower.startsWith("darwin")) {
            return MACOS;
        }
        return lower.startsWith("windows") ? WINDOWS : LINUX;
    }
}
