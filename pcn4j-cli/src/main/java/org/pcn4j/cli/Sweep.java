package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pcn4j.tensor.Seed;
import picocli.CommandLine.TypeConversionException;

/**
 * The settings that a sweep tries: every combination of what is listed, or random draws from ranges.
 *
 * @param listed the keys of which every value is tried
 * @param ranges the keys of which values are drawn
 * @param draws how many times all ranges are drawn from; 1 where there are none
 */
record Sweep(List<Listed> listed, List<Range> ranges, int draws) {
    private static final Pattern RANGE = Pattern.compile("([^=]+)=(log:)?(.+?)\\.\\.(.+)");

    /**
     * A key and its values.
     *
     * @param values as they would be written in the experiment
     */
    record Listed(String key, List<String> values) {
        /**
         * Reads a key and its values, with commas between those; brackets keep a list together.
         *
         * @throws TypeConversionException if the text is anything else
         */
        static Listed parse(String text) {
            int end = text.indexOf('=');
            if (end < 1 || end == text.length() - 1) {
                throw new TypeConversionException(
                        "expected a key and its values, as in optimizer.lr=0.1,0.01, found '" + text + "'");
            }
            List<String> values = new ArrayList<>();
            int depth = 0;
            StringBuilder value = new StringBuilder();
            for (char c : text.substring(end + 1).toCharArray()) {
                depth += "[{".indexOf(c) >= 0 ? 1 : ("]}".indexOf(c) >= 0 ? -1 : 0);
                if (c == ',' && depth == 0) {
                    values.add(value.toString().strip());
                    value.setLength(0);
                } else {
                    value.append(c);
                }
            }
            values.add(value.toString().strip());
            if (values.contains("")) {
                throw new TypeConversionException("expected a value between all commas, found '" + text + "'");
            }
            return new Listed(text.substring(0, end), List.copyOf(values));
        }
    }

    /**
     * A key and the range that its values are drawn from.
     *
     * @param scale how: each number, or each order of magnitude, as likely as another
     */
    record Range(String key, double from, double to, Scale scale) {
        /** What is equally likely. */
        enum Scale {
            /** Numbers. */
            EVEN,
            /** Orders of magnitude. */
            LOGARITHMIC
        }

        /**
         * Reads a key and a range.
         *
         * @throws TypeConversionException if the text is anything else
         */
        static Range parse(String text) {
            Matcher matcher = RANGE.matcher(text);
            String expected = "expected a key and a range, as in optimizer.lr=log:1e-4..1e-1 or clip=0.5..5, found '"
                    + text + "'";
            if (!matcher.matches()) {
                throw new TypeConversionException(expected);
            }
            try {
                double from = Double.parseDouble(matcher.group(3));
                double to = Double.parseDouble(matcher.group(4));
                Scale scale = matcher.group(2) == null ? Scale.EVEN : Scale.LOGARITHMIC;
                if (!(from < to) || !Double.isFinite(to - from) || (scale == Scale.LOGARITHMIC && from <= 0)) {
                    throw new TypeConversionException(expected);
                }
                return new Range(matcher.group(1), from, to, scale);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(expected);
            }
        }

        /** Draws a value, of four digits, as longer ones only pretend that they matter. */
        String draw(Seed seed) {
            double share = seed.derive(key).generator().nextDouble();
            double value = scale == Scale.LOGARITHMIC
                    ? Math.exp(Math.log(from) + share * (Math.log(to) - Math.log(from)))
                    : from + share * (to - from);
            return String.format(Locale.ROOT, "%.4g", value);
        }
    }

    /** Returns the settings of all trials, each as values to be set. */
    List<List<String>> trials(Seed seed) {
        List<List<String>> trials = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            List<String> drawn = new ArrayList<>();
            for (Range range : ranges) {
                drawn.add(range.key() + "=" + range.draw(seed.derive(draw)));
            }
            trials.add(drawn);
        }
        for (Listed each : listed) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> trial : trials) {
                for (String value : each.values()) {
                    List<String> with = new ArrayList<>(trial);
                    with.add(each.key() + "=" + value);
                    longer.add(with);
                }
            }
            trials = longer;
        }
        return trials;
    }

    /** Returns the mean and the standard deviation of a sample, as in {@code 97.31 ± 0.12}. */
    static String spread(List<Double> numbers, double factor, int digits) {
        if (numbers.isEmpty()) {
            return "-";
        }
        double mean =
                numbers.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        double squares =
                numbers.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        Optional<Double> deviation =
                numbers.size() < 2 ? Optional.empty() : Optional.of(Math.sqrt(squares / (numbers.size() - 1)));
        String form = "%." + digits + "f";
        return String.format(Locale.ROOT, form, factor * mean)
                + deviation
                        .map(sigma -> String.format(Locale.ROOT, " ± " + form, factor * sigma))
                        .orElse("");
    }
}
