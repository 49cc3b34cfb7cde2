package org.pcn4j.inference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.pcn4j.RandomDense;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.AdamDescent;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Langevin;
import org.pcn4j.inference.schedule.Momentum;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Weighting;
import org.pcn4j.learning.ErrorBasedPredictiveCoding;
import org.pcn4j.learning.IncrementalPredictiveCoding;
import org.pcn4j.learning.InferenceLearning;
import org.pcn4j.learning.NudgedPredictiveCoding;
import org.pcn4j.learning.ZeroDivergence;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Every rule that dense kernels serve, on random dense graphs. */
public final class DenseGraphs {
    private static final Seed SEED = new Seed(83);
    private static final double RATE = 1e-3;

    /** Of float32, beside the largest number of an array. */
    private static final Closeness CLOSE = new Closeness(2e-3, 1e-2);

    private static final Closeness CLOSE_DOUBLE = new Closeness(1e-10, 1e-2);

    private static final Schedule IL = InferenceLearning.schedule(6, 0.1);

    private static final Map<String, Schedule> RULES = rules();

    private DenseGraphs() {}

    private static Map<String, Schedule> rules() {
        Map<String, Schedule> rules = new LinkedHashMap<>();
        rules.put("il", IL);
        rules.put("il from noise", IL.withInitialNoise(0.1));
        rules.put("il from zeros", IL.withStart(new Start.Zeros()));
        rules.put("il by momentum", IL.withRelaxation(new Momentum(0.05, 0.5)));
        rules.put("il by adam", IL.withRelaxation(new AdamDescent(0.02, 0.9, 0.99, 0.1)));
        rules.put("il by langevin", IL.withRelaxation(new Langevin(0.05, 0.1)));
        rules.put("ipc", IncrementalPredictiveCoding.schedule(5, 0.1));
        rules.put("epc", ErrorBasedPredictiveCoding.schedule(5, 0.05));
        rules.put("z-il", ZeroDivergence.schedule());
        rules.put("spiking", IL.withWeighting(new Weighting.Spiking(0.3)));
        rules.put("decaying", IL.withWeighting(new Weighting.Decaying(0.2)));
        rules.put("nudged", NudgedPredictiveCoding.positive(0.8, 6, 0.1));
        rules.put("softly nudged", NudgedPredictiveCoding.soft(0.8, 6, 0.1));
        return rules;
    }

    /** Returns the rules' names. */
    public static Set<String> names() {
        return RULES.keySet();
    }

    private static Network network(long graph) {
        return RandomDense.of(new SplittableRandom(graph));
    }

