package org.pcn4j.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.FetchListener;
import org.pcn4j.train.fetch.RemoteFile;
import org.pcn4j.train.fetch.RemoteSet;

/** Shows what a command fetches on its way to what it is for, of whatever sets. Nothing moves between two files. */
final class FetchedOnTheWay implements FetchListener {
    private final Terminal terminal;
    private final DataSets sets;
    private final DataCache cache;
    private final PrintWriter err;
    private Optional<FetchProgress> shown = Optional.empty();

    FetchedOnTheWay(Terminal terminal, DataSets sets, DataCache cache, PrintWriter err) {
        this.terminal = terminal;
        this.sets = sets;
        this.cache = cache;
        this.err = err;
    }

    @Override
    public void progress(RemoteFile file, long bytes, OptionalLong total) {
        FetchProgress progress = of(file);
        progress.progress(file, bytes, total);
        if (total.isPresent() && bytes >= total.getAsLong()) {
            progress.close();
        }
    }

    @Override
    public void failed(RemoteFile file, URI mirror, String why) {
        of(file).failed(file, mirror, why);
    }

    @Override
    public void waiting(RemoteFile file, Path folder) {
        of(file).waiting(file, folder);
    }

    private FetchProgress of(RemoteFile file) {
        RemoteSet set = sets.published().stream()
                .filter(each -> each.files().contains(file))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no set has the file " + file.name()));
        FetchProgress progress = shown.filter(each -> each.set().equals(set)).orElseGet(() -> begun(set));
        shown = Optional.of(progress);
        return progress;
    }

    private FetchProgress begun(RemoteSet set) {
        FetchProgress progress = FetchProgress.of(terminal, set, err);
        set.files().stream()
                .filter(file -> Files.isRegularFile(cache.path(set, file)))
                .forEach(progress::done);
        return progress;
    }
}
