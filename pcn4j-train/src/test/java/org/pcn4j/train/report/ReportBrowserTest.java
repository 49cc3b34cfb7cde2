package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Scored;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.MetricsFile;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunHistory;

/** What a reader sees, in Chromium where it is installed; {@link ReportTest} holds the page's structure everywhere. */
class ReportBrowserTest {
    private static final String CHARTS = "document.querySelectorAll('canvas').length";
    private static final String OVERFLOW =
            "document.documentElement.scrollWidth > document.documentElement.clientWidth";

    // Chromium still writes into its profile when it is told to end.
    @TempDir(cleanup = CleanupMode.NEVER)
    static Path folder;

    private static Optional<Browser> started = Optional.empty();

    private final Browser browser;

    ReportBrowserTest() {
        browser = started.orElseThrow();
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Browser.program().isPresent(), "Chromium is not installed, so that no browser looks at reports");
        started = Optional.of(
                new Browser(Browser.program().orElseThrow(), Files.createDirectory(folder.resolve("profile"))));
    }

    @AfterAll
    static void stop() {
        started.ifPresent(Browser::close);
    }

    private Path report(String name) throws IOException {
        return Files.writeString(folder.resolve("report.html"), Report.html(ReportFixture.named(name)));
    }

    @ParameterizedTest
    @CsvSource({"390, light", "390, dark", "1280, light", "1280, dark"})
    void everyChartIsDrawnWithoutComplaintAndThePageDoesNotScrollSideways(int width, String scheme) throws Exception {
        browser.show(width, scheme);
        browser.open(report("plain").toUri());
        assertThat(browser.evaluate(CHARTS).asInt()).isEqualTo(7);
        assertThat(browser.evaluate("document.querySelectorAll('svg.grid rect').length")
                        .asInt())
                .isGreaterThan(8);
        assertThat(browser.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
                        .asBoolean())
                .isTrue();
        assertThat(browser.evaluate(OVERFLOW).asBoolean()).isFalse();
        assertThat(browser.complaints()).isEmpty();
        boolean dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
                .asString()
                .startsWith("rgb(1");
        assertThat(dark).isEqualTo(scheme.equals("dark"));
        // Something is painted: the canvases are not of one color.
        assertThat(browser.evaluate("[...document.querySelectorAll('canvas')].every(canvas => {"
                                + "const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
                                + "return new Set(new Uint32Array(data.buffer)).size > 10;})")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void linesOfAChartThatDifferHaveDifferentColors(String scheme) throws Exception {
        browser.show(1280, scheme);
        browser.open(Files.writeString(folder.resolve("report.html"), Report.html(ReportFixture.deep(12)))
                .toUri());
        assertThat(browser.evaluate("document.querySelectorAll('#chart-errors .legend path').length")
                        .asInt())
                .isEqualTo(12);
        assertThat(browser.evaluate("document.querySelectorAll('#chart-loss .legend path').length")
                        .asInt())
                .isEqualTo(3);
        assertThat(browser.evaluate("[...document.querySelectorAll('.legend')].every(legend => {"
                                + "const colors = [...legend.querySelectorAll('path')].map(path => path.getAttribute('stroke'));"
                                + "return new Set(colors).size === colors.length;})")
                        .asBoolean())
                .isTrue();
        assertThat(browser.complaints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"390", "1280"})
    void hostileNamesDoNothingAndFit(int width) throws Exception {
        browser.show(width, "light");
        browser.open(report(ReportFixture.HOSTILE + "x".repeat(200)).toUri());
        assertThat(browser.evaluate("document.querySelectorAll('img[src=x]').length")
                        .asInt())
                .isZero();
        assertThat(browser.evaluate("document.title").asString()).startsWith("</script><script>hostile()");
        assertThat(browser.evaluate(CHARTS).asInt()).isEqualTo(7);
        assertThat(browser.evaluate(OVERFLOW).asBoolean()).isFalse();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void chartsCallColumnsByTheirNamesLetterForLetter() throws Exception {
        List<Regression> numbers = List.of(new Regression("kWh", 2, 1, 0.5), new Regression("price", 20, 10, 0.75));
        ReportData begun = ReportFixture.begun();
        RunHistory history = new RunHistory(
                List.of(new Updated(19, 1, 1.5, OptionalDouble.empty(), OptionalDouble.empty())),
                List.of(new Evaluated(19, 1, 0.75, OptionalDouble.empty(), numbers, Scored.LOSS)),
                List.of());
        ReportData data = new ReportData(
                begun.title(), begun.settings(), begun.provenance(), history, Optional.empty(), Optional.empty());
        browser.show(1280, "light");
        browser.open(Files.writeString(folder.resolve("report.html"), Report.html(data))
                .toUri());
        assertThat(browser.evaluate("[...document.querySelectorAll('figcaption')].map(it => it.textContent).join()")
                        .asString())
                .contains("Validation: kWh RMSE,", "Validation: price MAE,", "Validation: price R²,");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void picturesThatANetworkMadeAreSeenWithoutAConfusion() throws Exception {
        String visible = ".checkVisibility()";
        browser.show(1280, "light");
        browser.open(Files.writeString(folder.resolve("report.html"), Report.html(ReportFixture.pictured()))
                .toUri());
        assertThat(browser.evaluate("[...document.querySelectorAll('#gallery img')].filter(image => image" + visible
                                + " && image.naturalWidth > 0).length")
                        .asInt())
                .isEqualTo(2);
        assertThat(browser.evaluate("document.querySelector('#chart-confusion')" + visible)
                        .asBoolean())
                .isFalse();
        browser.open(Files.writeString(folder.resolve("report.html"), Report.html(ReportFixture.begun()))
                .toUri());
        assertThat(browser.evaluate("document.querySelector('#answers')" + visible)
                        .asBoolean())
                .isFalse();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void numbersAreToldToMouseAndKeys() throws Exception {
        browser.show(1280, "light");
        browser.open(report("plain").toUri());
        String tip = "document.querySelector('#chart-loss .tip')";
        assertThat(browser.evaluate(tip + ".hidden").asBoolean()).isTrue();
        String middle = "(() => { const box = document.querySelector('#chart-loss .u-over').getBoundingClientRect();"
                + " return [box.left + box.width / 2, box.top + box.height / 2]; })()";
        browser.point(
                browser.evaluate(middle).get(0).asDouble(),
                browser.evaluate(middle).get(1).asDouble());
        browser.await("!" + tip + ".hidden");
        assertThat(browser.evaluate(tip + ".textContent").asString())
                .contains("update 20")
                .contains("validation 0.5");
        browser.evaluate("document.querySelector('#chart-measure-0 .plot').focus()");
        browser.press("ArrowLeft");
        browser.await("document.querySelector('#chart-measure-0 .tip').textContent.includes('75 %')");
        browser.evaluate("document.querySelector('#chart-confusion .plot').focus()");
        browser.press("ArrowRight");
        browser.press("ArrowRight");
        browser.await(
                "document.querySelector('#chart-confusion .tip').textContent.includes('plain taken for b5 of 50, 10 %')");
        browser.press("Escape");
        browser.await("document.querySelector('#chart-confusion .tip').hidden");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theSliderChoosesAmongProbes() throws Exception {
        browser.show(1280, "light");
        browser.open(report("plain").toUri());
        assertThat(browser.evaluate("document.getElementById('probe-name').textContent")
                        .asString())
                .isEqualTo("epoch 2, update 40");
        browser.evaluate("(() => { const slider = document.getElementById('probe'); slider.value = 0;"
                + " slider.dispatchEvent(new Event('input')); })()");
        assertThat(browser.evaluate("document.getElementById('probe-name').textContent")
                        .asString())
                .isEqualTo("before training, update 0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aLivePageShowsWhatIsMeasuredAfterItWasOpened() throws Exception {
        ReportData data = ReportFixture.named("plain");
        RunFolder run = RunFolder.create(
                folder, "live", Instant.EPOCH, "a: 1", data.provenance().resumed());
        browser.show(1280, "light");
        try (ReportServer server = ReportServer.start(run, 0);
                MetricsFile metrics = MetricsFile.resume(run.metrics(), 0, warning -> {})) {
            browser.open(server.address());
            assertThat(browser.evaluate(CHARTS).asInt()).isZero();
            data.history().updates().forEach(metrics::append);
            browser.await(CHARTS + " === 3");
            data.history().probes().forEach(metrics::append);
            data.insight().orElseThrow().write(run);
            browser.await("document.querySelectorAll('#mistakes img').length === 1 && " + CHARTS + " === 6");
            metrics.append(new Updated(41, 2.05, 0.125, OptionalDouble.empty(), OptionalDouble.empty()));
            browser.await("document.getElementById('tiles').textContent.includes('0.125')");
            assertThat(browser.complaints()).isEmpty();
        }
        browser.await("!document.getElementById('lost').hidden");
    }
}