    /** What is asked of a graph, if dense kernels can do it: not each rule suits each graph. */
    private static Optional<Question> question(String rule, long graph) {
        Schedule schedule = Objects.requireNonNull(RULES.get(rule)).withArithmetic(Arithmetic.FUSED);
        Question question;
        try {
            question = Question.ofEnds(network(graph), schedule);
            boolean dense = DenseRunner.of(
                            new Planner(ZeroUpdates.APPLY)
                                    .plan(question.network(), question.clamping(), schedule, observations(question)),
                            Kernels.Both.scalar())
                    .missing()
                    .isEmpty();
            return dense ? Optional.of(question) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the first graphs, at most so many, to which dense kernels can apply a rule. */
    public static List<Long> served(String rule, int most) {
        return LongStream.range(0, 100)
                .filter(graph -> question(rule, graph).isPresent())
                .limit(most)
                .boxed()
                .toList();
    }

    /** Values grow under Z-IL, whose steps are whole. */
    private static Set<Observation> observations(Question question) {
        return question.schedule().name().equals("z-il")
                ? Set.of(new Observation.Loss())
                : Planned.everything(question.network());
    }

    private static int batch(long graph) {
        return graph % 2 == 0 ? 3 : 21;
    }

    private static List<Answer> answers(Question question, long graph, DType dtype, Kernels kernels) {
        Planned planned = new Planned(
                question, new Planner(ZeroUpdates.APPLY), observations(question), RATE, SEED.derive(graph), kernels);
        try (TensorScope scope = new TensorScope();
                Parameters drawn = question.network().initialize(SEED.derive(graph), DType.FLOAT32);
                Parameters parameters = drawn.to(dtype)) {
            return planned.frames(
                    parameters,
                    List.of(clamps(question, graph, 0, dtype), clamps(question, graph, 1, dtype)),
                    Map.of());
        }
    }

    private static Clamps clamps(Question question, long graph, int frame, DType dtype) {
        Clamps clamps = Clamps.none();
        List<Clamping.Mode> modes = question.clamping().on(question.network());
        for (Node node : question.network().nodes()) {
            if (modes.get(node.index()) instanceof Clamping.Mode.Data) {
                clamps = clamps.with(
                        node.name(), data(node, SEED.derive(graph).derive(frame).derive(node.name()), graph, dtype));
            }
        }
        return clamps;
    }

    private static Tensor data(Node node, Seed seed, long graph, DType dtype) {
        if (node.isOutput() && node.energy().precision().isEmpty()) {
            long[] labels = new long[batch(graph)];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = Math.floorMod(i * 7L + graph, node.shape().elements());
            }
            return Tensor.of(Shape.of(labels.length), labels);
        }
        return seed.normal(DType.FLOAT32, node.shape().batched(batch(graph)), 0, 1)
                .to(dtype);
    }

    /** Holds what kernels find of a graph beside the definition of inference, in float64. */
    public static void requireAgreement(String rule, long graph, DType dtype, Kernels kernels) {
        Question question = question(rule, graph).orElseThrow();
        List<Answer> found = answers(question, graph, dtype, kernels);
        Question plain = Question.ofEnds(question.network(), question.schedule().withArithmetic(Arithmetic.EXACT));
        List<Answer> expected = answers(plain, graph, DType.FLOAT64, Kernels.missing("none are asked for"));
        Closeness close = dtype == DType.FLOAT64 ? CLOSE_DOUBLE : CLOSE;
        close.require(rule + " on graph " + graph + ": " + question.network(), expected, found);
    }

    /** Returns a number of all that kernels find of a graph, equal for equal bits. */
    public static long bits(String rule, long graph, DType dtype, Kernels kernels) {
        long sum = 0;
        for (Answer answer : answers(question(rule, graph).orElseThrow(), graph, dtype, kernels)) {
            sum = 31 * sum + bits(answer);
        }
        return sum;
    }

    private static long bits(Answer answer) {
        long[] sum = {Double.hashCode(answer.loss())};
        answer.energies().forEach(energies -> sum[0] = 31 * sum[0] + Arrays.hashCode(energies));
        for (Map<String, double[]> numbers : List.of(answer.values(), answer.predictions(), answer.errors())) {
            numbers.forEach((name, array) -> sum[0] += (long) name.hashCode() * Arrays.hashCode(array));
        }
        answer.deltas()
                .forEach((name, all) ->
                        all.forEach(array -> sum[0] = 31 * sum[0] + (long) name.hashCode() * Arrays.hashCode(array)));
        return sum[0];
    }

    /** Prints which kernels there are, and the bits of all rules on the first graphs, as many as it is told. */
    public static void main(String[] args) {
        Kernels here = Kernels.here().kernels().isPresent() ? Kernels.here() : Kernels.scalar();
        Kernels.Both both = here.kernels().orElseThrow();
        System.out.println(
                both.floats().name() + "; " + both.doubles().name() + ": " + bits(Integer.parseInt(args[0]), here));
    }

    /** Returns the bits of all rules on the first graphs that they serve, in float32 and float64. */
    public static String bits(int most, Kernels kernels) {
        long floats = 0;
        long doubles = 0;
        for (String rule : names()) {
            for (long graph : served(rule, most)) {
                floats = 31 * floats + bits(rule, graph, DType.FLOAT32, kernels);
                doubles = 31 * doubles + bits(rule, graph, DType.FLOAT64, kernels);
            }
        }
        return floats + " " + doubles;
    }
}
