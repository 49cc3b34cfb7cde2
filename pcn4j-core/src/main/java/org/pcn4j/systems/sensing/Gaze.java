package org.pcn4j.systems.sensing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.pcn4j.analysis.Entropy;

/** One picture that is looked at, what was seen of it, and what is believed. Not thread-safe. */
final class Gaze {
    private final ClassModels models;
    private final Glimpses glimpses;
    private final double[] picture;
    private final SplittableRandom random;
    private final boolean[] seen;
    private final boolean[] looked;
    private final List<Posterior> posteriors;
    private final List<Posterior> scratch;
    private final List<Look> looks = new ArrayList<>();
    private double[] belief;
    private int place;
    private double[] gains = new double[0];

    Gaze(ClassModels models, Glimpses glimpses, double[] picture, SplittableRandom random) {
        this.models = models;
        this.glimpses = glimpses;
        this.picture = picture;
        this.random = random;
        this.seen = new boolean[picture.length];
        this.looked = new boolean[glimpses.count()];
        this.posteriors = models.models().stream().map(Posterior::new).toList();
        this.scratch = models.models().stream().map(Posterior::new).toList();
        this.belief = new double[posteriors.size()];
        Arrays.fill(belief, 1.0 / belief.length);
    }

    /**
     * Looks once more.
     *
     * @param imagined how many pictures are imagined to choose where; none if it is left to chance
     */
    void look(int imagined) {
        gains = imagined == 0 ? new double[0] : gains(imagined);
        place = imagined == 0 ? anyPlace() : best();
        looked[place] = true;
        for (int pixel : unseen(place)) {
            seen[pixel] = true;
            posteriors.forEach(posterior -> posterior.see(pixel, picture[pixel]));
        }
    }

    private int anyPlace() {
        int[] left =
                IntStream.range(0, looked.length).filter(each -> !looked[each]).toArray();
        return left[random.nextInt(left.length)];
    }

    private int best() {
        int best = -1;
        for (int each = 0; each < gains.length; each++) {
            if (!looked[each] && (best < 0 || gains[each] > gains[best])) {
                best = each;
            }
        }
        return best;
    }

    private int[] unseen(int at) {
        return glimpses.pixels(at).stream()
                .mapToInt(Integer::intValue)
                .filter(pixel -> !seen[pixel])
                .toArray();
    }

    /** Notes what is believed after the look. */
    void believe(double[] after) {
        belief = after;
        looks.add(new Look(
                place,
                Arrays.stream(after).boxed().toList(),
                Entropy.of(after),
                Arrays.stream(gains).boxed().toList()));
    }

    private double[] gains(int imagined) {
        double[][] pictures = new double[imagined][];
        for (int i = 0; i < imagined; i++) {
            pictures[i] = imagine();
        }
        double now = Entropy.of(belief);
        double[] all = new double[looked.length];
        for (int each = 0; each < all.length; each++) {
            all[each] = looked[each] ? 0 : now - expected(unseen(each), pictures);
        }
        return all;
    }

    /** Draws a class, its causes and what they would show. */
    private double[] imagine() {
        int c = ActiveSensing.draw(belief, random);
        GenerativeModel model = models.models().get(c);
        double[] z = posteriors.get(c).draw(random);
        double deviation = Math.sqrt(model.variance());
        double[] imagined = new double[picture.length];
        for (int pixel = 0; pixel < imagined.length; pixel++) {
            double sum = model.meanAt(pixel) + deviation * random.nextGaussian();
            for (int k = 0; k < z.length; k++) {
                sum += model.weightAt(pixel, k) * z[k];
            }
            imagined[pixel] = sum;
        }
        return imagined;
    }

    /** The entropy after seeing what was imagined, on average. */
    private double expected(int[] pixels, double[][] pictures) {
        double[][] evidence = new double[pictures.length][scratch.size()];
        for (int c = 0; c < scratch.size(); c++) {
            Posterior after = scratch.get(c);
            after.copy(posteriors.get(c));
            for (int pixel : pixels) {
                after.widen(pixel);
            }
            for (int i = 0; i < pictures.length; i++) {
                after.hearAs(posteriors.get(c));
                for (int pixel : pixels) {
                    after.hear(pixel, pictures[i][pixel]);
                }
                evidence[i][c] = after.logEvidence();
            }
        }
        double sum = 0;
        for (double[] each : evidence) {
            sum += Entropy.of(Entropy.normalized(each));
        }
        return sum / pictures.length;
    }

    void copyMask(double[] mask, int offset) {
        for (int pixel = 0; pixel < seen.length; pixel++) {
            mask[offset + pixel] = seen[pixel] ? 1 : 0;
        }
    }

    List<Look> looks() {
        return List.copyOf(looks);
    }
}
