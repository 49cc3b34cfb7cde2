package org.pcn4j.train.fetch;

import java.nio.file.Path;
import org.pcn4j.train.file.FolderLock;

/** A process that fetches into a folder, as far as others can tell: it holds the folder's lock until its input ends. */
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (FolderLock lock = FolderLock.take(Path.of(arguments[0]), () -> {})) {
            System.out.write('!');
            System.out.flush();
            while (System.in.read() >= 0) {
                // Held on.
            }
        }
    }
}
