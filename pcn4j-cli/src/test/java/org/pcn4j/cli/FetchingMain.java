package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The program in a process of its own that fetches from a mirror of a test's: its home, a cache and the program's words are
 * the arguments.
 */
final class FetchingMain {
    private FetchingMain() {}

    public static void main(String[] args) {
        DataSets sets = SmallSets.at(args[0], Path.of(args[1]), Map.of());
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(Main.run(Terminal.PLAIN, sets, out, out, Arrays.copyOfRange(args, 2, args.length)));
    }
}
