package org.pcn4j.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a picture must be turned and mirrored to stand upright, as EXIF numbers it in the tag 0x0112.
 *
 * @param number 1, as it is stored, to 8
 */
record Turn(int number) {
    /** As it is stored. */
    static final Turn NONE = new Turn(1);

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int ENTRY_BYTES = 12;
    private static final int LITTLE = 0x4949;
    private static final int BIG = 0x4d4d;
    private static final int TIFF = 42;
    private static final int FIRST_SWAPPED = 5;
    private static final int LAST = 8;

    /**
     * Reads the note of a camera.
     *
     * @param tiff from the byte order on
     * @return how to turn; not at all if nothing is said or if it is damaged, as no viewer minds that either
     */
    static Turn of(ByteBuffer tiff) {
        try {
            int order = tiff.order(ByteOrder.BIG_ENDIAN).getShort(0) & 0xffff;
            if (order != LITTLE && order != BIG) {
                return NONE;
            }
            tiff.order(order == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            return tiff.getShort(2) == TIFF ? find(tiff, tiff.getInt(4)) : NONE;
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            return NONE;
        }
    }

    private static Turn find(ByteBuffer tiff, int directory) {
        int entries = tiff.getShort(directory) & 0xffff;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY_BYTES;
            if ((tiff.getShort(entry) & 0xffff) == TAG && tiff.getShort(entry + 2) == SHORT) {
                int number = tiff.getShort(entry + 8) & 0xffff;
                return number >= 1 && number <= LAST ? new Turn(number) : NONE;
            }
        }
        return NONE;
    }

    private boolean swaps() {
        return number >= FIRST_SWAPPED;
    }

    /** Returns the size of the upright picture. */
    PictureSize size(PictureSize stored) {
        return swaps() ? new PictureSize(/* height= */ stored.width(), /* width= */ stored.height()) : stored;
    }

    /** Returns an upright plane, new or the same. */
    byte[] upright(byte[] plane, PictureSize stored) {
        if (number == 1) {
            return plane;
        }
        PictureSize size = size(stored);
        boolean mirrored = number == 2 || number == 3 || number == 7 || number == 8;
        boolean flipped = number == 3 || number == 4 || number == 6 || number == 7;
        byte[] upright = new byte[plane.length];
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int column = swaps() ? y : x;
                int row = swaps() ? x : y;
                column = mirrored ? stored.width() - 1 - column : column;
                row = flipped ? stored.height() - 1 - row : row;
                upright[y * size.width() + x] = plane[row * stored.width() + column];
            }
        }
        return upright;
    }
}
