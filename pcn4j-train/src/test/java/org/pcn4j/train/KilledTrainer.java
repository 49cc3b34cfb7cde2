package org.pcn4j.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.pcn4j.learning.Optimizer;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Threads;
import org.pcn4j.train.checkpoint.Checkpoint;

/**
 * A process that goes on with a training from its checkpoints, says a letter for each update, and leaves the end of it in a
 * file. Arguments: the recipe, the folder, the number of epochs.
 */
final class KilledTrainer {
    /** With what it ends if it says why training cannot go on. */
    static final int REFUSED = 3;

    /** The file of the end. */
    static final String END = "end.safetensors";

    private KilledTrainer() {}

    public static void main(String[] arguments) throws Exception {
        try {
            resume(
                    Recipe.valueOf(arguments[0]),
                    Path.of(arguments[1]),
                    Integer.parseInt(arguments[2]),
                    new TrainingListener() {
                        @Override
                        public void updated(Progress progress, double loss) {
                            System.out.write('u');
                            System.out.flush();
                        }
                    });
        } catch (TrainingException e) {
            System.out.println(e.getMessage());
            System.exit(REFUSED);
        }
    }

    /** Goes on, in this process. */
    static void resume(Recipe recipe, Path folder, int epochs, TrainingListener listener) throws Exception {
        Trainer trainer = recipe.trainer()
                .withCheckpoints(Checkpoints.in(folder.resolve("run")).withEvery(Length.updates(2)))
                .withListener(listener);
        train(recipe, folder, (parameters, optimizer) -> trainer.resume(parameters, optimizer, Recipe.TRAIN, epochs));
    }

    /** Trains with one thread and writes down how it has ended. */
    static void train(Recipe recipe, Path folder, BiConsumer<Parameters, Optimizer> way) throws Exception {
        Threads before = Threads.current();
        new Threads(1, 1).use();
        try (Parameters parameters = recipe.network().initialize(new Seed(1), DType.FLOAT32);
                Optimizer optimizer = recipe.optimizer()) {
            way.accept(parameters, optimizer);
            try (Checkpoint end = Checkpoint.of(0, parameters, optimizer, Map.of())) {
                end.write(folder.resolve(END));
            }
        } finally {
            before.use();
        }
    }
}
