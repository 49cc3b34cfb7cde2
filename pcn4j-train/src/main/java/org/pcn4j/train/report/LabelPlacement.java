package org.pcn4j.train.report;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Places labels on a picture so that none covers another: each as near as possible to a corner of its own.
 *
 * @param picture the labels stay within it
 * @param height of a label
 */
record LabelPlacement(Rectangle2D picture, double height) {
    private static final double STEP = 2;

    /**
     * Places labels in their order.
     *
     * @param corners where the upper left corner of each belongs
     * @param widths of the labels
     * @return the ground of each; where no room is left, the ground at its corner
     */
    List<Rectangle2D> place(List<Point2D> corners, List<Double> widths) {
        List<Rectangle2D> placed = new ArrayList<>();
        for (int i = 0; i < corners.size(); i++) {
            Point2D corner = corners.get(i);
            Rectangle2D wanted = within(corner.getX(), corner.getY(), widths.get(i));
            placed.add(around(wanted)
                    .filter(ground -> placed.stream().noneMatch(ground::intersects))
                    .min(Comparator.comparingDouble(ground -> corner.distanceSq(ground.getX(), ground.getY())))
                    .orElse(wanted));
        }
        return placed;
    }

    private Stream<Rectangle2D> around(Rectangle2D wanted) {
        double width = wanted.getWidth();
        Stream<Rectangle2D> grid = steps(picture.getMinY(), picture.getMaxY() - height)
                .boxed()
                .flatMap(y -> steps(picture.getMinX(), picture.getMaxX() - width)
                        .mapToObj(x -> new Rectangle2D.Double(x, y, width, height)));
        return Stream.concat(Stream.of(wanted), grid);
    }

    private static DoubleStream steps(double from, double to) {
        return DoubleStream.iterate(from, at -> at <= to, at -> at + STEP);
    }

    private Rectangle2D within(double x, double y, double width) {
        return new Rectangle2D.Double(
                Math.max(picture.getMinX(), Math.min(x, picture.getMaxX() - width)),
                Math.max(picture.getMinY(), Math.min(y, picture.getMaxY() - height)),
                width,
                height);
    }
}
