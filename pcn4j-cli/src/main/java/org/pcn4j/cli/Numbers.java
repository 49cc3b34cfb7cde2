package org.pcn4j.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line, with their ranges. */
final class Numbers {
    private Numbers() {}

    /** Reads a whole number of at least 1. */
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            try {
                int number = Integer.parseInt(text);
                if (number >= 1) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The same complaint as for a number out of range.
            }
            throw new TypeConversionException(
                    "expected a whole number from 1 to " + Integer.MAX_VALUE + ", not '" + text + "'");
        }
    }

    /** Reads a finite number greater than 0. */
    static final class Positive implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            try {
                double number = Double.parseDouble(text);
                if (number > 0 && Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // The same complaint as for a number out of range.
            }
            throw new TypeConversionException("expected a finite number greater than 0, not '" + text + "'");
        }
    }

    /** Reads a seed, any 64 bits. */
    static final class SeedNumber implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new TypeConversionException("expected a whole number of 64 bits, not '" + text + "'");
            }
        }
    }
}
