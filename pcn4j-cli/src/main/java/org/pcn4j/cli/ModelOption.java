package org.pcn4j.cli;

import java.util.Optional;
import org.pcn4j.train.experiment.DataAccess;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands take that show something of one network: an experiment, and the short option for its model. */
final class ModelOption {
    @Mixin
    private ExperimentOptions options;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            completionCandidates = Names.Models.class,
            description = "The network, as --set model=MODEL: ${COMPLETION-CANDIDATES}.")
    private Optional<String> model = Optional.empty();

    ModelOption(Terminal terminal, DataSets sets) {
        this.options = new ExperimentOptions(terminal, sets);
    }

    /** Returns what is asked for. */
    ExperimentRequest request() {
        return options.request().with("--model", model, "model");
    }

    /** Returns where data are; what is fetched is shown on standard error. */
    DataAccess access() {
        return options.access();
    }
}
