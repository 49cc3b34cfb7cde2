package org.pcn4j.systems.hybrid;

/**
 * A limb's end from where it begins: (x + l cos(θ + φ), y + l sin(θ + φ), θ + φ). An angle of 1 is half a turn, and lengths are
 * in any unit. A pose is x, y and φ.
 */
public final class Kinematics {
    private Kinematics() {}

    /**
     * Returns the pose of a limb's end.
     *
     * @param angle θ, against the limb before
     * @param length l
     * @param parent the pose of the end of the limb before, [3], borrowed
     * @return [3], new
     */
    public static double[] end(double angle, double length, double[] parent) {
        double direction = angle + parent[2];
        double radians = Math.PI * direction;
        return new double[] {
            parent[0] + length * StrictMath.cos(radians), parent[1] + length * StrictMath.sin(radians), direction
        };
    }

    /**
     * Returns what a gradient by the pose of the end is by what the pose was computed from.
     *
     * @param gradient by x, y and φ of the end, [3], borrowed
     * @return by θ, l, and the parent's x, y and φ: [5], new
     */
    public static double[] pullback(double angle, double length, double[] parent, double[] gradient) {
        double radians = Math.PI * (angle + parent[2]);
        double sine = StrictMath.sin(radians);
        double cosine = StrictMath.cos(radians);
        double turned = Math.PI * length * (cosine * gradient[1] - sine * gradient[0]) + gradient[2];
        return new double[] {turned, cosine * gradient[0] + sine * gradient[1], gradient[0], gradient[1], turned};
    }
}
