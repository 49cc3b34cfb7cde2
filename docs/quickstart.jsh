// pcn4j in a quarter of an hour: a notebook for JShell, the JDK's own prompt.
//
//     ./pcn4j jshell docs/quickstart.jsh
//
// runs all of it, which takes about twenty seconds, and leaves you at a prompt where everything below can be looked at and
// changed. `./pcn4j jshell` alone gives an empty prompt: paste the cells one by one, from the first to the last. Nothing
// is downloaded, and all files are written to a new temporary folder.

// ---------------------------------------------------------------------------------------------------------------------
// 1. What is needed
// ---------------------------------------------------------------------------------------------------------------------

import org.pcn4j.analysis.Divergence;
import org.pcn4j.data.*;
import org.pcn4j.function.*;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.*;
import org.pcn4j.learning.*;
import org.pcn4j.network.*;
import org.pcn4j.tensor.*;
import org.pcn4j.train.*;
import org.pcn4j.train.experiment.*;
import org.pcn4j.train.fetch.Access;
import org.pcn4j.train.model.*;

Path folder = Files.createTempDirectory("pcn4j-quickstart");

/** Announces a cell. */
void cell(String title) {
    System.out.println("\n== " + title);
}

// ---------------------------------------------------------------------------------------------------------------------
// 2. Data: handwriting that is drawn from a seed
// ---------------------------------------------------------------------------------------------------------------------
// The same seed gives the same digits on every machine. `Mnist.read(folder)` would read the real ones.

cell("Digits");
LabeledImages train = Digits.generate(1, 6_000, 1_000).train();
LabeledImages test = Digits.generate(1, 6_000, 1_000).test();
System.out.println(train + " to train on, " + test + " to test on");

/** Shows an image as text, two rows of pixels a line. */
void show(LabeledImages images, int which) {
    float[] pixels = new float[images.numbersPerImage()];
    images.copyPixels(which, pixels, 0);
    for (int y = 0; y < images.height(); y += 2) {
        StringBuilder line = new StringBuilder();
        for (int x = 0; x < images.width(); x++) {
            float ink = Math.max(pixels[y * images.width() + x], pixels[(y + 1) * images.width() + x]);
            line.append(" .:*#".charAt(Math.round(4 * ink)));
        }
        System.out.println(line);
    }
}
show(test, 0);

// ---------------------------------------------------------------------------------------------------------------------
// 3. A network: 784 pixels, two hidden layers, ten classes
// ---------------------------------------------------------------------------------------------------------------------
// A network is a graph of nodes. It has no numbers yet: parameters are drawn from a seed, and whoever draws them closes
// them. `Network.builder()` builds any acyclic graph; see docs/graphs.md.

cell("A network");
Network network = Models.mlp(Shape.of(784), List.of(128, 128), new Tanh(), 10, new CrossEntropy());
System.out.println(network);

// ---------------------------------------------------------------------------------------------------------------------
// 4. Predictive coding, and the plan of an update
// ---------------------------------------------------------------------------------------------------------------------
// Every node predicts its value from its parents and has an error: value minus prediction. A learning rule says when
// values move and when parameters learn. Z-IL, zero-divergence inference learning, lets each layer learn at the moment
// at which the output's error reaches it: t = 0 for the output, t = 1 for the layer below, and so on. The plan shows it,
// nodes down and time across.

cell("The plan of Z-IL");
System.out.println(new Planner(ZeroUpdates.SKIP).plan(network, ZeroDivergence.schedule(), Set.of()));

// Inference learning, the classical rule, relaxes all values for T steps first, and learns then. It is the same planner.

cell("The plan of inference learning, T = 3");
System.out.println(
        new Planner(ZeroUpdates.SKIP).plan(network, InferenceLearning.schedule(3, 0.1), Set.of()));

// ---------------------------------------------------------------------------------------------------------------------
// 5. One update by Z-IL and one by backpropagation: the same bits
// ---------------------------------------------------------------------------------------------------------------------
// Both begin with the same weights and see the same 64 digits. Backpropagation is libtorch's autograd. Tensors that are
// made within a TensorScope are freed at its end.

cell("One update");
Seed seed = new Seed(1);
Parameters byZil = network.initialize(seed, DType.FLOAT32);
Parameters byBp = byZil.copy();
Parameters byIl = byZil.copy();
Learner zil = new PredictiveCoding(network, byZil, new Adam(0.001), ZeroDivergence.schedule(), seed);
Learner bp = new Backpropagation(network, byBp, new Adam(0.001), seed);
Learner il = new PredictiveCoding(network, byIl, new Adam(0.001), InferenceLearning.schedule(8, 0.1), seed);

