package org.pcn4j.data;

/** The outlines of the drawn shapes, each about as large as a disc of radius 1 around the origin. */
enum Outline {
    DISC {
        @Override
        double distance(double x, double y) {
            return Math.sqrt(x * x + y * y) - 0.92;
        }
    },
    SQUARE {
        @Override
        double distance(double x, double y) {
            return Math.max(Math.abs(x), Math.abs(y)) - 0.8;
        }
    },
    TRIANGLE {
        @Override
        double distance(double x, double y) {
            return Math.max(y, HALF_SQRT_3 * Math.abs(x) - 0.5 * y) - 0.58;
        }
    },
    CROSS {
        @Override
        double distance(double x, double y) {
            double across = Math.abs(x);
            double down = Math.abs(y);
            return Math.max(Math.max(across, down) - 1, Math.min(across, down) - 0.33);
        }
    },
    RING {
        @Override
        double distance(double x, double y) {
            return Math.abs(Math.sqrt(x * x + y * y) - 0.7) - 0.3;
        }
    };

    private static final double HALF_SQRT_3 = Math.sqrt(3) / 2;

    /** Returns about how far a point lies outside; negative inside. */
    abstract double distance(double x, double y);
}
