package org.pcn4j.train.file;

/** Text from outside, made fit for a message of one line. */
public final class OneLine {
    private static final int LONGEST = 100;

    private OneLine() {}

    /** Returns the text with every control character and line separator replaced by a question mark. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().map(OneLine::printable).forEach(line::appendCodePoint);
        return line.toString();
    }

    /** Returns the text on one line, between single quotes, its end left out where it is long. */
    public static String quoted(String text) {
        boolean fits = text.length() <= LONGEST;
        return "'" + of(fits ? text : text.substring(0, LONGEST)) + (fits ? "'" : "…'");
    }

    private static int printable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> '?';
            default -> character;
        };
    }
}
