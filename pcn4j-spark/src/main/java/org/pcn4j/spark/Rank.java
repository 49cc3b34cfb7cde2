package org.pcn4j.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Rendezvous;
import org.pcn4j.train.Training;
import org.pcn4j.train.experiment.DataAccess;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.experiment.ExperimentRun;
import org.pcn4j.train.experiment.LastData;
import org.pcn4j.train.experiment.Prepared;
import org.pcn4j.train.experiment.RankRun;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.run.RunFolder;

/** One rank of a training, on an executor: rank 0 has the run's folder, which its {@link Courier} takes to the driver. */
final class Rank {
    private final Assignment assignment;
    private final BarrierTaskContext context;
    private final Courier courier;

    Rank(Assignment assignment, BarrierTaskContext context) {
        this.assignment = assignment;
        this.context = context;
        this.courier = assignment.courier().of(context.stageAttemptNumber());
    }

    /**
     * Trains until all ranks end.
     *
     * @param packed the rows of a DataFrame, where the experiment learns from one
     */
    void run(Function<Experiment, Optional<PackedRows>> packed) {
        try {
            Experiment experiment = Experiment.read(assignment.settings(), List.of());
            LastData data = data(experiment, packed.apply(experiment));
            // Before all meet, as it may take some longer than others.
            Prepared prepared = data.prepare(experiment);
            train(prepared, data);
        } catch (RuntimeException | IOException | InterruptedException | Error e) {
            throw told(e);
        }
    }

    private static LastData data(Experiment experiment, Optional<PackedRows> packed) {
        DataAccess access = DataAccess.ofUser(new Access.Offline());
        return packed.map(rows -> new LastData(access, experiment.data(), rows.load()))
                .orElseGet(() -> new LastData(access));
    }

    /** Lets the driver know why this rank has failed, unless Spark ends the task. */
    private RuntimeException told(Throwable e) {
        if (!context.isInterrupted()) {
            try {
                courier.fail(context.partitionId(), Failures.firstLine(e), Failures.wouldComeAgain(e));
            } catch (IOException unreachable) {
                e.addSuppressed(unreachable);
            }
        }
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException own ? own : new IllegalStateException(Failures.firstLine(e), e);
    }

    private void train(Prepared prepared, LastData data) throws IOException, InterruptedException {
        try (ProcessGroup group = ProcessGroup.join(place())) {
            try {
                if (group.rank() == 0) {
                    lead(prepared, data, group);
                } else {
                    // A run that goes on may have other settings.
                    Experiment experiment = RankRun.experiment(group, Optional.empty());
                    requireEnd(RankRun.follow(data.prepare(experiment), group, context::isInterrupted));
                }
            } catch (RuntimeException | IOException | InterruptedException | Error e) {
                group.fail(Failures.firstLine(e));
                throw e;
            }
        }
    }

    /** Where ranks meet: rank 0 says on which port of its host, and all hear it. */
    private Rendezvous place() {
        int rank = context.partitionId();
        String own = rank == 0 ? host(context.getTaskInfos()[0].address()) + " " + Rendezvous.freePort() : "";
        String[] said = context.allGather(own);
        int space = said[0].lastIndexOf(' ');
        return new Rendezvous(
                rank,
                said.length,
                said[0].substring(0, space),
                Integer.parseInt(said[0].substring(space + 1)),
                Rendezvous.JOINING,
                Duration.ofMillis(assignment.patienceMillis()));
    }

    /**
     * Returns the host in an address of Spark's.
     *
     * @param address as in {@code 10.0.0.7:35711} or {@code [fe80::1]:35711}
     */
    static String host(String address) {
        String host = address.substring(0, Math.max(0, address.lastIndexOf(':')));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** Where Spark puts files that are to go with the application, even where the executor is killed. */
    private static Path scratch() {
        return SparkEnv.get().blockManager().diskBlockManager().localDirs()[0].toPath();
    }

    private void lead(Prepared prepared, LastData data, ProcessGroup group) throws IOException, InterruptedException {
        Path runs = Files.createTempDirectory(scratch(), "pcn4j-spark");
        try {
            Optional<Path> kept = courier.fetch(runs);
            Optional<ProcessGroup> ranks = Optional.of(group);
            ExperimentRun run = kept.isPresent()
                    ? ExperimentRun.open(
                            RunFolder.open(kept.get()), assignment.changes(), assignment.command(), data, ranks)
                    : ExperimentRun.begin(runs, assignment.name(), prepared, assignment.command(), ranks);
            RankRun.lead(group, run.prepared().experiment());
            train(run);
        } finally {
            FolderState.delete(runs);
        }
    }

    private void train(ExperimentRun run) {
        Keeping keeping = new Keeping(courier, run.folder());
        try {
            Training training = run.withListener(keeping)
                    .withStop(context::isInterrupted)
                    .run()
                    .training();
            keeping.keep();
            requireEnd(training);
        } catch (RuntimeException e) {
            // The folder says why, too.
            try {
                keeping.keep();
            } catch (UncheckedIOException unreachable) {
                e.addSuppressed(unreachable);
            }
            throw e;
        }
    }

    /** Spark asks a task to end whose stage has failed or was canceled. */
    private static void requireEnd(Training training) {
        if (training.end() == Training.End.STOPPED) {
            throw new SparkTrainingException("the training was stopped after update "
                    + training.progress().updates() + " of "
                    + training.progress().ofUpdates());
        }
    }
}
