package org.pcn4j.train.experiment;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.RankException;
import org.pcn4j.train.Training;

/** An experiment's training on a rank that is not the first: it begins where the first does, and leaves nothing behind. */
public final class RankRun {
    private RankRun() {}

    /** Lets the other ranks know what is trained. For the first. */
    public static void lead(ProcessGroup group, Experiment experiment) {
        group.broadcast(experiment.toYaml().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns what the first rank trains.
     *
     * @param own what this rank was told to train, where it was told
     * @throws RankException if that is something else
     */
    public static Experiment experiment(ProcessGroup group, Optional<Experiment> own) {
        String text = new String(group.broadcast(new byte[0]), StandardCharsets.UTF_8);
        if (own.isPresent()) {
            List<String> first = text.lines().toList();
            List<String> here = own.get().toYaml().lines().toList();
            for (int i = 0; i < Math.max(first.size(), here.size()); i++) {
                if (!line(first, i).equals(line(here, i))) {
                    throw new RankException("the experiment differs: rank 0 has " + line(first, i) + " where rank "
                            + group.rank() + " has " + line(here, i) + "; expected the same on all ranks");
                }
            }
        }
        return Experiment.read(text, List.of());
    }

    private static String line(List<String> lines, int number) {
        return number < lines.size() ? "'" + lines.get(number).strip() + "'" : "nothing";
    }

    /**
     * Trains until all ranks end. Puts the threads in force that suit the network.
     *
     * @param group left when training is over
     * @param stop ends the training of all ranks, after the update in which it has become true
     * @throws org.pcn4j.train.TrainingException if the loss is no longer finite, or another rank is lost, has failed or trains something
     *     else
     */
    public static Training follow(Prepared prepared, ProcessGroup group, BooleanSupplier stop) {
        prepared.useThreads(group.size());
        try (Parameters parameters = prepared.parameters();
                Optimizer optimizer = prepared.optimizer()) {
            Training training = prepared.trainer()
                    .withRanks(group)
                    .withStop(stop)
                    .train(parameters, optimizer, prepared.train(), prepared.length());
            group.close();
            return training;
        }
    }
}
