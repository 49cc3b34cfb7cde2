package org.pcn4j.systems.sensing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcn4j.analysis.Entropy;
import org.pcn4j.data.Digits;
import org.pcn4j.data.LabeledImages;
import org.pcn4j.data.Split;
import org.pcn4j.function.ShapeException;
import org.pcn4j.systems.sensing.ActiveSensing.Choice;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.Seed;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;
import org.pcn4j.tensor.TensorScope;

/** Looks that are chosen, at generated digits (Sharafeldin, Imam and Choi 2024). */
class ActiveSensingTest {
    private static final Glimpses PLACES = new Glimpses(1, 28, 28, 6, 6);
    private static final int TESTED = 40;
    private static ClassModels models;
    private static LabeledImages test;

    private TensorScope scope;

    @BeforeAll
    static void fit() {
        Split<LabeledImages> digits = Digits.generate(3, 2000, TESTED);
        models = ClassModels.fit(digits.train(), 16, 0.05);
        test = digits.test();
    }

    @AfterAll
    static void closeModels() {
        models.close();
    }

    @BeforeEach
    void open() {
        scope = new TensorScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Tensor pictures(int count) {
        float[] pixels = new float[count * 784];
        for (int i = 0; i < count; i++) {
            test.copyPixels(i, pixels, i * 784);
        }
        return Tensor.of(Shape.of(count, 784), pixels);
    }

    private static double accuracy(List<List<Look>> looks, int after) {
        double right = 0;
        for (int i = 0; i < looks.size(); i++) {
            right += looks.get(i).get(after - 1).answer() == test.label(i) ? 1 : 0;
        }
        return right / looks.size();
    }

    @Test
    void looksThatAreChosenTellMoreThanLooksAtRandom() {
        ActiveSensing sensing = new ActiveSensing(models, PLACES, 2);
        List<List<Look>> chosen = sensing.look(pictures(TESTED), 4, Choice.INFORMATION, new Seed(1));
        List<List<Look>> random = sensing.look(pictures(TESTED), 4, Choice.RANDOM, new Seed(1));
        for (int i = 0; i < TESTED; i++) {
            assertThat(chosen.get(i).get(0).place())
                    .as("the first is at random")
                    .isEqualTo(random.get(i).get(0).place());
        }
        assertThat(accuracy(chosen, 4)).isGreaterThan(accuracy(random, 4) + 0.08);
        double less = chosen.stream()
                .mapToDouble(looks -> looks.get(2).entropy())
                .average()
                .orElseThrow();
        double more = random.stream()
                .mapToDouble(looks -> looks.get(2).entropy())
                .average()
                .orElseThrow();
        assertThat(less).isLessThan(more);
    }

    @Test
    void noPlaceIsLookedAtTwiceAndTheChosenOneIsTheBestOfThem() {
        ActiveSensing sensing = new ActiveSensing(models, PLACES, 2);
        for (List<Look> looks : sensing.look(pictures(3), 8, Choice.INFORMATION, new Seed(2))) {
            Set<Integer> places = new HashSet<>();
            for (Look look : looks) {
                assertThat(places.add(look.place())).isTrue();
                assertThat(look.belief().stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-12));
                assertThat(look.entropy())
                        .isEqualTo(Entropy.of(
                                look.belief().stream().mapToDouble(p -> p).toArray()));
                if (places.size() > 1) {
                    double best = look.gains().get(look.place());
                    for (int place = 0; place < 36; place++) {
                        assertThat(places.contains(place) ? 0 : look.gains().get(place))
                                .isLessThanOrEqualTo(Math.max(0, best));
                    }
                } else {
                    assertThat(look.gains()).isEmpty();
                }
            }
        }
    }

    /** The belief does not depend on the batch, nor on the order of the looks: it is that of all that was seen. */
    @Test
    void afterAllLooksTheBeliefIsThatOfTheWholeOfWhatWasSeen() {
        ActiveSensing sensing = new ActiveSensing(models, PLACES, 1);
        Tensor pictures = pictures(2);
        List<List<Look>> looks = sensing.look(pictures, 36, Choice.RANDOM, new Seed(3));
        double[] mask = new double[2 * 784];
        for (int place = 0; place < 36; place++) {
            for (int pixel : PLACES.pixels(place)) {
                mask[pixel] = 1;
                mask[784 + pixel] = 1;
            }
        }
        double[][] whole = models.belief(pictures, Tensor.of(DType.FLOAT64, Shape.of(2, 784), mask));
        for (int i = 0; i < 2; i++) {
            for (int c = 0; c < 10; c++) {
                assertThat(looks.get(i).get(35).belief().get(c)).isCloseTo(whole[i][c], within(1e-6));
            }
        }
    }

    @Test
    void placesAreSpreadFromEdgeToEdge() {
        assertThat(PLACES.count()).isEqualTo(36);
        assertThat(PLACES.top(0)).isZero();
        assertThat(PLACES.left(5)).isEqualTo(22);
        assertThat(PLACES.top(35)).isEqualTo(22);
        assertThat(PLACES.pixels(35)).hasSize(36).contains(783).doesNotContain(0);
        assertThat(new Glimpses(3, 8, 10, 4, 1).pixels(0)).hasSize(48).contains(2 * 10 + 3, 80 + 2 * 10 + 3);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        ActiveSensing sensing = new ActiveSensing(models, PLACES, 1);
        assertThatThrownBy(() -> sensing.look(pictures(1), 37, Choice.RANDOM, new Seed(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 36 looks");
        Tensor small = Tensor.full(DType.FLOAT32, Shape.of(1, 100), 0);
        assertThatThrownBy(() -> sensing.look(small, 1, Choice.RANDOM, new Seed(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("pictures of [1, 28, 28] are expected, [B, 784], got [1, 100]");
        assertThatThrownBy(() -> new ActiveSensing(models, new Glimpses(1, 27, 28, 6, 6), 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Glimpses(1, 28, 28, 29, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 28 pixels wide, not 29");
        LabeledImages none = test.subset(0, 5);
        assertThatThrownBy(() -> ClassModels.fit(none, 4, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected two at least to model it");
    }
}
