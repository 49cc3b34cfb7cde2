package org.pcn4j.cli;

import java.util.Map;

/**
 * What may be done with the place output goes to.
 *
 * @param animated whether a line may be drawn over: it is a terminal that somebody watches
 * @param colored whether colors may be used
 * @param columns its width in characters, at least 2
 */
record Terminal(boolean animated, boolean colored, int columns) {
    /** A file or a pipe: neither. */
    static final Terminal PLAIN = new Terminal(false, false, 80);

    /** The launcher says by these whether standard output and standard error are terminals, and how wide: Java cannot. */
    private static final String OUT = "pcn4j.terminal.out";

    private static final String ERR = "pcn4j.terminal.err";

    private static final String COLUMNS = "pcn4j.terminal.columns";

    /** Looks at where this process writes to, honoring {@code NO_COLOR}, {@code CI} and {@code TERM=dumb}. */
    static Terminal detect(Map<String, String> environment) {
        boolean able = !environment.containsKey("CI") && !"dumb".equals(environment.get("TERM"));
        boolean colors = environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                able && Boolean.parseBoolean(System.getProperty(ERR)),
                able && colors && Boolean.parseBoolean(System.getProperty(OUT)),
                Math.max(2, Integer.getInteger(COLUMNS, PLAIN.columns())));
    }
}
