package org.pcn4j.cli;

import picocli.CommandLine.Option;

/** Whether a command prints JSON for other programs in place of words for people. */
final class JsonOption {
    @Option(
            names = "--json",
            description = "Print one JSON document for other programs to standard output instead; docs/command-line.md"
                    + " tells its keys.")
    private boolean wanted;

    boolean isWanted() {
        return wanted;
    }
}
