package org.pcn4j.train.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pcn4j.train.Scored;
import org.pcn4j.train.file.Reason;
import org.pcn4j.train.report.Insight.Mistake;
import org.pcn4j.train.report.LinePlot.Line;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.NodeErrors;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Stepped;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.RunException;
import org.pcn4j.train.run.RunHistory;

/**
 * The charts of a report as PNG files for papers: on white, without a title, 1,600 pixels wide or so, type of 30 pixels.
 * What was not measured is not drawn, nor a divergence that is zero throughout.
 */
public final class Figures {
    private static final int MOST_POINTS = 1_500;
    private static final int MOST_LINES = 10;
    private static final int MOST_ENERGIES = 6;
    private static final Color BLUE = new Color(0x2368a8);
    private static final Color ORANGE = new Color(0xc2571a);
    private static final Color GREEN = new Color(0x23856d);
    private static final Color PURPLE = new Color(0x8a4fa3);
    private static final float WIDTH = 4;
    private static final int FEW_LINES = 3;
    private static final double FAINT = 0.15;
    private static final String UPDATE = "update";
    private static final String STEP = "inference step";

    private final Path folder;
    private final List<Path> written = new ArrayList<>();

    private Figures(Path folder) {
        this.folder = folder;
    }

    /**
     * Draws all there is to draw: {@code loss.png}, {@code accuracy.png}, {@code energy.png}, {@code errors.png}, {@code
     * wave.png}, {@code step.png}, {@code divergence.png}, {@code confusion.png}, {@code mistakes.png}, {@code filters.png}, and of a diagnosis {@code
     * residuals.png} and {@code equilibrium.png}, in place of
     * earlier ones.
     *
     * @param folder is made if need be
     * @return the files written
     * @throws RunException if a file cannot be written
     */
    public static List<Path> write(Path folder, ReportData data) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RunException("cannot make the folder '" + folder + "' for figures: " + Reason.of(e), e);
        }
        Figures figures = new Figures(folder);
        figures.learning(data.history());
        figures.inference(data.history().probes().stream()
                .filter(probe -> !probe.energies().isEmpty())
                .toList());
        figures.steps(data.history().steps());
        figures.divergence(data.history().probes());
        data.insight().ifPresent(figures::answers);
        data.diagnosis()
                .map(DiagnosisPart::new)
                .ifPresent(part -> part.charts().forEach((name, plot) -> figures.save(name + ".png", plot)));
        return List.copyOf(figures.written);
    }

    private void save(String name, Canvas canvas) {
        Path file = folder.resolve(name);
        canvas.save(file);
        written.add(file);
    }

    private void save(String name, LinePlot plot) {
        if (!plot.isEmpty()) {
            save(name, plot.draw());
        }
    }

    private void learning(RunHistory history) {
        List<List<Updated>> groups = Thinning.groups(history.updates(), MOST_POINTS);
        List<Double> at = groups.stream()
                .map(group -> (double) group.get(group.size() - 1).update())
                .toList();
        List<Double> losses = groups.stream()
                .map(group ->
                        group.stream().mapToDouble(Updated::loss).average().orElse(Double.NaN))
                .toList();
        List<Evaluated> evaluations = history.evaluations();
        List<Double> evaluatedAt =
                evaluations.stream().map(each -> (double) each.update()).toList();
        save(
                "loss.png",
                new LinePlot(
                        UPDATE,
                        "loss",
                        Axis.Scale.LINEAR,
                        List.of(
                                new Line("training", BLUE, WIDTH / 2, at, losses),
                                new Line(
                                        "validation",
                                        ORANGE,
                                        WIDTH,
                                        evaluatedAt,
                                        evaluations.stream()
                                                .map(each -> Measure.valueOf(each, Scored.LOSS.label()))
                                                .toList()))));
        Map<String, String> units = new LinkedHashMap<>();
        evaluations.stream()
                .flatMap(each -> Measure.of(each).stream())
                .filter(measure -> !measure.isLoss())
                .forEach(measure -> units.put(measure.name(), measure.unit()));
        units.forEach((name, unit) -> save(
                fileName(name),
                new LinePlot(
                        UPDATE,
                        "validation " + name + (unit.isEmpty() ? "" : ", " + unit),
                        Axis.Scale.LINEAR,
                        List.of(new Line(
                                "validation",
                                ORANGE,
                                WIDTH,
                                evaluatedAt,
                                evaluations.stream()
                                        .map(each -> Measure.valueOf(each, name))
                                        .toList())))));
    }

    /** What a user named becomes the name of a file that every system takes. */
    private static String fileName(String measure) {
        return measure.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".png";
    }

    private void inference(List<Probed> probes) {
        if (probes.isEmpty()) {
            return;
        }
        List<Probed> picked = Thinning.picked(probes, MOST_ENERGIES);
        List<Line> energies = new ArrayList<>();
        for (int i = 0; i < picked.size(); i++) {
            Probed probe = picked.get(i);
            String name = probe.update() == 0 ? "before training" : "epoch " + Axis.text(probe.epoch());
            energies.add(new Line(
                    name,
                    shade(i, picked.size()),
                    dash(i, picked.size()),
                    WIDTH,
                    times(probe.energies()),
                    probe.energies()));
        }
        save("energy.png", new LinePlot(STEP, "energy per sample", Axis.Scale.LINEAR, energies));
        Probed last = probes.get(probes.size() - 1);
        List<NodeErrors> nodes = Thinning.picked(last.errors(), MOST_LINES);
        List<Line> errors = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            errors.add(new Line(
                    nodes.get(i).node(),
                    shade(i, nodes.size()),
                    dash(i, nodes.size()),
                    WIDTH,
                    times(nodes.get(i).norms()),
                    nodes.get(i).norms()));
        }
        save("errors.png", new LinePlot(STEP, "error norm", Axis.Scale.LOGARITHMIC, errors));
        wave(last);
    }

    private void wave(Probed probe) {
        List<NodeErrors> down = new ArrayList<>(probe.errors());
        Collections.reverse(down);
        double[] logarithms = down.stream()
                .flatMap(node -> node.norms().stream())
                .filter(norm -> norm > 0)
                .mapToDouble(Math::log10)
                .toArray();
        if (logarithms.length == 0) {
            return;
        }
        double least = Arrays.stream(logarithms).min().orElse(0);
        double most = Arrays.stream(logarithms).max().orElse(0);
        save(
                "wave.png",
                new GridPlot(
                                STEP,
                                "node",
                                down.stream().map(NodeErrors::node).toList(),
                                IntStream.range(0, probe.energies().size())
                                        .mapToObj(Integer::toString)
                                        .toList(),
                                new GridPlot.Cells() {
                                    @Override
                                    public double strength(int row, int column) {
                                        double norm = down.get(row).norms().get(column);
                                        double part = most > least ? (Math.log10(norm) - least) / (most - least) : 1;
                                        return norm > 0 ? FAINT + (1 - FAINT) * part : 0;
                                    }

                                    @Override
                                    public Color color(int row, int column) {
                                        return BLUE;
                                    }

                                    @Override
                                    public String text(int row, int column) {
                                        return "";
                                    }
                                })
                        .draw());
    }

    private void steps(List<Stepped> steps) {
        List<Double> at = steps.stream().map(each -> (double) each.update()).toList();
        List<Double> products = steps.stream().map(Stepped::product).toList();
        List<Double> limits =
                steps.stream().map(each -> each.limit().orElse(Double.NaN)).toList();
        save(
                "step.png",
                new LinePlot(
                        UPDATE,
                        "γλ",
                        Axis.Scale.LOGARITHMIC,
                        List.of(
                                new Line("γλ", BLUE, WIDTH, at, products),
                                new Line("limit", ORANGE, WIDTH / 2, at, limits))));
    }

    private void divergence(List<Probed> probes) {
        if (probes.stream().allMatch(probe -> probe.divergence().bitwiseEqual())) {
            return;
        }
        List<Double> at = probes.stream().map(probe -> (double) probe.update()).toList();
        save(
                "divergence.png",
                new LinePlot(
                        UPDATE,
                        "distance from backpropagation",
                        Axis.Scale.LOGARITHMIC,
                        List.of(
                                new Line(
                                        "relative",
                                        ORANGE,
                                        WIDTH,
                                        at,
                                        probes.stream()
                                                .map(probe -> probe.divergence().relative())
                                                .toList()),
                                new Line(
                                        "1 − cosine",
                                        PURPLE,
                                        WIDTH,
                                        at,
                                        probes.stream()
                                                .map(probe ->
                                                        1 - probe.divergence().cosine())
                                                .toList()))));
    }

    private void answers(Insight insight) {
        insight.confusion().ifPresent(confusion -> confusion(confusion, insight.evaluatedSamples()));
        List<Mistake> shown = insight.mistakes().stream()
                .filter(each -> each.picture().isPresent())
                .toList();
        if (!shown.isEmpty()) {
            List<Picture> pictures = shown.stream()
                    .map(Mistake::picture)
                    .flatMap(Optional::stream)
                    .toList();
            List<String> captions = shown.stream()
                    .map(each -> each.truth() + " → " + each.guess())
                    .toList();
            save("mistakes.png", new PictureSheet(pictures, captions).draw());
        }
        if (!insight.filters().isEmpty()) {
            save("filters.png", new PictureSheet(insight.filters(), List.of()).draw());
        }
    }

    private void confusion(ConfusionTable confusion, String samples) {
        List<Long> sums = confusion.counts().stream()
                .map(row -> row.stream().mapToLong(Long::longValue).sum())
                .toList();
        save(
                "confusion.png",
                new GridPlot(
                                "guess, of " + samples,
                                "class",
                                confusion.classes(),
                                confusion.classes(),
                                new GridPlot.Cells() {
                                    @Override
                                    public double strength(int row, int column) {
                                        long count = confusion.counts().get(row).get(column);
                                        double share = count / Math.max(1.0, sums.get(row));
                                        double strong = row == column ? share : Math.sqrt(share);
                                        return count == 0 ? 0 : FAINT + (0.7 - FAINT) * strong;
                                    }

                                    @Override
                                    public Color color(int row, int column) {
                                        return row == column ? GREEN : ORANGE;
                                    }

                                    @Override
                                    public String text(int row, int column) {
                                        long count = confusion.counts().get(row).get(column);
                                        return count == 0 ? "" : Long.toString(count);
                                    }
                                })
                        .draw());
    }

    private static List<Double> times(List<Double> values) {
        return IntStream.range(0, values.size()).mapToObj(time -> (double) time).toList();
    }

    /**
     * The colors of lines in an order, from blue to red. Neighbors differ in lightness as well: by its hue alone a line
     * is not told from the next.
     */
    static Color shade(int index, int count) {
        double part = count == 1 ? 0 : (double) index / (count - 1);
        boolean light = index % 2 == 1;
        return Color.getHSBColor((float) ((222 - 212 * part) / 360), light ? 0.55f : 0.85f, light ? 0.82f : 0.6f);
    }

    /** Of many lines every other one is dashed, so that they are told apart without their colors, too. */
    private static Line.Stroke dash(int index, int count) {
        return count > FEW_LINES && index % 2 == 1 ? Line.Stroke.DASHED : Line.Stroke.WHOLE;
    }
}
