package org.pcn4j.inference.dense;

/**
 * What an act is done on: some rows of its buffers, and of each buffer a share of the columns. Shares meet where panels do, so that
 * buffers of one width are divided alike.
 *
 * @param from the first row
 * @param to the end of the rows: only products take several rows where columns are shared
 * @param share which share, from 0
 * @param shares into how many the columns are divided
 * @param panel how wide panels are
 */
record Patch(int from, int to, int share, int shares, int panel) {
    /** Returns some rows with all of their columns. */
    static Patch ofRows(int from, int to) {
        return new Patch(from, to, 0, 1, 1);
    }

    int rows() {
        return to - from;
    }

    /** The first column of a buffer of this padded width. */
    int column(int stride) {
        return edge(share, stride);
    }

    /** The end of the columns of a buffer of this padded width. */
    int columnsEnd(int stride) {
        return edge(share + 1, stride);
    }

    private int edge(int share, int stride) {
        return Math.min(stride, (stride + panel - 1) / panel * share / shares * panel);
    }
}
