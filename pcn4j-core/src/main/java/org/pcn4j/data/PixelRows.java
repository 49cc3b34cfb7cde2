package org.pcn4j.data;

/** The pixels of a decoded picture as colors, whatever they are stored as. */
interface PixelRows {
    /** Returns the size as it is stored. */
    PictureSize size();

    /**
     * Writes a row as 0xRRGGBB.
     *
     * @param y 0 … height − 1
     * @param row as many as the picture is wide
     */
    void read(int y, int[] row);
}
