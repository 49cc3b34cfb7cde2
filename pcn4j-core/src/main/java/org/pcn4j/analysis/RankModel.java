package org.pcn4j.analysis;

import java.util.List;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Crossing;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.inference.plan.Instruction;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Owners;
import org.pcn4j.inference.plan.Plan;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.DType;
import org.pcn4j.tensor.ProcessGroup;

/**
 * How long an update takes on many ranks, by five numbers that are measured on two. All ranks are alike, and each has a processor of
 * its own. With ρ multiplications a second, o seconds an act, c seconds that a message takes of a processor, ℓ seconds from one rank to
 * another and β bytes a second:
 *
 * <ul>
 *   <li>a rank that does A acts of M multiplications takes M/ρ + oA;
 *   <li>owners of nodes go through the forward pass one after the other, and then through each time together: it lasts as long as the
 *       owner that has most to do, or as long as a value needs to the next owner and what is pulled back needs to return, whichever
 *       is longer: max(M/ρ + oA + cS, 2(ℓ + s/β + 2c) + 2m/ρ + 3o), S being an owner's messages, s the bytes of the largest, m the
 *       multiplications of a node at the border;
 *   <li>ranks that share a batch of B take B/R samples each, and then R − 1 turns in which P parameters of b bytes go round, in pieces of
 *       {@linkplain org.pcn4j.tensor.ProcessGroup#numbersInPiece N numbers}, and the losses, each of which Gloo asks for before it
 *       sends it; and a sum of R of them: (R − 1)(2(ℓ + 2c)(⌈P/N⌉ + 1) + bP/β) + RP/ρ.
 * </ul>
 *
 * @param rate ρ, multiplications a second
 * @param perAct o, seconds
 * @param perMessage c, seconds at either end
 * @param latency ℓ, seconds
 * @param bandwidth β, bytes a second
 */
public record RankModel(double rate, double perAct, double perMessage, double latency, double bandwidth) {
    private static final int BORDER_ACTS = 3;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a rate is not greater than 0, or a time is negative
     */
    public RankModel {
        if (!(rate > 0 && bandwidth > 0 && perAct >= 0 && perMessage >= 0 && latency >= 0)) {
            throw new IllegalArgumentException("a model of ranks with the rate " + rate + ", the bandwidth " + bandwidth
                    + " and the times " + List.of(perAct, perMessage, latency)
                    + ": expected rates greater than 0 and times of at least 0");
        }
    }

    /** Returns the seconds that an update takes on one rank. */
    public double alone(Plan plan, long batch) {
        double seconds = 0;
        for (Block block : plan.blocks()) {
            seconds += block.repeats() * work(block.instructions(), plan.network(), batch);
        }
        return seconds;
    }

    /** Returns the seconds that the ranks take of which each owns some nodes. */
    public double owners(Cut cut, long batch, DType dtype) {
        double seconds = 0;
        for (int b = 0; b < cut.plan().blocks().size(); b++) {
            Block block = cut.plan().blocks().get(b);
            seconds += block.repeats()
                    * (block.time() == Block.BEFORE ? forward(cut, b, batch, dtype) : time(cut, b, batch, dtype));
        }
        return seconds;
    }

    /** The forward pass goes through all nodes, and over each border. */
    private double forward(Cut cut, int b, long batch, DType dtype) {
        double seconds =
                work(cut.plan().blocks().get(b).instructions(), cut.plan().network(), batch);
        int last = cut.owners().count() - 1;
        return seconds + last * travel(largest(cut, b, batch, dtype));
    }

    private double time(Cut cut, int b, long batch, DType dtype) {
        Network network = cut.plan().network();
        double most = 0;
        for (int owner = 0; owner < cut.owners().count(); owner++) {
            List<Instruction> own = cut.instructions(owner, b);
            long messages = own.stream().filter(Crossing.class::isInstance).count();
            most = Math.max(most, work(own, network, batch) + perMessage * messages);
        }
        long largest = largest(cut, b, batch, dtype);
        return largest == 0 ? most : Math.max(most, 2 * travel(largest) + border(cut, b, batch));
    }

    private double travel(long bytes) {
        return latency + bytes / bandwidth + 2 * perMessage;
    }

    private static long largest(Cut cut, int b, long batch, DType dtype) {
        long largest = 0;
        for (int owner = 0; owner < cut.owners().count(); owner++) {
            largest = Math.max(largest, cut.largestBytes(owner, b, dtype, batch));
        }
        return largest;
    }

    /** What a node at the border does between what comes and what goes, by the node that has most to do. */
    private double border(Cut cut, int b, long batch) {
        Network network = cut.plan().network();
        long most = cut.plan().blocks().get(b).instructions().stream()
                .filter(ByNode.class::isInstance)
                .mapToLong(act -> Owners.multiplications((ByNode) act, network))
                .max()
                .orElse(0);
        return 2 * most * batch / rate + BORDER_ACTS * perAct;
    }

    private double work(List<Instruction> instructions, Network network, long batch) {
        double seconds = 0;
        for (Instruction instruction : instructions) {
            if (instruction instanceof ByNode act) {
                seconds += perAct + Owners.multiplications(act, network) * batch / rate;
            }
        }
        return seconds;
    }

    /**
     * Returns the seconds that ranks take which share a batch, each of one worker, and gather what all of them learned.
     *
     * @param ranks how many, at most as many as there are samples for them
     */
    public double shards(Plan plan, long batch, DType dtype, int ranks) {
        double parameters = plan.network().parameterCount();
        double samples = Math.max(1, (double) batch / ranks);
        double acts = alone(plan, 0);
        double computing = acts + (alone(plan, batch) - acts) * samples / batch;
        // What was learned, and the losses.
        double gathers = Math.ceil(parameters / ProcessGroup.numbersInPiece(dtype, 1)) + 1;
        double round = gathers * 2 * (latency + 2 * perMessage) + dtype.bytes() * parameters / bandwidth;
        return computing + (ranks - 1) * round + ranks * parameters / rate;
    }
}
