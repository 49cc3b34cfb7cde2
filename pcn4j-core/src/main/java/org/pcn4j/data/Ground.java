package org.pcn4j.data;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The color that is seen through the transparent parts of a picture. Immutable.
 *
 * @param red 0 … 255
 * @param green 0 … 255
 * @param blue 0 … 255
 */
public record Ground(int red, int green, int blue) {
    /** White, the default. */
    public static final Ground WHITE = new Ground(255, 255, 255);

    /** Black. */
    public static final Ground BLACK = new Ground(0, 0, 0);

    private static final int MOST = 255;
    private static final Map<String, Ground> NAMED = Map.of("white", WHITE, "black", BLACK);
    private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");

    /**
     * Checks the levels.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public Ground {
        if (Math.min(red, Math.min(green, blue)) < 0 || Math.max(red, Math.max(green, blue)) > MOST) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "ground: expected three levels of 0 to 255, found %d, %d, %d", red, green, blue));
        }
    }

    /**
     * Reads a color as {@link #toString} writes it: {@code white}, {@code black} or {@code #rrggbb}.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Ground of(String text) {
        Ground named = NAMED.get(text);
        if (named != null) {
            return named;
        }
        if (!HEX.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "expected white, black or a color as #ffcc00, found '%s'", text));
        }
        int rgb = HexFormat.fromHexDigits(text, 1, text.length());
        return new Ground(rgb >>> 16, rgb >>> 8 & MOST, rgb & MOST);
    }

    /**
     * Returns what a color looks like on this ground.
     *
     * @param argb the color, 8 bits each of alpha, red, green and blue, the latter three not multiplied by alpha
     * @return 0xRRGGBB
     */
    int under(int argb) {
        int alpha = argb >>> 24;
        if (alpha == MOST) {
            return argb & 0xffffff;
        }
        return mixed(argb >>> 16 & MOST, red, alpha) << 16
                | mixed(argb >>> 8 & MOST, green, alpha) << 8
                | mixed(argb & MOST, blue, alpha);
    }

    private static int mixed(int level, int ground, int alpha) {
        return (level * alpha + ground * (MOST - alpha) + MOST / 2) / MOST;
    }

    @Override
    public String toString() {
        if (equals(WHITE)) {
            return "white";
        }
        return equals(BLACK) ? "black" : String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
    }
}
