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
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(terminal, new PrintWriter(out), new PrintWriter(err), args);
        return new Ran(code, out.toString(), err.toString());
    }
}
