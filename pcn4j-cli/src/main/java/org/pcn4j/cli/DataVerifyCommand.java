package org.pcn4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.pcn4j.cli.DataPlaces.Whereabouts;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.DataSpec;
import org.pcn4j.train.fetch.FileState;
import org.pcn4j.train.fetch.RemoteFile;
import org.pcn4j.train.fetch.RemoteSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Verifies published data sets, by the checksums of their files or, where these are not the published ones, by reading. */
@Command(
        name = "verify",
        description =
                "Verify published data sets where they are used from, in a line for each file: by size and checksum"
                        + " or, where the files are not the published ones, as when they are unpacked, by reading them. Exits"
                        + " with 1 if a file is damaged or missing.",
        footer = {"", "Example: all sets that are here", "  pcn4j data verify"})
final class DataVerifyCommand implements Callable<Integer> {
    private final DataSets sets;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            completionCandidates = PublishedNames.class,
            description =
                    "Of mnist, fashion-mnist, kmnist, cifar10, cifar100, names, tinyshakespeare (default: all that"
                            + " are here).")
    private List<String> names = new ArrayList<>();

    @Mixin
    private DataPlaces places;

    DataVerifyCommand(DataSets sets) {
        this.sets = sets;
        this.places = new DataPlaces(sets);
    }

    /** What was found, of a file or a set. */
    private enum Verdict {
        FINE,
        BAD
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        for (RemoteSet set : wanted()) {
            Whereabouts whereabouts = places.find(set);
            if (whereabouts instanceof Whereabouts.Own own) {
                verdicts.addAll(own(set, own.path()));
            } else if (whereabouts instanceof Whereabouts.Nowhere) {
                verdicts.add(nowhere(set));
            } else {
                for (FileState state : places.cache().verify(set)) {
                    verdicts.add(told(state));
                }
            }
        }
        if (verdicts.isEmpty()) {
            out().println("No published data set is here: there is nothing to verify");
        }
        return verdicts.contains(Verdict.BAD) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<RemoteSet> wanted() {
        if (names.isEmpty()) {
            return sets.published().stream()
                    .filter(set -> !(places.find(set) instanceof Whereabouts.Nowhere))
                    .toList();
        }
        try {
            return names.stream().distinct().map(sets::require).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The user's own files may be the published ones, or what is in them: those that are not are read. */
    private List<Verdict> own(RemoteSet set, Path folder) throws InterruptedException {
        List<Verdict> verdicts = new ArrayList<>();
        for (RemoteFile file : set.files()) {
            FileState state = file.at(folder.resolve(file.name()));
            if (state instanceof FileState.Fine) {
                verdicts.add(told(state));
            }
        }
        if (verdicts.size() < set.files().size()) {
            verdicts.add(read(set, folder));
        }
        return verdicts;
    }

    private Verdict read(RemoteSet set, Path folder) throws InterruptedException {
        try {
            DataSpec.usual(set.name()).load(places.access());
            out().println(folder + ": fine as far as reading tells, though not all its files are the published ones");
            return Verdict.FINE;
        } catch (DataException e) {
            out().println(folder + ": damaged: " + e.getMessage());
            return Verdict.BAD;
        }
    }

    private Verdict nowhere(RemoteSet set) {
        out().println(String.format(
                Locale.ROOT, "%s: missing (pcn4j data fetch %s)", places.cache().folder(set), set.name()));
        return Verdict.BAD;
    }

    private Verdict told(FileState state) {
        out().println(state.line());
        return state instanceof FileState.Fine ? Verdict.FINE : Verdict.BAD;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
