package org.pcn4j.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with data sets; each a command of its own. */
@Command(
        name = "data",
        description = "Data sets: which there are and where, fetch them, verify them, show what is in them.",
        footer = {"", "Example: all sets, and where each is", "  pcn4j data list"})
final class DataCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private DataCommand() {}

    /** Adds this command and those below it. */
    static void addTo(CommandLine program, Terminal terminal, DataSets sets) {
        program.addSubcommand(new DataCommand());
        // Added once it is in its place, so that what is inherited reaches them as well.
        CommandLine data = Objects.requireNonNull(program.getSubcommands().get("data"));
        data.addSubcommand(new DataListCommand(sets));
        data.addSubcommand(new DataFetchCommand(terminal, sets));
        data.addSubcommand(new DataVerifyCommand(sets));
        data.addSubcommand(new DataShowCommand(sets));
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
