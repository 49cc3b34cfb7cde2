package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Pass;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.inference.schedule.Start;
import org.pcn4j.inference.schedule.Until;
import org.pcn4j.network.Node;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Planned inference finds what its plain definition finds, whatever is asked. */
class AnyQuestionTest {
    private static final Seed SEED = new Seed(47);
    private static final int QUESTIONS = 200;

    /** So many of them in every build. */
    private static final int FEW = 30;

    /** Low, since values may grow under incremental predictive coding, which learns as it infers. */
    private static final double RATE = 1e-3;

    private static final double BOUND = 1e-9;
    private static final Closeness CLOSE = new Closeness(BOUND, 1e-3);

    static LongStream questions() {
        return LongStream.range(0, FEW);
    }

    static LongStream moreQuestions() {
        return LongStream.range(FEW, QUESTIONS);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("moreQuestions")
    void planAndDefinitionAgreeOnMoreQuestions(long number) {
        planAndDefinitionAgree(number);
    }

    @ParameterizedTest
    @MethodSource("questions")
    void planAndDefinitionAgree(long number) {
        RandomQuestion drawn = new RandomQuestion(number);
        Question question = drawn.question();
        Set<Pass> passes = number % 2 == 0 ? Pass.ALL : drawn.passes();
        Set<Observation> observations = drawn.observations();
        try (TensorScope scope = new TensorScope();
                Parameters start = question.network().initialize(SEED.derive(number), DType.FLOAT64);
                Parameters expected = start.copy();
                Parameters found = start.copy()) {
            List<Clamps> frames = List.of(drawn.clamps(DType.FLOAT64, 0), drawn.clamps(DType.FLOAT64, 1));
            String what = "question " + number + " by " + passes + ": " + drawn;
            List<Answer> planned = new Planned(
                            question, new Planner(passes, ZeroUpdates.APPLY), observations, RATE, SEED)
                    .frames(found, frames, drawn.given());
            PlainReference.State state = PlainReference.State.of(drawn.given());
            for (int frame = 0; frame < frames.size(); frame++) {
                String where = "frame " + frame + " of " + what;
                PlainReference.Update update = new PlainReference(
                                question.network(),
                                question.clamping(),
                                asLong(question.schedule(), planned.get(frame)),
                                RATE,
                                SEED)
                        .update(expected, frames.get(frame), state, frame);
                agree(where, observations, update.answer(), planned.get(frame));
                if (question.schedule().until() instanceof Until.Settled settled) {
                    assertRests(
                            where,
                            settled,
                            update.answer(),
                            question.network().nodes().size());
                }
                // What is not handed out cannot be carried: then the second frame begins anew.
                state = observations.contains(new Observation.FinalState())
                        ? update.state()
                        : PlainReference.State.none();
            }
            agree(what, question.schedule().start(), expected, found);
        }
    }

    /** The schedule with as many steps as were taken until values came to rest. */
    private static Schedule asLong(Schedule schedule, Answer planned) {
        return schedule.until() instanceof Until.Settled ? schedule.withSteps(planned.end()) : schedule;
    }

    /**
     * Inference stops after a relaxation whose residual is small enough; and after the first one, once an error has reached
     * every node and the parameters have learned where they learn but once.
     */
    private static void assertRests(String what, Until.Settled until, Answer answer, int nodes) {
        double first = answer.residuals().stream()
                .filter(residual -> residual > 0)
                .findFirst()
                .orElse(0.0);
        double bound = until.tolerance() * first;
        int end = answer.end();
        if (end < until.most()) {
            assertThat(answer.residuals().get(end - 1)).as(what).isLessThanOrEqualTo(bound * (1 + BOUND));
        }
        int reached = nodes + RandomQuestion.LAST_TIME_TO_LEARN;
        for (int time = reached; time < end - 1; time++) {
            assertThat(answer.residuals().get(time))
                    .as("time %d: %s", time, what)
                    .isGreaterThan(bound * (1 - BOUND));
        }
    }

    /** Buffers are touched by the first prediction, which is the forward pass's where values begin there. */
    private static void agree(String what, Start start, Parameters expected, Parameters found) {
        for (int i = 0; i < expected.specs().size(); i++) {
            close(
                    "moved " + expected.specs().get(i).name() + ", " + what,
                    expected.tensors().get(i),
                    found.tensors().get(i));
        }
        for (int i = 0; i < expected.bufferSpecs().size() && !start.isElsewhere(); i++) {
            close(
                    expected.bufferSpecs().get(i).name() + ", " + what,
                    expected.buffers().get(i),
                    found.buffers().get(i));
        }
    }

    private static void close(String what, Tensor expected, Tensor found) {
        CLOSE.require(what, expected.toDoubles(), found.toDoubles());
    }

    private static void agree(String what, Set<Observation> observations, Answer expected, Answer found) {
        // Of what is not observed nothing is claimed.
        CLOSE.require(
                what,
                new Answer(
                        expected.values(),
                        expected.predictions(),
                        expected.errors(),
                        observations.contains(new Observation.Energies()) ? expected.energies() : found.energies(),
                        observations.contains(new Observation.Loss()) ? expected.loss() : found.loss(),
                        expected.residuals(),
                        expected.deltas()),
                found);
    }

    @Test
    void theseQuestionsHoldEveryAxisOften() {
        Map<String, Integer> counts = new TreeMap<>();
        LongStream.range(0, QUESTIONS)
                .mapToObj(RandomQuestion::new)
                .map(RandomQuestion::question)
                .forEach(question -> {
                    Set<String> axes = new HashSet<>(Stream.of(
                                    question.schedule().start(),
                                    question.schedule().relaxation(),
                                    question.schedule().until(),
                                    question.schedule().learning(),
                                    question.schedule().predictions(),
                                    question.schedule().parents(),
                                    question.schedule().nudging(),
                                    question.schedule().weighting(),
                                    question.schedule().levelling(),
                                    question.schedule().reach(),
                                    question.schedule().errors())
                            .map(axis -> axis instanceof Enum<?> said
                                    ? said.name()
                                    : axis.getClass().getSimpleName())
                            .toList());
                    List<Mode> modes = question.clamping().on(question.network());
                    for (Node node : question.network().nodes()) {
                        String place = node.isRoot() ? "root " : node.isOutput() ? "sink " : "inner ";
                        axes.add(place + modes.get(node.index()).getClass().getSimpleName());
                    }
                    axes.add(question.network().hasLateralEdges() ? "cycles" : "no cycles");
                    axes.forEach(axis -> counts.merge(axis, 1, Integer::sum));
                });
        assertThat(counts)
                .containsKeys("ForwardPass", "Zeros", "Given", "Carried", "Noisy", "Momentum", "Langevin", "Descent")
                .containsKeys("AdamDescent", "Heun")
                .containsKeys("Depth", "Steps", "Settled", "AtEnd", "AtEveryStep", "At", "Never", "Scattered")
                .containsKeys("AtLevel", "AtDistance", "LIVE", "FIXED", "DELAYED", "NONE", "cycles")
                .containsKeys("CURRENT", "FORWARD", "NEXT", "None", "Soft", "Even", "Spiking", "Decaying")
                .containsKeys("EDGE", "GRAPH", "INSTANT", "DYNAMIC")
                .containsKeys("root Free", "root Masked", "root Data", "root Constant", "inner Data", "inner Masked")
                .containsKeys("sink Data", "sink Masked", "sink Nudged", "sink Free", "sink Constant");
        // Few of these networks have outputs of squared errors alone, which other nudges need.
        counts.keySet().removeAll(List.of("Clamped", "Centered"));
        assertThat(counts)
                .allSatisfy((axis, count) -> assertThat(count).as(axis).isGreaterThanOrEqualTo(10));
    }
}
