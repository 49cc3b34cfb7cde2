package org.pcn4j.train.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as a page shows them. */
public final class NumberText {
    private static final int DIGITS = 4;

    private NumberText() {}

    /** Returns four digits or so, none before the point rounded away, without an exponent where that is readable. */
    public static String of(double number) {
        if (number == 0) {
            return "0";
        }
        double size = Math.abs(number);
        if (!Double.isFinite(number)) {
            return Double.isNaN(number) ? "–" : "infinite";
        } else if (size < 1e-3 || size >= 1e9) {
            return new DecimalFormat("0.##E0", DecimalFormatSymbols.getInstance(Locale.ROOT))
                    .format(number)
                    .replace('E', 'e');
        } else if (size >= 1e3) {
            return String.format(Locale.ROOT, "%,.0f", number);
        }
        return new BigDecimal(number)
                .round(new MathContext(DIGITS))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Returns a whole number with commas between the thousands. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
