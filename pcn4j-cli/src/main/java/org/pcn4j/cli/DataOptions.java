package org.pcn4j.cli;

import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.Download;
import org.pcn4j.train.fetch.Proxies;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where data sets are, for the commands that learn from them or test on them: what is nowhere is fetched. */
final class DataOptions {
    private final Terminal terminal;
    private final DataSets sets;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataPlaces places;

    @Option(names = "--offline", description = "Fetch nothing: a data set that is not there is an error.")
    private boolean offline;

    DataOptions(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.sets = sets;
        this.places = new DataPlaces(sets);
    }

    /** Returns where data are; what is fetched is shown on standard error. */
    DataAccess access() {
        return places.access(offline ? new Access.Offline() : new Access.Online(download()));
    }

    private Download download() {
        FetchedOnTheWay shown = new FetchedOnTheWay(
                terminal, sets, places.cache(), spec.commandLine().getErr());
        return new Download(sets.patience(), shown, Proxies.of(sets.environment()));
    }
}
