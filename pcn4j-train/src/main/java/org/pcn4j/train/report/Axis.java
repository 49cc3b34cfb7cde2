package org.pcn4j.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where numbers lie between two ends, and the round ones among them.
 *
 * @param least at one end
 * @param most at the other; more than the least
 * @param scale whether equal differences or equal ratios take equal room
 */
public record Axis(double least, double most, Scale scale) {
    private static final int TICKS = 6;
    private static final double[] STEPS = {1, 2, 5, 10};

    /** How numbers are spread. */
    public enum Scale {
        LINEAR,
        /** Of numbers greater than 0. */
        LOGARITHMIC
    }

    /** Returns an axis that holds all these numbers; with room around them unless they should touch the ends. */
    static Axis around(double least, double most, Scale scale, double room) {
        if (scale == Scale.LOGARITHMIC) {
            double low = Math.log10(least);
            double high = Math.log10(most);
            double more = high > low ? room * (high - low) : 0.5;
            return new Axis(Math.pow(10, low - more), Math.pow(10, high + more), scale);
        }
        double more = most > least ? room * (most - least) : Math.max(Math.abs(least) / 2, 0.5);
        return new Axis(least - more, most + more, scale);
    }

    /** Returns where a number lies, 0 at the least and 1 at the most. */
    double place(double number) {
        return scale == Scale.LINEAR
                ? (number - least) / (most - least)
                : Math.log(number / least) / Math.log(most / least);
    }

    /** Returns round numbers, about six. */
    List<Double> ticks() {
        return scale == Scale.LINEAR ? linear() : logarithmic();
    }

    private List<Double> linear() {
        double rough = (most - least) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double step = power * 10;
        for (int i = STEPS.length - 1; i >= 0; i--) {
            step = STEPS[i] * power >= rough ? STEPS[i] * power : step;
        }
        List<Double> ticks = new ArrayList<>();
        for (double i = Math.ceil(least / step); i * step <= most; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private List<Double> logarithmic() {
        int first = (int) Math.floor(Math.log10(least));
        int last = (int) Math.ceil(Math.log10(most));
        boolean few = Math.log10(most / least) < 2;
        int every = Math.max(1, (last - first) / TICKS);
        List<Double> ticks = new ArrayList<>();
        for (int power = first; power <= last; power += every) {
            for (double digit : few ? new double[] {1, 2, 5} : new double[] {1}) {
                double tick = digit * Math.pow(10, power);
                if (tick >= least && tick <= most) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    /** Returns a tick's number as text. */
    static String text(double tick) {
        double size = Math.abs(tick);
        if (size != 0 && (size < 1e-3 || size >= 1e6)) {
            return String.format(Locale.ROOT, "%.0e", tick)
                    .replace("e-0", "e-")
                    .replace("e+0", "e")
                    .replace("e+", "e");
        }
        String fixed = String.format(Locale.ROOT, "%.4f", tick);
        return fixed.replaceAll("0+$", "").replaceAll("\\.$", "").replaceAll("^-0$", "0");
    }
}
