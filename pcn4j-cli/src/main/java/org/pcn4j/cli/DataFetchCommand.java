package org.pcn4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.pcn4j.train.fetch.DataCache;
import org.pcn4j.train.fetch.Download;
import org.pcn4j.train.fetch.FetchException;
import org.pcn4j.train.fetch.Proxies;
import org.pcn4j.train.fetch.RemoteFile;
import org.pcn4j.train.fetch.RemoteSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches published data sets into the cache. */
@Command(
        name = "fetch",
        description =
                "Fetch published data sets into the cache. What is there already is checked and, if it is damaged,"
                        + " fetched again; what broke off is resumed.",
        footer = {
            "",
            "Ctrl-C keeps what has arrived. The variables http_proxy, https_proxy and no_proxy are followed.",
            "",
            "Example: two sets",
            "  pcn4j data fetch mnist cifar10"
        })
final class DataFetchCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final DataSets sets;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            arity = "1..*",
            completionCandidates = Names.Published.class,
            description = "Any of ${COMPLETION-CANDIDATES}.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where to put them (default: " + DataCache.VARIABLE + ", or the system's folder for caches).")
    private Optional<Path> cache = Optional.empty();

    DataFetchCommand(Terminal terminal, DataSets sets) {
        this.terminal = terminal;
        this.sets = sets;
    }

    @Override
    public Integer call() {
        Set<RemoteSet> wanted = wanted();
        DataCache into = sets.cache(cache);
        List<FetchException> failures = new ArrayList<>();
        try (Interruption unused = Interruption.watch(Thread.currentThread()::interrupt)) {
            for (RemoteSet set : wanted) {
                try {
                    fetch(set, into);
                    spec.commandLine().getOut().println(arrived(set, into));
                } catch (FetchException e) {
                    failures.add(new FetchException(set.name() + ": " + e.getMessage(), e));
                } catch (InterruptedException e) {
                    spec.commandLine().getOut().println(interrupted(set, into));
                    return Interruption.EXIT_CODE;
                }
            }
        }
        return told(failures);
    }

    private Set<RemoteSet> wanted() {
        Set<RemoteSet> wanted = new LinkedHashSet<>();
        for (String name : names) {
            try {
                wanted.add(sets.require(name));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
        return wanted;
    }

    private void fetch(RemoteSet set, DataCache into) throws InterruptedException {
        try (FetchProgress progress =
                FetchProgress.of(terminal, set, spec.commandLine().getErr())) {
            Download download = new Download(sets.patience(), progress, Proxies.of(sets.environment()));
            for (RemoteFile file : set.files()) {
                download.fetch(file, into.folder(set));
                progress.done(file);
            }
        }
    }

    private static String arrived(RemoteSet set, DataCache cache) {
        return String.format(
                Locale.ROOT, "%s: %s in %s", set.name(), ByteCount.of(cache.arrived(set)), cache.folder(set));
    }

    private static String interrupted(RemoteSet set, DataCache cache) {
        String of = set.size().isPresent() ? " of " + ByteCount.of(set.size().getAsLong()) : "";
        return String.format(
                Locale.ROOT,
                "Interrupted: %s%s of %s are in %s; the same command resumes there",
                ByteCount.of(cache.arrived(set)),
                of,
                set.name(),
                cache.folder(set));
    }

    /** Tells of each failure in a line; the last is thrown, which does so too. */
    private int told(List<FetchException> failures) {
        if (failures.isEmpty()) {
            return ExitCode.OK;
        }
        int last = failures.size() - 1;
        for (FetchException failure : failures.subList(0, last)) {
            spec.commandLine().getErr().println(spec.qualifiedName() + ": " + failure.getMessage());
        }
        throw failures.get(last);
    }
}
