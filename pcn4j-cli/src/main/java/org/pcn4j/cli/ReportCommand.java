package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pcn4j.train.report.Figures;
import org.pcn4j.train.report.Report;
import org.pcn4j.train.report.ReportData;
import org.pcn4j.train.report.ReportServer;
import org.pcn4j.train.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows a run. */
@Command(
        name = "report",
        description = "Write a run's report again, or serve it to a browser while the run trains.",
        footer = {
            "",
            "Example: watch a run that still trains, until Ctrl-C",
            "  pcn4j report runs/20261126-035100-digits --serve"
        })
final class ReportCommand implements Callable<Integer> {
    private static final int DEFAULT_PORT = 8008;
    private static final int MOST_PORT = 65_535;
    private static final long LOOK_MILLIS = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RUN", description = "The folder of a run.")
    private Path run = Path.of("");

    @Option(names = "--serve", description = "Show it to browsers on this machine, with news as they come.")
    private boolean serve;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + DEFAULT_PORT,
            description = "Where browsers ask; 0 takes any that is free (default: ${DEFAULT-VALUE}).")
    private int port = DEFAULT_PORT;

    @Option(names = "--png", paramLabel = "DIR", description = "Write its charts as pictures as well, for papers.")
    private Optional<Path> pictures = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        if (port < 0 || port > MOST_PORT) {
            throw new ParameterException(spec.commandLine(), "--port: expected 0 to 65535, found " + port);
        }
        RunFolder folder = RunFolder.open(run);
        folder.history()
                .damage()
                .ifPresent(damage -> spec.commandLine().getErr().println("warning: " + damage));
        if (pictures.isPresent()) {
            List<Path> written = Figures.write(pictures.orElseThrow(), ReportData.read(folder));
            spec.commandLine().getOut().println("Wrote " + written.size() + " pictures to " + pictures.orElseThrow());
        }
        if (!serve) {
            Report.write(folder);
            spec.commandLine().getOut().println("Wrote " + folder.report());
            return ExitCode.OK;
        }
        try (Interruption interruption = Interruption.watch();
                ReportServer server = ReportServer.start(folder, port)) {
            spec.commandLine()
                    .getOut()
                    .println("Showing " + folder.path() + " at " + server.address() + " until Ctrl-C");
            while (!interruption.isRequested()) {
                Thread.sleep(LOOK_MILLIS);
            }
        }
        return Interruption.EXIT_CODE;
    }
}
