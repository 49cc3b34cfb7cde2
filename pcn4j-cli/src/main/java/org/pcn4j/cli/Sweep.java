package org.pcn4j.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    // A range alone, or as an item of a list.
    private static final String ENDS = "\\s*(log:)?([^,\\[\\]]+?)\\.\\.([^,\\[\\]]+?)";
    private static final Pattern RANGE = Pattern.compile("([^=]+)=()" + ENDS + "()");
    private static final Pattern RANGE_IN_LIST =
            Pattern.compile("([^=]+)=(\\[(?:[^\\[\\]]*,)?)" + ENDS + "((?:,[^\\[\\]]*)?\\])");

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
     * @param before what stands before the number in the value: the beginning of a list, or nothing
     * @param after what stands behind it
     * @param scale how: each number, or each order of magnitude, as likely as another
     * @param grain which numbers are drawn
     */
    record Range(String key, String before, BigDecimal from, BigDecimal to, String after, Scale scale, Grain grain) {
        private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

        /** What is equally likely. */
        enum Scale {
            /** Numbers. */
            EVEN,
            /** Orders of magnitude. */
            LOGARITHMIC
        }

        /** Which numbers there are. */
        enum Grain {
            /** All, of four digits, as longer ones only pretend that they matter. */
            FINE,
            /** Whole ones, both ends among them. */
            WHOLE
        }

        /**
         * Reads a key and a range, of all numbers.
         *
         * @throws TypeConversionException if the text is anything else
         */
        static Range parse(String text) {
            Matcher list = RANGE_IN_LIST.matcher(text);
            Matcher matcher = list.matches() ? list : RANGE.matcher(text);
            String expected =
                    "expected a key and a range, as in optimizer.lr=log:1e-4..1e-1, clip=0.5..5, batch=8..64 or"
                            + " model.hidden=[16..128], found '" + text + "'";
            if (!matcher.matches()) {
                throw new TypeConversionException(expected);
            }
            try {
                BigDecimal from = number(matcher.group(4));
                BigDecimal to = number(matcher.group(5));
                Scale scale = matcher.group(3) == null ? Scale.EVEN : Scale.LOGARITHMIC;
                if (from.compareTo(to) >= 0
                        || !Double.isFinite(to.doubleValue() - from.doubleValue())
                        || (scale == Scale.LOGARITHMIC && from.doubleValue() <= 0)) {
                    throw new TypeConversionException(expected);
                }
                return new Range(matcher.group(1), matcher.group(2), from, to, matcher.group(6), scale, Grain.FINE);
            } catch (NumberFormatException e) {
                throw new TypeConversionException(expected);
            }
        }

        private static BigDecimal number(String text) {
            // A plain number: whether it is whole is asked of it, and an exponent of a billion has that many digits.
            if (!Double.isFinite(Double.parseDouble(text))) {
                throw new NumberFormatException(text);
            }
            return new BigDecimal(text.strip());
        }

        /** Tells whether both ends are whole numbers of 64 bits. */
        boolean hasWholeEnds() {
            return isWhole(from) && isWhole(to);
        }

        private static boolean isWhole(BigDecimal number) {
            return number.abs().compareTo(LARGEST) <= 0
                    && number.stripTrailingZeros().scale() <= 0;
        }

        /** Returns the setting of a number. */
        String setting(String number) {
            return key + "=" + before + number + after;
        }

        /** Returns the setting of the lower end. */
        String least() {
            return setting(hasWholeEnds() ? from.toPlainString() : Double.toString(from.doubleValue()));
        }

        /** Returns this of whole numbers alone. */
        Range whole() {
            return new Range(key, before, from, to, after, scale, Grain.WHOLE);
        }

        /** Draws a number. */
        String draw(Seed seed) {
            double share = seed.derive(key).generator().nextDouble();
            return grain == Grain.WHOLE ? wholeAt(share) : fineAt(share);
        }

        private String fineAt(double share) {
            double value = between(share, from.doubleValue(), to.doubleValue());
            String rounded = String.format(Locale.ROOT, "%.4g", value);
            BigDecimal found = new BigDecimal(rounded);
            // In a narrow range, four digits may lie outside of it.
            return found.compareTo(from) < 0 || found.compareTo(to) > 0 ? Double.toString(value) : rounded;
        }

        private String wholeAt(double share) {
            double value = Math.floor(between(share, from.doubleValue(), to.doubleValue() + 1));
            // Rounding must not lead out of the range.
            long least = from.longValueExact();
            return Long.toString(Math.max(least, Math.min(to.longValueExact(), (long) value)));
        }

        private double between(double share, double least, double most) {
            return scale == Scale.LOGARITHMIC
                    ? Math.exp(Math.log(least) + share * (Math.log(most) - Math.log(least)))
                    : least + share * (most - least);
        }
    }

    /** Returns the settings of all trials, each as values to be set. */
    List<List<String>> trials(Seed seed) {
        List<List<String>> trials = new ArrayList<>();
        for (int draw = 0; draw < draws; draw++) {
            List<String> drawn = new ArrayList<>();
            for (Range range : ranges) {
                drawn.add(range.setting(range.draw(seed.derive(draw))));
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
}
