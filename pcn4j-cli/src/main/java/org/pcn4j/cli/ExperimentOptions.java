package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcn4j.train.experiment.DataAccess;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands take that show or compare what {@code train} would train: an experiment, with or without a file. */
final class ExperimentOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "EXPERIMENT",
            arity = "0..1",
            description = "The experiment file; without one all is by default but what options say.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A value in place of the file's, as in --set model.hidden=[64]; as often as needed. The short"
                    + " options are other words for it.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private DataOptions data;

    ExperimentOptions(Terminal terminal, DataSets sets) {
        this.data = new DataOptions(terminal, sets);
    }

    /** Returns what is asked for without short options. */
    ExperimentRequest request() {
        return ExperimentRequest.of(spec, file, overrides);
    }

    /** Returns where data are; what is fetched is shown on standard error. */
    DataAccess access() {
        return data.access();
    }
}