Batches batches = new Batches(train.as(Shape.of(784)), DType.FLOAT32, 64, seed);
try (TensorScope scope = new TensorScope(); Batch batch = batches.get(0)) {
    Clamps clamps = Clamps.of(network, batch.inputs(), batch.targets());
    System.out.printf(Locale.ROOT, "loss %.6f by Z-IL, %.6f by BP%n", zil.update(clamps), bp.update(clamps));
    il.update(clamps);
}
System.out.println("Z-IL and BP are bit-identical: " + Divergence.between(byBp, byZil).all().bitwiseEqual());
System.out.println("IL and BP are bit-identical: " + Divergence.between(byBp, byIl).all().bitwiseEqual());
byBp.close();
byIl.close();
byZil.close();

// ---------------------------------------------------------------------------------------------------------------------
// 6. Training
// ---------------------------------------------------------------------------------------------------------------------
// The Trainer runs epochs, evaluates after each, and writes checkpoints. Had this been interrupted, the same lines would go
// on from the newest checkpoint, and end with the same bits as if nothing had happened. The library prints nothing: a
// listener does. A tenth of the digits is held back to validate on, so that the test digits are not touched before the end.

cell("Training");
Split<Samples> parts = Split.of(train.as(Shape.of(784)), 0.1, new Seed(2));
Parameters weights = network.initialize(new Seed(1), DType.FLOAT32);
Adam adam = new Adam(0.002);
Trainer trainer = Trainer.of(network, new Rule.Scheduled(ZeroDivergence.schedule())).
        withRate(RateSchedule.cosine(50)).
        withValidation(parts.test()).
        withCheckpoints(Checkpoints.in(folder.resolve("checkpoints")).withEvery(Length.epochs(1))).
        withListener(new TrainingListener() {
            @Override
            public void evaluated(Progress progress, Evaluation found) {
                System.out.printf(Locale.ROOT, "update %d of %d: loss %.4f, %.1f %% right of those held back%n",
                        progress.updates(), progress.ofUpdates(), found.loss(), 100 * found.accuracy().orElseThrow());
            }
        });
Training training = trainer.resume(weights, adam, parts.train(), 8);
adam.close();

// ---------------------------------------------------------------------------------------------------------------------
// 7. How good is it?
// ---------------------------------------------------------------------------------------------------------------------

cell("The test digits");
Evaluation evaluated = new Evaluator(network, 64).evaluate(weights, test.as(Shape.of(784)));
System.out.printf(Locale.ROOT, "%.1f %% of %d right, loss %.4f%n",
        100 * evaluated.accuracy().orElseThrow(), evaluated.targets(), evaluated.loss());

// ---------------------------------------------------------------------------------------------------------------------
// 8. A model in a file
// ---------------------------------------------------------------------------------------------------------------------
// A Model is a network with its numbers, and with what its samples and its answers mean. Its file is in the safetensors
// format, which Python reads as well.

cell("A model in a file");
Description form = new Description(
        new ModelSpec.Mlp(List.of(128, 128), Activation.TANH),
        Energies.CROSS_ENTROPY,
        new Domain.Images(1, 28, 28, test.classNames()),
        Optional.empty());
Path file = folder.resolve("digits.safetensors");
try (Model model = Model.of(form, weights)) {
    model.save(file);
}
weights.close();

float[] digit = new float[784];
test.copyPixels(0, digit, 0);
try (Model model = Model.load(file)) {
    Answer answer = model.predict(digit).get(0);
    System.out.println("Loaded: " + model);
    System.out.printf(Locale.ROOT, "It takes the digit above for a %s, by %.1f %%; it is a %s%n", answer.label(),
            100 * Collections.max(answer.probabilities()), test.classNames().get(test.label(0)));
}

// ---------------------------------------------------------------------------------------------------------------------
// 9. All of it from a few settings
// ---------------------------------------------------------------------------------------------------------------------
// An experiment is what `pcn4j init` writes and `pcn4j train` reads. What it does not name has its default. A run has
// a folder of its own, with everything that was measured, where it came from, the model, and a report to open in a
// browser: curves, how errors travel through the network, the distance from backpropagation, mistakes.

cell("A run and its report");
Experiment experiment = Experiment.read("""
        model: {name: mlp, hidden: [64]}
        data: {name: digits, train: 2000, test: 500}
        rule: il
        epochs: 2
        """, List.of());
Prepared prepared = experiment.prepare(DataAccess.ofUser(new Access.Offline()));
ExperimentRun run = ExperimentRun.begin(folder.resolve("runs"), "quickstart", prepared, List.of("quickstart.jsh"));
ExperimentRun.Outcome outcome = run.run();
System.out.printf(Locale.ROOT, "IL, two epochs of 2000 digits: %.1f %% right%n",
        100 * outcome.test().orElseThrow().accuracy().orElseThrow());
System.out.println("Open " + run.folder().report());

// ---------------------------------------------------------------------------------------------------------------------
// Where to go from here: ./pcn4j compare for all rules side by side; docs/training.md; docs/learning-rules.md, to write a
// rule of your own; docs/graphs.md, for networks of any form.
// ---------------------------------------------------------------------------------------------------------------------

cell("Done");
