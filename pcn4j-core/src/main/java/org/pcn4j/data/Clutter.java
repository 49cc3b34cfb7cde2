package org.pcn4j.data;

import java.util.Locale;
import java.util.Set;

/** Files and folders that systems leave among others and that are no data, told by their names alike on every system. */
public final class Clutter {
    private static final Set<String> NAMES = Set.of(
            "thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information", "icon\r");

    private Clutter() {}

    /**
     * Tells whether a file or a folder of this name is passed over: {@code Thumbs.db}, {@code desktop.ini}, {@code
     * __MACOSX} and the like, in capitals or not, and whatever begins with a full stop.
     *
     * @param name without the folders before it
     */
    public static boolean isClutter(String name) {
        return name.startsWith(".") || NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
