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
            completionCandidates = Names.Published.class,
            description = "Any of ${COMPLETION-CANDIDATES} (default: all that are here).")
    private List<String> names = new ArrayList<>();

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private DataPlaces places;

    DataVerifyCommand(DataSets sets) {
        this.sets = sets;
        this.places = new DataPlaces(sets);
    }

    /** What was found, of a file or a set. */
    private enum State {
        FINE,
        MISSING,
        DAMAGED
    }

    /**
     * A verdict.
     *
     * @param path the file, or the folder of a set that was read as a whole
     * @param line that tells it
     */
    private record Verdict(String set, String path, State state, String line) {}

    /** All verdicts; fine if each is. */
    private record All(boolean fine, List<Verdict> files) {}

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
                    verdicts.add(told(set, state));
                }
            }
        }
        boolean fine = verdicts.stream().allMatch(verdict -> verdict.state() == State.FINE);
        if (json.isWanted()) {
            Json.print(new All(fine, verdicts), out());
        } else if (verdicts.isEmpty()) {
            out().println("No published data set is here: there is nothing to verify");
        }
        return fine ? ExitCode.OK : ExitCode.SOFTWARE;
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
                verdicts.add(told(set, state));
            }
        }
        if (verdicts.size() < set.files().size()) {
            verdicts.add(read(set, folder));
        }
        return verdicts;
    }

    private Verdict read(RemoteSet set, Path folder) throws InterruptedException {
        try {
            DataSpec.byDefault(set.name()).load(places.access());
            return told(
                    set,
                    folder,
                    State.FINE,
                    folder + ": fine as far as reading tells, though not all its files are the published ones");
        } catch (DataException e) {
            return told(set, folder, State.DAMAGED, folder + ": damaged: " + e.getMessage());
        }
    }

    private Verdict nowhere(RemoteSet set) {
        Path folder = places.cache().folder(set);
        return told(
                set,
                folder,
                State.MISSING,
                String.format(Locale.ROOT, "%s: missing (pcn4j data fetch %s)", folder, set.name()));
    }

    private Verdict told(RemoteSet set, FileState found) {
        State state = found instanceof FileState.Fine
                ? State.FINE
                : found instanceof FileState.Missing ? State.MISSING : State.DAMAGED;
        return told(set, found.path(), state, found.line());
    }

    private Verdict told(RemoteSet set, Path path, State state, String line) {
        if (!json.isWanted()) {
            out().println(line);
        }
        return new Verdict(set.name(), path.toString(), state, line);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
