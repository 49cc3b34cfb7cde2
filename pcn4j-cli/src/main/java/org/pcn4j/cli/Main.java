package org.pcn4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.dense.Kernels;
import org.pcn4j.train.catalog.Catalogs;
import org.pcn4j.train.experiment.ExperimentException;
import org.pcn4j.train.file.OneLine;
import org.pcn4j.train.settings.Words;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program {@code pcn4j}. Exit codes: 0 fine, 1 failed, 2 misused, 130 interrupted, 141 nobody read the results. */
@Command(
        name = "pcn4j",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = "Predictive coding networks: learning rules compared with backpropagation, bit for bit.",
        footer = {
            "",
            "Example: all three networks trained by bp, il and z-il side by side, in about a minute",
            "  pcn4j compare",
            "",
            "pcn4j jshell [FILE] starts the JDK's prompt for Java, with the library at hand."
        })
public final class Main implements Callable<Integer> {
    private static final String MORE = " (--debug tells more)";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error comes from.")
    private boolean debug;

    private Main() {}

    /** Returns what the program writes in: terminals show UTF-8 even where no locale is set, as in containers; Windows has its own. */
    static Charset charset() {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        return windows ? Charset.defaultCharset() : StandardCharsets.UTF_8;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] args) {
        StandardOutput standard = new StandardOutput();
        PrintWriter out = new PrintWriter(standard, true, charset());
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, charset());
        int code = run(Terminal.detect(System.getenv()), out, err, args);
        System.exit(standard.exitCode(code, err));
    }

    /** Runs the program and returns its exit code. */
    static int run(Terminal terminal, PrintWriter out, PrintWriter err, String... args) {
        return run(terminal, DataSets.ofUser(), out, err, args);
    }

    /** Runs the program, with other data sets to be fetched than those of the world, and returns its exit code. */
    static int run(Terminal terminal, DataSets sets, PrintWriter out, PrintWriter err, String... args) {
        // picocli formats by the user's language: bash could not read its completion where digits are other characters.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        CommandLine commandLine = program(terminal, sets);
        commandLine.setOut(out);
        commandLine.setErr(err);
        int code = executed(commandLine, args);
        out.flush();
        err.flush();
        return code;
    }

    /** Errors of the JVM get one line as well: picocli catches exceptions alone. */
    static int executed(CommandLine commandLine, String... args) {
        if (List.of(args).contains("--debug")) {
            // Then every plan is held to its laws: assertions count for classes that are yet to be loaded.
            Main.class.getClassLoader().setPackageAssertionStatus("org.pcn4j.inference.plan", true);
        }
        try {
            return commandLine.execute(args);
        } catch (Error e) {
            boolean shown = List.of(args).contains("--debug");
            commandLine.getErr().println("pcn4j: " + Trouble.of(e) + (shown ? "" : MORE));
            if (shown) {
                e.printStackTrace(commandLine.getErr());
            }
            return ExitCode.SOFTWARE;
        }
    }

    /** Returns the program with all its commands. */
    static CommandLine program(Terminal terminal, DataSets sets) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        commandLine.addSubcommand(new InitCommand());
        commandLine.addSubcommand(new TrainCommand(terminal, sets));
        commandLine.addSubcommand(new CommandLine(new LaunchCommand()).setStopAtPositional(true));
        commandLine.addSubcommand(new SweepCommand(terminal, sets));
        commandLine.addSubcommand(new EvaluateCommand(terminal, sets));
        // A row of numbers may begin with a minus.
        commandLine.addSubcommand(new CommandLine(new PredictCommand()).setUnmatchedOptionsArePositionalParams(true));
        commandLine.addSubcommand(new RememberCommand());
        commandLine.addSubcommand(new RecallCommand());
        commandLine.addSubcommand(new LookCommand(terminal, sets));
        commandLine.addSubcommand(new GenerateCommand());
        commandLine.addSubcommand(new CompleteCommand());
        commandLine.addSubcommand(new ExportCommand());
        commandLine.addSubcommand(new ImportCommand());
        commandLine.addSubcommand(new RunsCommand());
        commandLine.addSubcommand(new ReportCommand());
        commandLine.addSubcommand(new CompareCommand(terminal, sets));
        commandLine.addSubcommand(new ReproduceCommand(terminal, sets));
        commandLine.addSubcommand(new PlanCommand(terminal, sets));
        commandLine.addSubcommand(new DiagnoseCommand(terminal, sets));
        commandLine.addSubcommand(new NetworkCommand(terminal, sets));
        commandLine.addSubcommand(new ExplainCommand());
        DataCommand.addTo(commandLine, terminal, sets);
        commandLine.addSubcommand(new CompletionCommand());
        commandLine.addSubcommand(new DoctorCommand(System.getenv(), Machine.here(), Kernels::here));
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colored() ? Ansi.ON : Ansi.OFF));
        commandLine.setExecutionStrategy(Main::done);
        commandLine.setParameterExceptionHandler(main::misused);
        commandLine.setExecutionExceptionHandler(main::failed);
        return commandLine;
    }

    /**
     * Does what was asked for, unless a jar on the class path adds what nobody can read: that gets one line. The doctor and
     * the helps that name nothing of it work still.
     */
    private static int done(ParseResult parsed) {
        List<CommandLine> all = parsed.asCommandLineList();
        CommandLine last = all.get(all.size() - 1);
        boolean asksForHelp =
                all.stream().anyMatch(each -> each.isUsageHelpRequested() || each.isVersionHelpRequested());
        boolean needsNoCatalog = asksForHelp || all.size() == 1 || last.getCommand() instanceof DoctorCommand;
        Optional<String> complaint = needsNoCatalog ? Optional.empty() : Catalogs.complaint();
        if (complaint.isPresent()) {
            return refused(last, complaint.get());
        }
        try {
            return new RunLast().execute(parsed);
        } catch (ParameterException | ExecutionException e) {
            throw e;
        } catch (RuntimeException e) {
            // A help that names what is in the catalogs.
            Optional<String> reason = Catalogs.complaint();
            if (reason.isPresent()) {
                return refused(last, reason.get());
            }
            throw new ExecutionException(parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static int refused(CommandLine command, String complaint) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + complaint);
        return ExitCode.USAGE;
    }

    /** Without a command there is nothing to do but to say which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    private int misused(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + message(e) + " (" + name + " --help tells more)");
        // The option itself may not have been parsed yet.
        if (debug || List.of(args).contains("--debug")) {
            e.printStackTrace(command.getErr());
        }
        return ExitCode.USAGE;
    }

    private int failed(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof ExperimentException misfit) {
            return misused(new ParameterException(command, String.valueOf(misfit.getMessage()), misfit), new String[0]);
        }
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + Trouble.of(e) + (debug ? "" : MORE));
        if (debug) {
            e.printStackTrace(command.getErr());
        }
        return ExitCode.SOFTWARE;
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched);
        }
        if (e.getCause() instanceof TypeConversionException conversion && e.getArgSpec() instanceof OptionSpec option) {
            return option.longestName() + ": " + OneLine.joined(String.valueOf(conversion.getMessage()));
        }
        String message = OneLine.joined(String.valueOf(e.getMessage()).replaceFirst("^Error: ", ""));
        // Picocli's sentences begin with a capital letter; those of commands may begin with the name of a file, and
        // those
        // about several arguments begin with their names.
        boolean picoclis = !e.getClass().equals(ParameterException.class) || e.getArgSpec() != null;
        return picoclis && !(e instanceof MutuallyExclusiveArgsException) && !message.isEmpty()
                ? Character.toLowerCase(message.charAt(0)) + message.substring(1)
                : message;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        String argument = e.getUnmatched().get(0);
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        if (argument.startsWith("-")) {
            int end = argument.indexOf('=');
            List<String> options =
                    spec.options().stream().map(OptionSpec::longestName).toList();
            return Words.unknown("option", end < 0 ? argument : argument.substring(0, end), options);
        }
        return spec.subcommands().isEmpty()
                ? OneLine.quoted(argument) + " is not expected here: it belongs to no option"
                : Words.unknown("command", argument, spec.subcommands().keySet());
    }
}
