package org.pcn4j.spark;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.pcn4j.data.DataException;
import org.pcn4j.train.experiment.Experiment;
import org.pcn4j.train.run.RunFolder;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Trains by ranks, each a task of a barrier stage, to the bits of one process that has all their threads and learns from the same
 * samples in the same order. Ranks meet by Spark's {@code allGather} and learn together by Gloo; rank 0 takes the run's folder to the
 * driver when it begins and after each checkpoint. Where a task fails or an executor is lost, Spark tries the stage again, and it
 * resumes from the last checkpoint that is there.
 */
public final class SparkTraining {
    /** The setting of Spark that fixes the port on which the driver listens for rank 0; any that is free, unless it is set. */
    public static final String PORT = "spark.pcn4j.port";

    private static final Duration LAST = Duration.ofSeconds(5);

    private final SparkSession session;
    private final JavaSparkContext context;
    private final SparkOptions options;

    private SparkTraining(SparkSession session, SparkOptions options) {
        this.session = session;
        this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
        this.options = options;
    }

    /** Trains as an experiment says, by as many ranks as there are slots. */
    public static SparkRun run(SparkSession session, Experiment experiment) {
        return run(session, experiment, SparkOptions.defaults());
    }

    /**
     * Trains as an experiment says. Its data are files that every executor sees under the same path, generated, or, as {@code data:
     * frame}, the rows of a DataFrame.
     *
     * @throws SparkTrainingException if there are too few slots, which is told at once, or training fails: why
     * @throws DataException if a DataFrame is not as the experiment tells
     * @throws org.pcn4j.train.settings.SettingsException if a change of the experiment's settings cannot be read
     */
    public static SparkRun run(SparkSession session, Experiment experiment, SparkOptions options) {
        Experiment changed =
                options.changes().isEmpty() ? experiment : Experiment.read(experiment.toYaml(), options.changes());
        return new SparkTraining(session, options.withChanges(List.of())).train(changed, Optional.empty());
    }

    /**
     * Goes on with a run that was begun by Spark or by {@code pcn4j train}, with as many threads a rank as it had, to the bits of one
     * that was never interrupted where ranks times threads are the same.
     *
     * @param folder of the run, at the driver
     * @param options may change what {@code pcn4j train --resume} may
     * @throws SparkTrainingException as for {@link #run(SparkSession, Experiment, SparkOptions)}
     * @throws org.pcn4j.train.run.RunException if it is no run's folder
     */
    public static SparkRun resume(SparkSession session, RunFolder folder, SparkOptions options) {
        if (options.threads().isPresent()) {
            throw new SparkTrainingException(
                    "a run resumes with the threads of each rank that it began with: expected none," + " found "
                            + options.threads().getAsInt());
        }
        Experiment experiment = Experiment.read(folder.settings(), List.of());
        return new SparkTraining(session, options).train(experiment, Optional.of(folder.path()));
    }

    private SparkRun train(Experiment experiment, Optional<Path> begun) {
        Slots slots = Slots.of(session.sparkContext());
        int ranks = slots.ranks(options.ranks());
        int threads = options.threads()
                .orElseGet(() -> experiment.threads().orElseGet(() -> Slots.cpusOfTask(session.sparkContext())));
        // A run that goes on keeps its settings.
        Experiment own =
                begun.isPresent() ? experiment : Experiment.read(experiment.toYaml(), List.of("threads=" + threads));
        Optional<Broadcast<byte[][][]>> rows = rows(own).map(packed -> {
            // What is wrong with them is told before anybody waits for a stage.
            packed.load();
            return context.broadcast(new byte[][][] {packed.train(), packed.test()});
        });
        String tag = "pcn4j-" + UUID.randomUUID();
        try (Keeper keeper = keeper(begun, tag);
                Slots.Watch watch = slots.watch(ranks, options.told())) {
            Assignment assignment = new Assignment(
                    own.toYaml(),
                    new ArrayList<>(options.changes()),
                    options.name(),
                    new ArrayList<>(options.command()),
                    options.patience().toMillis(),
                    keeper.courier(context.getConf().get("spark.driver.host")));
            stage(ranks, new RankTask(assignment, rows), tag, keeper);
            RunFolder folder = RunFolder.open(keeper.folder()
                    .orElseThrow(() -> new SparkTrainingException("the training left no run at the driver")));
            return new SparkRun(folder, SparkModel.load(session, folder.model()));
        } catch (IOException e) {
            throw new SparkTrainingException("the run cannot be kept at the driver: " + Failures.firstLine(e), e);
        } finally {
            rows.ifPresent(Broadcast::destroy);
        }
    }

    private Optional<PackedRows> rows(Experiment experiment) {
        if (experiment.data().source() instanceof FrameData data) {
            return Optional.of(new FrameReader(session, data).read(options.frames()));
        }
        if (options.frames().isPresent()) {
            throw new DataException("data: expected frame, as a DataFrame is handed over, found "
                    + experiment.data().name());
        }
        return Optional.empty();
    }

    private Keeper keeper(Optional<Path> begun, String tag) throws IOException {
        SparkConf conf = context.getConf();
        InetAddress address =
                InetAddress.getByName(conf.get("spark.driver.bindAddress", conf.get("spark.driver.host")));
        return Keeper.open(
                address,
                conf.getInt(PORT, 0),
                options.runs(),
                begun,
                options.told(),
                () -> session.sparkContext().cancelJobsWithTag(tag));
    }

    private void stage(int ranks, RankTask task, String tag, Keeper keeper) {
        RDD<Integer> tasks = context.parallelize(
                        IntStream.range(0, ranks).boxed().toList(), ranks)
                .rdd();
        context.addJobTag(tag);
        try {
            ClassTag<Integer> type = ClassTag$.MODULE$.apply(Integer.class);
            // Spark tries a barrier stage again only where its output goes into a shuffle.
            List<Integer> unused = JavaRDD.fromRDD(tasks.barrier().mapPartitions(task, false, type), type)
                    .repartition(1)
                    .collect();
        } catch (Exception e) {
            // Spark's are checked exceptions that it does not declare.
            awaitLast(keeper);
            throw new SparkTrainingException(
                    keeper.failure().map(Keeper.Failure::reason).orElseGet(() -> Failures.firstLine(e)), e);
        } finally {
            context.removeJobTag(tag);
        }
    }

    private static void awaitLast(Keeper keeper) {
        try {
            keeper.awaitLast(LAST);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
