package org.pcn4j.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands, options and their values. */
@Command(
        name = "completion",
        description = "Print a script by which bash or zsh completes commands, options and their values.",
        footer = {"", "Example: in bash or zsh, for as long as the shell lives", "  source <(pcn4j completion)"})
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        CommandLine program = spec.root().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash(program.getCommandName(), program));
        return ExitCode.OK;
    }
}
