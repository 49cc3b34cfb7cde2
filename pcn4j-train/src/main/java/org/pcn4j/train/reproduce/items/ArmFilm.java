package org.pcn4j.train.reproduce.items;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.pcn4j.systems.hybrid.ArmWorld;
import org.pcn4j.systems.hybrid.Episode;
import org.pcn4j.systems.hybrid.Intention;
import org.pcn4j.train.report.Animation;
import org.pcn4j.train.report.Axis.Scale;
import org.pcn4j.train.report.LinePlot;
import org.pcn4j.train.reproduce.Plots;

/** What an arm did, as numbers that a file of results can hold, and drawn. */
final class ArmFilm {
    private static final int EVERY = 15;
    private static final int LIMBS = 4;
    /** Ends of limbs, both ends of the tool and the ball, as x and y; and what is meant. */
    private static final int POINTS = LIMBS + 3;

    private static final int EACH = 2 * POINTS + Intention.values().length;
    private static final int MOMENTS_A_SECOND = 15;
    private static final double TENTH = 10;
    private static final double BALL = 24;

    private static final Color ARM = new Color(0x2368a8);
    private static final Color TOOL = new Color(0x23856d);
    private static final Color THROWN = new Color(0xc2571a);
    private static final Color PALE_TOOL = new Color(0xa9cfc4);
    private static final Color PALE_BALL = new Color(0xe8bfa5);
    private static final Color GRAY = new Color(0x8a9296);

    private final List<List<Double>> moments = new ArrayList<>();
    private final double picked;
    private final double hit;

    /**
     * Unpacks a film.
     *
     * @param packed of {@link #packed}
     * @param picked the step in which the tool was picked up; negative if it was not
     * @param hit the step in which the ball was hit; negative if it was not
     */
    ArmFilm(List<Double> packed, double picked, double hit) {
        for (int first = 0; first + EACH <= packed.size(); first += EACH) {
            moments.add(packed.subList(first, first + EACH));
        }
        this.picked = picked;
        this.hit = hit;
    }

    /** Packs each fifteenth moment of an arm of four limbs. */
    static List<Double> packed(List<Episode.Moment> moments) {
        List<Double> numbers = new ArrayList<>();
        for (int at = 0; at < moments.size(); at += EVERY) {
            Episode.Moment moment = moments.get(at);
            List<double[]> points = new ArrayList<>(List.of(moment.limbs()));
            points.addAll(List.of(moment.tool()));
            points.add(moment.ball());
            for (double[] point : points) {
                numbers.add(Math.round(point[0] * TENTH) / TENTH);
                numbers.add(Math.round(point[1] * TENTH) / TENTH);
            }
            for (double meant : moment.meant()) {
                numbers.add(Math.round(meant * TENTH * TENTH * TENTH) / (TENTH * TENTH * TENTH));
            }
        }
        return numbers;
    }

    private static double[] point(List<Double> moment, int number) {
        return new double[] {moment.get(2 * number), moment.get(2 * number + 1)};
    }

    private List<double[]> way(int number) {
        return moments.stream().map(moment -> point(moment, number)).toList();
    }

    /** The same without the moments in which it stays where it is. */
    private List<double[]> trail(int number) {
        List<double[]> trail = new ArrayList<>();
        for (double[] point : way(number)) {
            if (trail.isEmpty() || !Arrays.equals(trail.get(trail.size() - 1), point)) {
                trail.add(point);
            }
        }
        return trail;
    }

    private List<List<double[]>> lines(int from, int to) {
        return moments.stream()
                .map(moment -> IntStream.rangeClosed(from, to)
                        .mapToObj(number -> number < 0 ? new double[2] : point(moment, number))
                        .toList())
                .toList();
    }

    private List<Double> meant(Intention intention) {
        return moments.stream()
                .map(moment -> moment.get(2 * POINTS + intention.index()))
                .toList();
    }

    private static Map<Intention, Color> colors() {
        Map<Intention, Color> colors = new LinkedHashMap<>();
        colors.put(Intention.STAY, GRAY);
        colors.put(Intention.TOOL, TOOL);
        colors.put(Intention.BALL, THROWN);
        return colors;
    }

    private static String name(Intention intention) {
        return intention.name().toLowerCase(Locale.ROOT);
    }

    /** Draws it, moving. */
    Animation animation() {
        int last = moments.size() - 1;
        List<Animation.Bar> bars = new ArrayList<>();
        colors().forEach((intention, color) -> bars.add(new Animation.Bar(name(intention), color, meant(intention))));
        List<Animation.Mark> marks = new ArrayList<>();
        if (picked >= 0) {
            marks.add(new Animation.Mark("tool picked up", picked / (last * (double) EVERY)));
        }
        if (hit >= 0) {
            marks.add(new Animation.Mark("ball hit", hit / (last * (double) EVERY)));
        }
        List<Animation.Thing> things = List.of(
                new Animation.Trail(PALE_TOOL, trail(LIMBS + 1)),
                new Animation.Trail(PALE_BALL, trail(LIMBS + 2)),
                new Animation.Limbs(TOOL, 14, lines(LIMBS, LIMBS + 1)),
                new Animation.Limbs(ARM, 22, lines(-1, LIMBS - 1)),
                new Animation.Disc(ARM, 12, way(LIMBS - 1)),
                new Animation.Disc(THROWN, BALL, way(LIMBS + 2)));
        int still = hit >= 0 ? Math.min(last, (int) Math.ceil(hit / EVERY)) : last;
        return new Animation(
                ArmWorld.WIDE, ArmWorld.HIGH, last / (double) MOMENTS_A_SECOND, still, things, bars, marks);
    }

    private List<Double> steps() {
        return IntStream.range(0, moments.size())
                .mapToObj(at -> (double) at * EVERY)
                .toList();
    }

    private List<Double> distances(int one, int other) {
        return moments.stream()
                .map(moment -> {
                    double[] from = point(moment, one);
                    double[] to = point(moment, other);
                    return Math.hypot(from[0] - to[0], from[1] - to[1]);
                })
                .toList();
    }

    /** Draws how far the hand is from the tool, and the tool's end from the ball. */
    LinePlot distances() {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        curves.put("hand to tool", distances(LIMBS - 1, LIMBS));
        curves.put("tool's end to ball", distances(LIMBS + 1, LIMBS + 2));
        return Plots.lines("step", "distance", Scale.LINEAR, steps(), curves);
    }

    /** Draws how much each attractor is meant. */
    LinePlot meant() {
        Map<String, List<Double>> curves = new LinkedHashMap<>();
        colors().keySet().forEach(intention -> curves.put(name(intention), meant(intention)));
        return Plots.lines("step", "meant", Scale.LINEAR, steps(), curves);
    }
}
