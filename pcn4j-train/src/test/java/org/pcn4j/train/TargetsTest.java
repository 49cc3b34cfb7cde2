package org.pcn4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetsTest {
    private static Regression errors(double[] said, double[] right) {
        Targets.Errors errors = new Targets(List.of("price"), Optional.empty()).new Errors();
        errors.add(said, right);
        return errors.result().get(0);
    }

    @Test
    void equalNumbersHaveNoCoefficientOfDetermination() {
        // Their sum, divided by three, is not 0.1 again.
        assertThat(errors(new double[] {0.1, 0.2, 0.3}, new double[] {0.1, 0.1, 0.1})
                        .r2())
                .isNaN();
    }

    @Test
    void theMeanOfTheNumbersHasTheCoefficientZero() {
        Regression found = errors(new double[] {2, 2, 2}, new double[] {1, 2, 3});
        assertThat(found.r2()).isZero();
        assertThat(found.rmse()).isEqualTo(Math.sqrt(2 / 3.0));
        assertThat(found.mae()).isEqualTo(2 / 3.0);
    }
}
