package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;

/** Pictures that a network made, in a run's folder and on pages. */
class GalleryTest {
    private static final Shape SHAPE = Shape.of(1, 2, 2);
    private static final Gallery GALLERY = Gallery.empty()
            .with("Made of <3>", SHAPE, List.of(new double[] {0, 0.5, 1, 0}, new double[] {1, 1, 1, 1}))
            .with("Beyond", SHAPE, List.of(new double[] {-7, 0.5, 9, 0}));

    private final RunFolder run;

    GalleryTest(@TempDir Path folder) {
        run = RunFolder.create(
                folder, "made", Instant.EPOCH, "a: 1", ReportFixture.begun().provenance());
    }

    @Test
    void itIsReadAsItWasWritten() {
        assertThat(Gallery.read(run)).isEmpty();
        GALLERY.write(run);
        Gallery read = Gallery.read(run).orElseThrow();
        assertThat(read.html()).isEqualTo(GALLERY.html()).contains("Made of &lt;3&gt;");
        assertThat(ReportData.read(run).gallery().orElseThrow().svg()).isEqualTo(GALLERY.svg());
    }

    @Test
    void whatIsBeyondBlackAndWhiteIsCutOff() {
        Gallery cut = Gallery.empty().with("Beyond", SHAPE, List.of(new double[] {0, 0.5, 1, 0}));
        assertThat(GALLERY.rows().get(1).pictures().get(0).png())
                .isEqualTo(cut.rows().get(0).pictures().get(0).png());
    }

    @Test
    void thePictureHasARowForEachNameAndHoldsAllPictures() {
        assertThat(GALLERY.svg())
                .startsWith("<svg")
                .contains("Made of &lt;3&gt;", "Beyond")
                .containsPattern("(?s)(<image .*){3}")
                .doesNotContainPattern("(?s)(<image .*){4}");
    }

    @Test
    void aDamagedFileIsSaidInALine() throws IOException {
        Files.writeString(run.gallery(), "{\"rows\": [{\"name\": ");
        assertThatThrownBy(() -> Gallery.read(run))
                .isInstanceOf(RunException.class)
                .message()
                .contains("gallery", "is damaged");
    }

    @Test
    void onlyGrayAndColorImagesAreShown() {
        assertThat(Gallery.shows(SHAPE)).isTrue();
        assertThat(Gallery.shows(Shape.of(3, 2, 2))).isTrue();
        assertThat(Gallery.shows(Shape.of(2, 2, 2))).isFalse();
        assertThat(Gallery.shows(Shape.of(4))).isFalse();
    }
}
