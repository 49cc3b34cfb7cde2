package org.pcn4j.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a run of the program left behind.
 *
 * @param code its exit code
 */
record Ran(int code, String out, String err) {
    static Ran pcn4j(String... args) {
        return on(Terminal.PLAIN, args);
    }

    static Ran on(Terminal terminal, String... args) {
        return with(terminal, DataSets.ofUser(), args);
    }

    /** Runs it with data sets of a test's own. */
    static Ran with(Terminal terminal, DataSets sets, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(terminal, sets, new PrintWriter(out), new PrintWriter(err), args);
        return new Ran(code, out.toString(), err.toString());
    }
}
