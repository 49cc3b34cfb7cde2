package org.pcn4j.train.report;

/** Text that is made safe to stand in a page. */
final class Html {
    private static final char REPLACEMENT = '\uFFFD';

    private Html() {}

    /** Returns a text that shows as it is, between tags and in quoted attributes alike. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            switch (letter) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isPlain(letter) ? letter : REPLACEMENT);
            }
        });
        return safe.toString();
    }

    private static boolean isPlain(int letter) {
        boolean control = Character.isISOControl(letter) && letter != '\n' && letter != '\t';
        boolean half = letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
        return !control && !half;
    }

    /** Returns JSON that can stand inside a script: only strings hold what could end it. */
    static String json(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
