package org.pcn4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Files and folders that systems leave among others and that are no data, told by their names alike on every system. */
public final class Clutter {
    private static final Set<String> NAMES = Set.of(
            "thumbs.db",
            "ehthumbs.db",
            "ehthumbs_vista.db",
            "desktop.ini",
            "__macosx",
            "$recycle.bin",
            "system volume information",
            "icon\r");

    private Clutter() {}

    /** Tells whether a file or a folder is passed over: by its name, or because the system hides it. */
    static boolean isClutter(Path path) {
        try {
            return isClutter(String.valueOf(path.getFileName())) || Files.isHidden(path);
        } catch (IOException e) {
            // Whoever reads it will say what is wrong.
            return false;
        }
    }

    /**
     * Tells whether a file or a folder of this name is passed over: {@code Thumbs.db}, {@code desktop.ini}, {@code
     * __MACOSX} and the like, in capitals or not, and whatever begins with a full stop and is no way to another folder.
     *
     * @param name without the folders before it
     */
    public static boolean isClutter(String name) {
        boolean way = name.equals(".") || name.equals("..");
        return (name.startsWith(".") && !way) || NAMES.contains(name.toLowerCase(Locale.ROOT));
    }
}
