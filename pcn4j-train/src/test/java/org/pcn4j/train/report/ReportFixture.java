package org.pcn4j.train.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.analysis.Divergence;
import org.pcn4j.tensor.Shape;
import org.pcn4j.train.report.Insight.Mistake;
import org.pcn4j.train.run.Metric.Distance;
import org.pcn4j.train.run.Metric.Evaluated;
import org.pcn4j.train.run.Metric.NodeErrors;
import org.pcn4j.train.run.Metric.Probed;
import org.pcn4j.train.run.Metric.Updated;
import org.pcn4j.train.run.Provenance;
import org.pcn4j.train.run.RunHistory;

/** Reports of runs that never were. */
final class ReportFixture {
    /** What a user might be called by who means no good. */
    static final String HOSTILE =
            "</script><script>hostile()</script><img src=x onerror='hostile()'>\"'&amp;\u2028\ud800\u0000<!--";

    private static final String DRAWING =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"40\"><rect width=\"60\" height=\"40\"/></svg>";

    private ReportFixture() {}

    /** A run of two epochs in which everything that can be named has this name. */
    static ReportData named(String name) {
        List<Updated> updates = new ArrayList<>();
        for (int update = 1; update <= 40; update++) {
            updates.add(new Updated(
                    update, update / 20.0, 2.0 / update, OptionalDouble.of(0.01), OptionalDouble.of(900 + update)));
        }
        List<Evaluated> evaluations = List.of(
                new Evaluated(20, 1, 0.5, OptionalDouble.of(0.75)), new Evaluated(40, 2, 0.25, OptionalDouble.of(0.9)));
        RunHistory history = new RunHistory(
                updates, evaluations, List.of(probed(name, 0, 2), probed(name, 20, 1), probed(name, 40, 0.5)));
        return new ReportData(
                name, "name: " + name, provenance(name), history, Optional.of(insight(name)), Optional.empty());
    }

    /** A run of many updates of a network of so many nodes. */
    static ReportData deep(int nodes) {
        ReportData plain = named("plain");
        List<Updated> updates = new ArrayList<>();
        for (int update = 1; update <= 200; update++) {
            updates.add(new Updated(update, update / 100.0, 2, OptionalDouble.empty(), OptionalDouble.empty()));
        }
        List<NodeErrors> errors = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            errors.add(new NodeErrors("node" + node, List.of(1.0 + node, 2.0 + node, 3.0 + node)));
        }
        Probed probed = new Probed(200, 2, List.of(3.0, 2.0, 1.0), errors, new Distance(0.1, 0.9, false));
        return new ReportData(
                "deep",
                plain.settings(),
                plain.provenance(),
                new RunHistory(updates, plain.history().evaluations(), List.of(probed)),
                plain.insight(),
                plain.result());
    }

    /** A run that has only just begun. */
    static ReportData begun() {
        return new ReportData(
                "begun", "a: 1", provenance("x"), RunHistory.of(List.of()), Optional.empty(), Optional.empty());
    }

    /** A run of a network that predicts no classes and made pictures. */
    static ReportData pictured() {
        ReportData begun = begun();
        List<double[]> samples = List.of(new double[] {0, 0.25, 0.5, 1}, new double[] {1, 0.5, 0.25, 0});
        Gallery gallery = Gallery.empty().with("Reconstructed", Shape.of(1, 2, 2), samples);
        return new ReportData(
                begun.title(),
                begun.settings(),
                begun.provenance(),
                begun.history(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(gallery),
                Optional.empty());
    }

    private static Probed probed(String name, long update, double size) {
        return new Probed(
                update,
                update / 20.0,
                List.of(3 * size, 2 * size, size),
                List.of(
                        new NodeErrors(name, List.of(0.0, 0.0, size / 2)),
                        new NodeErrors("out", List.of(size, size / 2, size / 3))),
                new Distance(0.1 * size, 1 - 0.1 * size, false));
    }

    private static Provenance provenance(String name) {
        return new Provenance(
                Map.of("pcn4j", name),
                Optional.of(name),
                Optional.of(false),
                List.of("train", name),
                1,
                Map.of("train", name),
                name,
                Optional.of(name),
                Map.of("platform", name),
                Instant.EPOCH,
                Optional.of(Instant.EPOCH.plusSeconds(3_725)),
                Optional.of("complete"),
                List.of());
    }

    private static Insight insight(String name) {
        Picture picture = Picture.of(Shape.of(1, 2, 2), new double[] {0, 0.5, 1, 0}, 0);
        return new Insight(
                40,
                name,
                1_234,
                DRAWING,
                name + "  forward",
                List.of(new Divergence(name, 1, 0.5, 0.25, 12_345, false)),
                100,
                Optional.of(new ConfusionTable(List.of(name, "b"), List.of(List.of(45L, 5L), List.of(7L, 43L)))),
                List.of(new Mistake(3, name, "b", 0.99, Optional.of(picture))),
                List.of(picture, Picture.ofWeights(Shape.of(3, 1, 2), new double[] {-1, 0, 1, 0, 0, 0.5}, 0)),
                Optional.of(new Insight.Among("validation samples", 400)));
    }
}
