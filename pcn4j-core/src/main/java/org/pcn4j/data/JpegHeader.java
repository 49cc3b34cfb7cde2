package org.pcn4j.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JPEG file says of itself before its pixels: what its components are, and how it must be turned.
 *
 * @param components the components' numbers, in order
 * @param jfif whether it says to be JFIF
 * @param adobe the color transform that Adobe's marker names; −1 without such a marker
 */
record JpegHeader(List<Integer> components, boolean jfif, int adobe, Turn turn) {
    private static final int NO_ADOBE = -1;
    private static final int START = 0xd8;
    private static final int SCAN = 0xda;
    private static final int END = 0xd9;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final byte[] JFIF = {'J', 'F', 'I', 'F', 0};
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
    private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
    private static final int ADOBE_TRANSFORM = 11;
    private static final int FRAME_COMPONENTS = 5;

    /** What the components are. */
    enum Colors {
        GRAY,
        RGB,
        YCC,
        CMYK,
        YCCK
    }

    /** Reads the segments before the first scan; what is damaged is left to the decoder. */
    static JpegHeader of(byte[] file) {
        List<Integer> components = List.of();
        boolean jfif = false;
        int adobe = NO_ADOBE;
        Turn turn = Turn.NONE;
        int at = 0;
        while (at + 1 < file.length) {
            int marker = file[at + 1] & 0xff;
            if ((file[at] & 0xff) != 0xff || marker == SCAN || marker == END) {
                break;
            }
            boolean alone = marker == START || marker == 0xff || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7);
            int length = alone || at + 3 >= file.length ? 0 : (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
            int from = at + 4;
            int end = Math.min(file.length, at + 2 + length);
            if (marker == APP0 && starts(file, from, end, JFIF)) {
                jfif = true;
            } else if (marker == APP14 && starts(file, from, end, ADOBE) && from + ADOBE_TRANSFORM < end) {
                adobe = file[from + ADOBE_TRANSFORM] & 0xff;
            } else if (marker == APP1 && turn.equals(Turn.NONE) && starts(file, from, end, EXIF)) {
                turn = Turn.of(ByteBuffer.wrap(file, from + EXIF.length, end - from - EXIF.length)
                        .slice());
            } else if (isFrame(marker)) {
                components = components(file, from, end);
            }
            at = alone ? at + (marker == 0xff ? 1 : 2) : at + 2 + Math.max(length, 2);
        }
        return new JpegHeader(components, jfif, adobe, turn);
    }

    private static boolean starts(byte[] file, int from, int end, byte[] sign) {
        if (end - from < sign.length) {
            return false;
        }
        for (int i = 0; i < sign.length; i++) {
            if (file[from + i] != sign[i]) {
                return false;
            }
        }
        return true;
    }

    /** Tells the markers SOF0 to SOF15 from DHT, JPG and DAC, which lie among them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static List<Integer> components(byte[] file, int from, int end) {
        List<Integer> components = new ArrayList<>();
        int count = from + FRAME_COMPONENTS < end ? file[from + FRAME_COMPONENTS] & 0xff : 0;
        for (int i = 0; i < count; i++) {
            int at = from + FRAME_COMPONENTS + 1 + 3 * i;
            if (at < end) {
                components.add(file[at] & 0xff);
            }
        }
        return components;
    }

    /**
     * Returns what so many components are, by the rules that libjpeg follows.
     *
     * @param bands how many the decoder found
     * @throws DataException if there is no picture of so many
     */
    Colors colors(int bands) {
        return switch (bands) {
            case 1 -> Colors.GRAY;
            case 3 -> threeAreRgb() ? Colors.RGB : Colors.YCC;
            case 4 -> adobe == 2 ? Colors.YCCK : Colors.CMYK;
            default -> throw new DataException("a JPEG of " + bands + " components, expected 1, 3 or 4");
        };
    }

    private boolean threeAreRgb() {
        if (jfif) {
            return false;
        }
        return adobe == NO_ADOBE ? components.equals(List.of((int) 'R', (int) 'G', (int) 'B')) : adobe == 0;
    }

    /** Tells whether the inks are stored as Adobe stores them: 255 for none. */
    boolean inksAreInverted() {
        return adobe != NO_ADOBE;
    }
}
