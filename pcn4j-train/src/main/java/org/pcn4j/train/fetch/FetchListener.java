package org.pcn4j.train.fetch;

import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Is told how a download goes. It is called by the thread that downloads, so it should be quick; what it throws ends
 * the download and reaches the caller.
 */
@FunctionalInterface
public interface FetchListener {
    /** Takes no notice. */
    FetchListener NONE = (file, bytes, total) -> {};

    /**
     * Some bytes have been written.
     *
     * @param file the file
     * @param bytes how many there are by now, those of an earlier attempt included; fewer than before where a mirror
     *     starts anew
     * @param total how many there will be, if that is known
     */
    void progress(RemoteFile file, long bytes, OptionalLong total);

    /**
     * A mirror failed; others may follow, or the same one again.
     *
     * @param file the file
     * @param mirror the place that failed
     * @param why one line that says what went wrong
     */
    default void failed(RemoteFile file, URI mirror, String why) {}

    /**
     * Another process or thread is fetching into the same folder, and the download waits for it.
     *
     * @param file the file
     * @param folder the folder
     */
    default void waiting(RemoteFile file, Path folder) {}
}
