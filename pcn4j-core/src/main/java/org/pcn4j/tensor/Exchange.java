package org.pcn4j.tensor;

/** How ranks hand numbers to each other: piece by piece, so that what is under way takes little memory. */
interface Exchange {
    /** So many bytes a rank are on their way at a time, where one number of each of its rows is not more. */
    int PIECE_BYTES = 1 << 19;

    /** As {@link ProcessGroup#exchange}. */
    void exchange(DType dtype, int rows, long numbers, PieceSender sender, PieceReceiver receiver);

    /** As {@link ProcessGroup#exchangeSums}. */
    void exchangeSums(DType dtype, long numbers, PieceSender sender, PieceReceiver receiver);

    /** Returns how many numbers of each of so many rows a piece holds. */
    static long each(DType dtype, int rows) {
        return Math.max(1, PIECE_BYTES / dtype.bytes() / rows);
    }
}
