package org.pcn4j.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcn4j.function.Identity;
import org.pcn4j.inference.run.Clamps;
import org.pcn4j.inference.schedule.Clamping;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.Parameters;
import org.pcn4j.systems.generative.Bidirectional;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.TensorScope;

/** The figures computed beforehand for a linear bidirectional network 3-4-5 (Oliviers, Tang and Bogacz 2025). */
class BidirectionalTheoryTest {
    private static final Matrix W1 = Matrix.ofW(51, 4, 3);
    private static final Matrix W2 = Matrix.ofW(52, 5, 4);
    private static final Matrix V2 = Matrix.ofW(53, 4, 5);
    private static final Matrix V1 = Matrix.ofW(54, 3, 4);
    private static final Matrix X = Matrix.u(55, 3);
    private static final Matrix Y = Matrix.u(56, 5);
    private static final int STEPS = 600;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Schedule il() {
        return Schedule.named("il").withGamma(0.2).withSteps(STEPS);
    }

    /** y is the sample, x its target: W₁ and W₂ lead down to y, V₂ and V₁ up to x. */
    private static Network network(double up, double down) {
        return new Bidirectional(List.of(5, 4, 3), new Identity(), up, down, 1, il()).network();
    }

    private static Parameters numbers(Network network) {
        Parameters parameters = network.initialize(By.SEED, DType.FLOAT64);
        parameters.tensors().forEach(each -> each.mulInPlace(0));
        V2.into(parameters.get("hidden1.weight"));
        V1.into(parameters.get("target.weight"));
        W2.into(parameters.get("down0.weight"));
        W1.into(parameters.get("down1.weight"));
        return parameters;
    }

    private static Clamps both() {
        return Clamps.none().with("sample", Y.samples()).with("target", X.samples());
    }

    /** z* = ((α_d + α_u)I + α_d W₂ᵀW₂ + α_u V₁ᵀV₁)⁻¹(α_d(W₁x + W₂ᵀy) + α_u(V₂y + V₁ᵀx)). */
    private static Matrix settled(double up, double down) {
        Matrix curvature = Matrix.identity(4)
                .times(up + down)
                .plus(W2.transposed().times(W2).times(down))
                .plus(V1.transposed().times(V1).times(up));
        Matrix pull = W1.times(X)
                .plus(W2.transposed().times(Y))
                .times(down)
                .plus(V2.times(Y).plus(V1.transposed().times(X)).times(up));
        return curvature.solved(pull);
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void withBothEndsHeldTheHiddenValuesSettleAtThoseComputedBeforehand(By by) {
        Network network = network(1, 1);
        Answer answer =
                by.answer(new Question(network, Clamping.ofEnds().data("target"), il()), numbers(network), both());
        double[] expected = {-0.486194123707, -0.008107232343, -0.088723534392, 0.547662421938};
        assertThat(answer.value("hidden1")).containsExactly(expected, within(1e-12));
        assertThat(answer.value("hidden1")).containsExactly(settled(1, 1).numbers(), within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void withTheTargetFreeItSettlesAtThatComputedBeforehand(By by) {
        Network network = network(1, 1);
        Clamps sample = Clamps.none().with("sample", Y.samples());
        Answer answer = by.answer(Question.ofEnds(network, il()), numbers(network), sample);
        double[] expected = {-0.189230700793, -0.083277001832, -0.038234233603};
        assertThat(answer.value("target")).containsExactly(expected, within(1e-12));
    }

    @ParameterizedTest
    @EnumSource(By.class)
    void theEnergiesOfBothDirectionsWeighAsTheyAreToldTo(By by) {
        Network network = network(0.7, 0.3);
        Answer answer =
                by.answer(new Question(network, Clamping.ofEnds().data("target"), il()), numbers(network), both());
        assertThat(answer.value("hidden1")).containsExactly(settled(0.7, 0.3).numbers(), within(1e-12));
    }

    /** ΔV = α_u ε f(x)ᵀ of its own upward error, ΔW = α_d ε f(x)ᵀ of its own downward one. */
    @ParameterizedTest
    @EnumSource(By.class)
    void theWeightsOfBothDirectionsLearnFromTheirOwnErrors(By by) {
        Network network = network(0.7, 0.3);
        Answer answer =
                by.answer(new Question(network, Clamping.ofEnds().data("target"), il()), numbers(network), both());
        Matrix z = settled(0.7, 0.3);
        assertDelta(answer, "hidden1", z.minus(V2.times(Y)), Y, 0.7);
        assertDelta(answer, "target", X.minus(V1.times(z)), z, 0.7);
        assertDelta(answer, "down0", Y.minus(W2.times(z)), z, 0.3);
        assertDelta(answer, "down1", z.minus(W1.times(X)), X, 0.3);
    }

    private static void assertDelta(Answer answer, String name, Matrix error, Matrix parent, double alpha) {
        double[] expected = error.times(parent.transposed()).times(alpha).numbers();
        assertThat(answer.delta(name + ".weight")).as(name).containsExactly(expected, within(1e-12));
        assertThat(answer.delta(name + ".bias"))
                .containsExactly(error.times(alpha).numbers(), within(1e-12));
    }
}
