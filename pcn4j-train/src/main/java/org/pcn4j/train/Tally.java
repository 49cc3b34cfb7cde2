package org.pcn4j.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pcn4j.data.Batch;
import org.pcn4j.function.CrossEntropy;
import org.pcn4j.function.Energy;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;
import org.pcn4j.tensor.Shape;
import org.pcn4j.tensor.Tensor;

/**
 * What an evaluation counts: of each batch a row of numbers, which are folded in the order of the batches, so that it does not
 * matter which rank has looked at which batch. For one thread.
 */
final class Tally {
    private static final int MOST_TOP = 10;
    // Where in a row what is: the sum of losses, of how many, the number of classes or none, how many numbers were
    // learned, then
    // of how many labels so many classes were ahead, then those numbers and what they should be.
    private static final int LOSS = 0;
    private static final int COUNT = 1;
    private static final int CLASSES = 2;
    private static final int NUMBERS = 3;
    private static final int AHEAD = 4;
    private static final int LEARNED = AHEAD + MOST_TOP;

    private final Answering answering;
    private final Energy loss;
    private final Optional<Targets> targets;
    private final double[][] rows;

    /**
     * Begins with nothing.
     *
     * @param batches how many there are
     */
    Tally(Answering answering, Optional<Targets> targets, int batches) {
        this.answering = answering;
        this.loss = plain(answering.loss());
        this.targets = targets;
        this.rows = new double[batches][];
    }

    /** Classes count alike in an evaluation, whatever they weigh while they are learned. */
    private static Energy plain(Energy loss) {
        return loss instanceof CrossEntropy ? new CrossEntropy() : loss;
    }

    /** Looks at what was said about a batch. */
    void look(int number, Batch batch, Tensor target, Tensor found) {
        double[] said = targets.map(each -> each.inUnits(found)).orElse(new double[0]);
        double[] right = targets.map(each -> each.inUnits(target)).orElse(new double[0]);
        double[] row = new double[LEARNED + 2 * said.length];
        row[LOSS] = loss.total(found, target).item();
        row[COUNT] = loss.count(target);
        row[NUMBERS] = said.length;
        System.arraycopy(said, 0, row, LEARNED, said.length);
        System.arraycopy(right, 0, row, LEARNED + said.length, right.length);
        if (batch.targets().dtype() == DType.INT64) {
            Scores scores = Scores.of(found, batch.targets());
            row[CLASSES] = scores.classes();
            for (int i = 0; i < scores.rows(); i++) {
                int ahead = scores.ahead(i);
                if (ahead < MOST_TOP) {
                    row[AHEAD + ahead]++;
                }
            }
        }
        rows[number] = row;
    }

    /**
     * Brings together what the ranks have looked at: batch b was rank b mod R's.
     *
     * @param most samples of a batch
     */
    void gather(ProcessGroup group, int most) {
        int ranks = group.size();
        int each = -Math.floorDiv(-rows.length, ranks);
        int width =
                LEARNED + 2 * most * targets.map(given -> given.names().size()).orElse(0);
        double[] own = new double[each * width];
        for (int number = group.rank(); number < rows.length; number += ranks) {
            System.arraycopy(rows[number], 0, own, number / ranks * width, rows[number].length);
        }
        try (Tensor mine = Tensor.of(Shape.of(each, width), own);
                Tensor all = Tensor.full(DType.FLOAT64, Shape.of(ranks, each, width), 0)) {
            group.allGather(mine, all);
            double[] numbers = all.toDoubles();
            for (int number = 0; number < rows.length; number++) {
                int at = (number % ranks * each + number / ranks) * width;
                rows[number] = Arrays.copyOfRange(numbers, at, at + width);
            }
        }
    }

    Evaluation result() {
        long count = Arrays.stream(rows).mapToLong(row -> (long) row[COUNT]).sum();
        double mean = Arrays.stream(rows).mapToDouble(row -> row[LOSS]).sum() / count;
        OptionalDouble perplexity =
                loss instanceof CrossEntropy ? OptionalDouble.of(Math.exp(mean)) : OptionalDouble.empty();
        if (Arrays.stream(rows).anyMatch(row -> row[CLASSES] == 0)) {
            return new Evaluation(
                    count,
                    mean,
                    OptionalDouble.empty(),
                    perplexity,
                    List.of(),
                    targets.map(this::errors).orElse(List.of()),
                    answering.scored());
        }
        List<Double> top = new ArrayList<>();
        long right = 0;
        for (int ahead = 0; ahead < Math.min(MOST_TOP, (int) rows[0][CLASSES]); ahead++) {
            int slot = AHEAD + ahead;
            right += Arrays.stream(rows).mapToLong(row -> (long) row[slot]).sum();
            top.add((double) right / count);
        }
        return new Evaluation(
                count, mean, OptionalDouble.of(top.get(0)), perplexity, top, List.of(), answering.scored());
    }

    private List<Regression> errors(Targets of) {
        Targets.Errors errors = of.new Errors();
        for (double[] row : rows) {
            int numbers = (int) row[NUMBERS];
            errors.add(
                    Arrays.copyOfRange(row, LEARNED, LEARNED + numbers),
                    Arrays.copyOfRange(row, LEARNED + numbers, LEARNED + 2 * numbers));
        }
        return errors.result();
    }
}
