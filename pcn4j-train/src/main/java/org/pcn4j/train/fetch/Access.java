package org.pcn4j.train.fetch;

/** Whether what is missing in the cache may be fetched. */
public sealed interface Access {
    /**
     * It may, by this download.
     *
     * @param download how it is fetched
     */
    record Online(Download download) implements Access {}

    /** It may not: what is missing is reported. */
    record Offline() implements Access {}
}
