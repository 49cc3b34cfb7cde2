package org.pcn4j.train.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pcn4j.train.Regression;
import org.pcn4j.train.Scored;
import org.pcn4j.train.Training;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.MetricsFile;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunFolder;
import org.pcn4j.train.run.RunHistory;
import org.pcn4j.train.run.RunResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern POLICY =
            Pattern.compile("<meta http-equiv=\"Content-Security-Policy\" content=\"([^\"]*)\">");

    @TempDir
    Path folder;

    private static List<String> all(Pattern pattern, String html) {
        return pattern.matcher(html).results().map(match -> match.group(1)).toList();
    }

    private static String only(Pattern pattern, String html) {
        assertThat(all(pattern, html)).hasSize(1);
        return all(pattern, html).get(0);
    }

    private static JsonNode curves(String html) {
        return JsonMapper.shared().readTree(only(DATA, html));
    }

    @Test
    void everyChartAndPartOfTheRunStandsInThePage() {
        String html = Report.html(ReportFixture.named("plain"));
        for (String chart : List.of("loss", "rate", "speed", "energy", "errors", "wave", "divergence", "confusion")) {
            assertThat(html).contains("id=\"chart-" + chart + "\"");
        }
        assertThat(html)
                .contains("90.00 %")
                .contains("validation accuracy")
                .contains("took 1 h 02 min<")
                .contains("1,234 parameters")
                .contains("plain → <b>b</b>")
                .contains("<pre>plain  forward</pre>")
                .contains("name: plain</pre>")
                .contains("12,345")
                .contains("data:image/svg+xml;base64,");
        assertThat(all(Pattern.compile("(<img src=\"data:image/png)"), html)).hasSize(3);
        JsonNode curves = curves(html);
        assertThat(curves.path("updates").path("loss")).hasSize(40);
        JsonNode measures = curves.path("evaluations").path("measures");
        assertThat(measures).hasSize(1);
        assertThat(measures.get(0).path("name").asString()).isEqualTo("accuracy");
        assertThat(measures.get(0).path("unit").asString()).isEqualTo("%");
        assertThat(measures.get(0).path("values").get(1).asDouble()).isEqualTo(90);
        assertThat(curves.path("probes")).hasSize(3);
        assertThat(curves.path("probes")
                        .get(2)
                        .path("errors")
                        .get(0)
                        .path("norms")
                        .get(2)
                        .asDouble())
                .isEqualTo(0.25);
        assertThat(curves.path("confusion").path("counts").get(1).get(0).asLong())
                .isEqualTo(7);
        assertThat(curves.path("ended").asBoolean()).isTrue();
    }

    private static String tiles(ReportData data) {
        return Parts.of(data).getOrDefault("tiles", "");
    }

    private static String tile(String value, String name) {
        return "<div class=\"tile\"><b>" + value + "</b><span>" + name + "</span></div>";
    }

    @Test
    void tilesShowTheWholeRunAndNotItsLastLine() {
        // A line every four updates, of which the last stands at 36; the run ended with 38.
        List<Updated> updates = new ArrayList<>();
        for (int update = 4; update <= 36; update += 4) {
            updates.add(new Updated(
                    update, update / 19.0, 1.5, OptionalDouble.empty(), OptionalDouble.of(update < 36 ? 1_000 : 50)));
        }
        ReportData begun = ReportFixture.begun();
        RunResult result = new RunResult(38, Training.End.COMPLETE, 1_000, 0.25, OptionalDouble.of(0.875));
        RunHistory history = new RunHistory(
                updates,
                List.of(
                        new Evaluated(19, 1, 0.75, OptionalDouble.of(0.95)),
                        new Evaluated(38, 2, 0.5, OptionalDouble.of(0.9))),
                List.of());
        String over = tiles(new ReportData(
                begun.title(), begun.settings(), begun.provenance(), history, Optional.empty(), Optional.of(result)));
        assertThat(over)
                .contains(tile("38", "updates, 2 epochs"))
                // 36 updates of so many samples in 32/1000 + 4/50 of that time.
                .contains(tile("321", "samples per second, over the whole run"))
                .contains(tile("1.5", "training loss, in the batch of update 36"))
                .contains(tile("87.50 %", "test accuracy, over 1,000 targets"))
                .contains(tile("0.25", "test loss, over 1,000 targets"))
                .contains(tile("90.00 %", "validation accuracy, best 95.00 % at update 19"))
                .contains(tile("0.5", "validation loss"));
        String interrupted = tiles(new ReportData(
                begun.title(), begun.settings(), begun.provenance(), history, Optional.empty(), Optional.empty()));
        assertThat(interrupted).contains(tile("38", "updates, 2 epochs"));
        assertThat(tiles(begun)).isEmpty();
    }

    @Test
    void numbersThatAreLearnedHaveTilesAndCurvesInTheirOwnUnits() {
        List<Regression> numbers =
                List.of(new Regression("price", 41_234.5, 30_000, 0.875), new Regression("rent", 20.5, 15.25, 0.75));
        ReportData begun = ReportFixture.begun();
        RunHistory history = new RunHistory(
                List.of(new Updated(19, 1, 1.5, OptionalDouble.empty(), OptionalDouble.empty())),
                List.of(
                        new Evaluated(19, 1, 0.75, OptionalDouble.empty(), numbers, Scored.LOSS),
                        new Evaluated(38, 2, 0.5, OptionalDouble.empty(), numbers, Scored.ANSWER_ERROR)),
                List.of());
        RunResult result = new RunResult(
                38,
                Training.End.COMPLETE,
                1_000,
                0.25,
                OptionalDouble.empty(),
                numbers.subList(0, 1),
                Scored.LOSS,
                Optional.of("fused"));
        ReportData data = new ReportData(
                begun.title(), begun.settings(), begun.provenance(), history, Optional.empty(), Optional.of(result));
        assertThat(tiles(data))
                .contains(tile("41,235", "test RMSE, over 1,000 targets"))
                .contains(tile("0.875", "test R², over 1,000 targets"))
                .contains("validation price RMSE", "validation rent MAE", "validation rent R²")
                // Not beside the loss of training, in one curve or under one name.
                .contains(tile("0.5", "validation answer error"))
                .contains(tile("0.25", "test loss, over 1,000 targets"));
        JsonNode evaluations = CurveJson.of(data).get("evaluations");
        assertThat(evaluations.get("loss").toString()).isEqualTo("[0.75,null]");
        assertThat(evaluations.at("/measures").toString())
                .contains("{\"name\":\"answer error\",\"unit\":\"\",\"values\":[null,0.5]}");
        assertThat(Report.html(data)).contains("price RMSE", "rent R\u00b2");
    }

    @Test
    void confusionAndMistakesSayOfWhichSamplesTheyAre() {
        ReportData plain = ReportFixture.named("plain");
        assertThat(Report.html(plain))
                .contains("100 predictions on the first 100 of 400 validation samples, after update 40.")
                .contains("how sure the network was; of the first 100 of 400 validation samples.")
                .contains("The first 64 validation samples, always the same, relax</span> by the rule");
        Insight insight = plain.insight().orElseThrow();
        assertThat(withAmong(insight, Optional.of(new Insight.Among("test samples", 100)))
                        .evaluatedSamples())
                .isEqualTo("all 100 test samples");
        assertThat(withAmong(insight, Optional.empty()).evaluatedSamples()).isEqualTo("100 samples");
    }

    private static Insight withAmong(Insight insight, Optional<Insight.Among> among) {
        return new Insight(
                insight.update(),
                insight.rule(),
                insight.parameters(),
                insight.drawing(),
                insight.plan(),
                insight.divergences(),
                insight.evaluated(),
                insight.confusion(),
                insight.mistakes(),
                insight.filters(),
                among);
    }

    @Test
    void whatAnEarlierVersionSawIsReadAndShown() throws IOException {
        ReportData data = ReportFixture.named("plain");
        RunFolder run = RunFolder.create(folder, "old", Instant.EPOCH, data.settings(), data.provenance());
        data.insight().orElseThrow().write(run);
        String json = Files.readString(run.insight());
        String older = json.replaceFirst(",\"among\":\\{[^}]*}", "");
        assertThat(older).hasSizeLessThan(json.length());
        Files.writeString(run.insight(), older);
        assertThat(Report.html(ReportData.read(run))).contains("100 predictions on 100 samples, after update 40.");
    }

    @Test
    void timesOfDaysAreToldInDays() {
        ReportData data = ReportFixture.named("plain");
        Provenance provenance = data.provenance();
        Provenance days = provenance.resumed().ended(Instant.EPOCH.plusSeconds(3 * 86_400 + 7_300), "complete");
        assertThat(Report.html(new ReportData("a", "b: 1", days, data.history(), data.insight(), data.result())))
                .contains("took 3 d 2 h<");
    }

    @Test
    void numbersKeepTheirDigitsBeforeThePoint() {
        assertThat(List.of(0.0, 0.123456, 1234.5, 12345.67, -412_345.0, 3e-7, 2.5e12, Double.NaN))
                .extracting(NumberText::of)
                .containsExactly("0", "0.1235", "1,235", "12,346", "-412,345", "3e-7", "2.5e12", "–");
    }

    @Test
    void settingsStandWholeOnThePageAndOnPaper() {
        StringBuilder settings = new StringBuilder();
        for (int key = 0; key < 300; key++) {
            settings.append("key")
                    .append(key)
                    .append(": ")
                    .append("x".repeat(200))
                    .append('\n');
        }
        ReportData begun = ReportFixture.begun();
        String html = Report.html(new ReportData(
                "a", settings.toString(), begun.provenance(), begun.history(), begun.insight(), begun.result()));
        assertThat(html).contains("<h3>Settings</h3><pre class=\"text columns\">" + settings + "</pre>");
        String print = html.substring(html.indexOf("@media print"));
        assertThat(print).contains(".scroll { overflow: visible; max-height: none; }");
    }

    @Test
    void aPageOfARunThatHasOnlyBegunStandsToo() {
        String html = Report.html(ReportFixture.begun());
        assertThat(curves(html).path("updates").path("loss")).isEmpty();
        assertThat(curves(html).has("confusion")).isFalse();
    }

    @Test
    void hostileNamesOpenNoElementAndEndNoScript() {
        String plain = Report.html(ReportFixture.named("plain"));
        String html = Report.html(ReportFixture.named(ReportFixture.HOSTILE));
        assertThat(html)
                .doesNotContain("<script>hostile")
                .doesNotContain("<img src=x")
                .doesNotContain("<!--");
        Pattern tag = Pattern.compile("<(/?[a-zA-Z!][^\\s>]*)");
        assertThat(all(tag, html)).isEqualTo(all(tag, plain));
        assertThat(curves(html).path("confusion").path("classes").get(0).asString())
                .startsWith("</script><script>hostile()");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(html)).isTrue();
        assertThat(html).doesNotContain("\u0000");
    }

    @Test
    void thePolicyAdmitsThePagesOwnScriptsAndStyleAndNothingElse() {
        String html = Report.html(ReportFixture.named("plain"));
        String policy = only(POLICY, html);
        assertThat(policy).startsWith("default-src 'none'; script-src 'sha256-");
        assertThat(policy).contains("img-src data:; base-uri 'none'; form-action 'none'");
        assertThat(policy)
                .doesNotContain("unsafe")
                .doesNotContain("connect-src")
                .doesNotContain("http");
        List<String> texts = new ArrayList<>(all(SCRIPT, html));
        assertThat(texts).hasSize(2);
        texts.addAll(all(STYLE, html));
        assertThat(texts).hasSize(3).allMatch(text -> policy.contains(digest(text)));
        Matcher sources = Pattern.compile("'sha256-[^']*'").matcher(policy);
        assertThat(sources.results().map(MatchResult::group)).hasSize(3);
        assertThat(Report.live(ReportFixture.begun())).contains("connect-src 'self'");
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void thePageAsksForNothingElsewhereAndCarriesTheChartsLicense() {
        String html = Report.html(ReportFixture.named("plain"));
        assertThat(html)
                .doesNotContain("src=\"http")
                .doesNotContain("href=\"http")
                .doesNotContain("@import");
        assertThat(html).doesNotContain("url(");
        assertThat(html).contains("The MIT License (MIT)").contains("Leon Sorokin");
        assertThat(Pattern.compile("<[^>]+\\s(style|on[a-z]+)=")
                        .matcher(html.replaceAll("(?s)<script.*?</script>", ""))
                        .find())
                .isFalse();
    }

    @Test
    void longCurvesAreThinnedByMeansAndKeepTheirEnd() {
        List<Updated> updates = new ArrayList<>();
        for (int update = 1; update <= 100_000; update++) {
            updates.add(
                    new Updated(update, 0, update % 2 == 0 ? 1 : 3, OptionalDouble.empty(), OptionalDouble.empty()));
        }
        ReportData begun = ReportFixture.begun();
        String html = Report.html(new ReportData(
                begun.title(),
                begun.settings(),
                begun.provenance(),
                new RunHistory(updates, List.of(), List.of()),
                begun.insight(),
                begun.result()));
        JsonNode loss = curves(html).path("updates").path("loss");
        assertThat(loss).hasSize(2_000);
        assertThat(loss).allMatch(each -> each.asDouble() == 2);
        assertThat(curves(html).path("updates").path("update").get(1_999).asLong())
                .isEqualTo(100_000);
        assertThat(curves(html).path("updates").path("rate").get(0).isNull()).isTrue();
        assertThat(html.length()).isLessThan(400_000);
    }

    @Test
    void aRunsFolderIsReadAndItsReportWritten() throws IOException {
        ReportData data = ReportFixture.named("plain");
        RunFolder run = RunFolder.create(folder, "x", Instant.EPOCH, data.settings(), data.provenance());
        try (MetricsFile metrics = MetricsFile.resume(run.metrics(), 0, warning -> {})) {
            data.history().updates().forEach(metrics::append);
            data.history().evaluations().forEach(metrics::append);
            data.history().probes().forEach(metrics::append);
        }
        data.insight().orElseThrow().write(run);
        Report.write(run);
        assertThat(Files.readString(run.report())).isEqualTo(Report.html(ReportData.read(run)));
        String expected = Report.html(new ReportData(
                run.name(), data.settings(), data.provenance(), data.history(), data.insight(), data.result()));
        assertThat(Files.readString(run.report())).isEqualTo(expected);
        Files.writeString(run.insight(), "{\"update\": 3, \"rule\"");
        assertThatThrownBy(() -> Report.write(run))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("insight.json' is damaged")
                .hasMessageNotContaining("\n");
    }
}
