package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.Download;
import org.pcn4j.train.fetch.FetchListener;
import org.pcn4j.train.fetch.Patience;
import picocli.CommandLine.Option;

/** Where data sets are, for the commands that learn from them or judge by them. */
final class DataOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "The folder that holds mnist/, cifar10/ and others, any of them; what it lacks is looked for in"
                            + " the cache, and fetched (default: PCN4J_DATA).")
    private Optional<Path> folder = Optional.empty();

    @Option(names = "--offline", description = "Fetch nothing: a data set that is not there is an error.")
    private boolean offline;

    /** Returns where data are. */
    DataAccess access() {
        Access access =
                offline ? new Access.Offline() : new Access.Online(new Download(Patience.DEFAULT, FetchListener.NONE));
        return folder.map(named -> new DataAccess(Optional.of(named), DataCache.ofUser(), access))
                .orElseGet(() -> DataAccess.ofUser(access));
    }
}
