package org.pcn4j.train.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pcn4j.RankThreads;
import org.pcn4j.tensor.RankException;

class RankRunTest {
    private static final String MODEL = "model: mlp\ndata: mnist\nrule: z-il\n";

    /** What rank 1 of two says, where rank 0 trains one experiment and it was told of another. */
    private static String said(String first, String own) throws Exception {
        List<String> all = RankThreads.run(2, group -> {
            if (group.rank() == 0) {
                RankRun.lead(group, Experiment.read(first, List.of()));
                return "";
            }
            try {
                return RankRun.experiment(group, Optional.of(Experiment.read(own, List.of())))
                        .toYaml();
            } catch (RankException e) {
                return String.valueOf(e.getMessage());
            }
        });
        return all.get(1);
    }

    @Test
    void theSameExperimentIsTaken() throws Exception {
        assertThat(said(MODEL, MODEL))
                .isEqualTo(Experiment.read(MODEL, List.of()).toYaml());
    }

    @Test
    void aLineThatDiffersIsSaidAsBothRanksHaveIt() throws Exception {
        assertThat(said(MODEL + "batch: 32\n", MODEL + "batch: 64\n"))
                .isEqualTo(
                        "the experiment differs: rank 0 has 'batch: 32' where rank 1 has 'batch: 64'; expected the same"
                                + " on all ranks");
    }
}
