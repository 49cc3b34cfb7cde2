package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pcn4j.RandomDense;
import org.pcn4j.dense.Kernels;
import org.pcn4j.inference.dense.DenseRunner;
import org.pcn4j.inference.plan.Observation;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.inference.plan.Planner;
import org.pcn4j.inference.plan.ZeroUpdates;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Arithmetic;
import org.pcn4j.network.Parameters;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.TensorScope;

/** Dense kernels find what the plain definition of inference finds, as far as float32 goes, whatever they are asked. */
class DenseQuestionTest {
    private static final Seed SEED = new Seed(61);
    private static final int QUESTIONS = 300;
    private static final int LEAST_DENSE = 100;
    private static final double RATE = 1e-3;
    private static final Kernels KERNELS = Kernels.scalar();

    /** Of float32, beside the largest number of an array. */
    private static final Closeness CLOSE = new Closeness(2e-3, 1e-2);

    static LongStream questions() {
        return LongStream.range(0, QUESTIONS);
    }

    private static RandomQuestion drawn(long number) {
        return new RandomQuestion(number, number % 2 == 0 ? 3 : 40, RandomDense::of);
    }

    /** What of a question dense kernels cannot do. */
    private static String missing(Question question, Set<Observation> observations) {
        Plan plan = new Planner(ZeroUpdates.APPLY)
                .plan(question.network(), question.clamping(), question.schedule(), observations);
        return DenseRunner.of(plan, Kernels.Both.scalar()).missing();
    }

    private static Question fused(Question question) {
        return new Question(
                question.network(), question.clamping(), question.schedule().withArithmetic(Arithmetic.FUSED));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void denseKernelsAndDefinitionAgree(long number) {
        RandomQuestion drawn = drawn(number);
        Question question = fused(drawn.question());
        Set<Observation> observations = drawn.observations();
        try (TensorScope scope = new TensorScope();
                Parameters start = question.network().initialize(SEED.derive(number), DType.FLOAT32);
                Parameters expected = start.to(DType.FLOAT64);
                Parameters found = start.copy()) {
            if (!missing(question, observations).isEmpty()) {
                return;
            }
            Planned planned = new Planned(question, new Planner(ZeroUpdates.APPLY), observations, RATE, SEED, KERNELS);
            assertThat(planned.isDense()).isTrue();
            List<Clamps> frames = List.of(drawn.clamps(DType.FLOAT32, 0), drawn.clamps(DType.FLOAT32, 1));
            List<Answer> answers = planned.frames(found, frames, drawn.given());
            List<Clamps> wide = List.of(drawn.clamps(DType.FLOAT64, 0), drawn.clamps(DType.FLOAT64, 1));
            List<Answer> exact = new Planned(drawn.question(), new Planner(ZeroUpdates.APPLY), observations, RATE, SEED)
                    .frames(expected, wide, drawn.given());
            CLOSE.require("question " + number + ": " + drawn, exact, answers);
        }
    }

    @Test
    void manyOfTheseQuestionsAreDense() {
        Map<String, Integer> counts = new TreeMap<>();
        questions().forEach(number -> {
            Question question = fused(drawn(number).question());
            String missing = missing(question, Set.of(new Observation.Loss()));
            counts.merge(missing.isEmpty() ? "dense" : missing, 1, Integer::sum);
        });
        assertThat(counts.get("dense")).as("%s", counts).isGreaterThan(LEAST_DENSE);
    }
}
