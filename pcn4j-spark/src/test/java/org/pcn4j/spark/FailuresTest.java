package org.pcn4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.pcn4j.data.DataException;
import org.pcn4j.tensor.RankException;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.settings.SettingsException;

/** What another attempt of a stage may not meet, and what it would. */
class FailuresTest {
    @Test
    void ranksDisksAndNetworksMayBeOthersNextTime() {
        assertThat(Failures.wouldComeAgain(new RankException("rank 1 is gone"))).isFalse();
        assertThat(Failures.wouldComeAgain(new IllegalStateException(new RankException("rank 1 is gone"))))
                .isFalse();
        assertThat(Failures.wouldComeAgain(new RunException("cannot write"))).isFalse();
        assertThat(Failures.wouldComeAgain(new UncheckedIOException(new IOException("no space left"))))
                .isFalse();
        assertThat(Failures.wouldComeAgain(new InterruptedException())).isFalse();
    }

    @Test
    void settingsDataAndNumbersStayAsTheyAre() {
        assertThat(Failures.wouldComeAgain(new DataException("not there", new NoSuchFileException("a"))))
                .isTrue();
        assertThat(Failures.wouldComeAgain(new SettingsException("unknown key")))
                .isTrue();
        assertThat(Failures.wouldComeAgain(new IllegalArgumentException("too few shards")))
                .isTrue();
        assertThat(Failures.wouldComeAgain(new OutOfMemoryError())).isTrue();
    }

    @Test
    void ofManyLinesTheFirstIsTold() {
        assertThat(Failures.firstLine(new IllegalStateException("\nJob aborted: x\n\tat y\n")))
                .isEqualTo("Job aborted: x");
        assertThat(Failures.firstLine(new NoSuchFileException("a.yaml")))
                .isEqualTo("there is no file or folder 'a.yaml'");
    }
}
