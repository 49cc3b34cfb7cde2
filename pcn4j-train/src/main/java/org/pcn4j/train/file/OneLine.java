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

    /** Returns all lines of a text as one, without the space around them; other control characters as {@link #of} does. */
    public static String joined(String text) {
        return of(text.strip().replaceAll("\\h*\\R\\s*", " "));
    }

    /** Returns the text on one line, its end left out where it is long. */
    public static String shortened(String text) {
        return text.length() <= LONGEST ? of(text) : of(text.substring(0, LONGEST)) + "…";
    }

    /** Returns the text on one line, between single quotes, its end left out where it is long. */
    public static String quoted(String text) {
        return "'" + shortened(text) + "'";
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
