package org.pcn4j.cli;

import java.util.Map;
import org.pcn4j.tensor.RankException;
import picocli.CommandLine.ExitCode;

/** The process that started a rank: when it is no more, the rank ends as well, so that nothing trains on unseen. */
final class Parent {
    /** The environment variable that names it. */
    static final String VARIABLE = "PCN4J_PARENT";

    private Parent() {}

    /**
     * Ends this process at once when the process has ended that the environment names, if it names one.
     *
     * @throws RankException if it has ended already, as while this one was starting
     */
    static void endWithIt(Map<String, String> environment) {
        String pid = environment.getOrDefault(VARIABLE, "");
        if (pid.matches("[0-9]{1,18}")) {
            watch(ProcessHandle.of(Long.parseLong(pid))
                    .orElseThrow(() -> new RankException("the process " + pid + " that started this rank has ended:"
                            + " expected it to run as long as its ranks")));
        }
    }

    private static void watch(ProcessHandle parent) {
        Thread watcher = new Thread(
                () -> {
                    parent.onExit().join();
                    Runtime.getRuntime().halt(ExitCode.SOFTWARE);
                },
                "pcn4j parent");
        watcher.setDaemon(true);
        watcher.start();
    }
}
