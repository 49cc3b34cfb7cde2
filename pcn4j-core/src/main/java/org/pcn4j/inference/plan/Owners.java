package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.pcn4j.inference.plan.Instruction.ByNode;
import org.pcn4j.inference.plan.Instruction.Predict;
import org.pcn4j.inference.plan.Instruction.Pull;
import org.pcn4j.network.Network;
import org.pcn4j.network.Node;

/**
 * Who owns which nodes of a plan's network: each owner some that follow one another in the network's order, so that no owner has much
 * more to do than another. It depends on the plan alone.
 *
 * @param ofNode the owner of each node, from 0; a root's is that of its first child
 * @param work about how many multiplications an update takes of each owner, a sample
 */
public record Owners(List<Integer> ofNode, List<Long> work) {
    /** Copies the lists. */
    public Owners {
        ofNode = List.copyOf(ofNode);
        work = List.copyOf(work);
    }

    /**
     * Deals the nodes out so that the most that one owner has to do is the least that can be.
     *
     * @param count how many owners
     * @throws IllegalArgumentException if there are fewer nodes that compute, or no owner
     */
    public static Owners balanced(Plan plan, int count) {
        Network network = plan.network();
        long computing = network.nodes().stream()
                .filter(node -> !node.isRoot() && !node.isDelay())
                .count();
        if (count < 1 || count > computing) {
            throw new IllegalArgumentException(
                    "a network with " + computing + (computing == 1 ? " node" : " nodes") + " that compute"
                            + (computing == 1 ? "s" : "") + " cannot be cut among " + count
                            + " owners: expected 1 to " + computing);
        }
        long[] work = work(plan);
        long least = Arrays.stream(work).max().orElse(0);
        long most = Arrays.stream(work).sum();
        while (least < most) {
            long middle = least + (most - least) / 2;
            if (dealt(work, middle, work.length) < count) {
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        return dealt(network, work, least, count);
    }

    /** Returns how many owners there are. */
    public int count() {
        return work.size();
    }

    /** Returns the owner of a node. */
    public int of(int node) {
        return ofNode.get(node);
    }

    /** The owner of the last node, where none has more to do than is said. */
    private static int dealt(long[] work, long most, int nodes) {
        int owner = 0;
        long load = 0;
        for (int i = 0; i < nodes; i++) {
            if (load > 0 && load + work[i] > most) {
                owner++;
                load = 0;
            }
            load += work[i];
        }
        return owner;
    }

    private static Owners dealt(Network network, long[] work, long most, int count) {
        List<Long> loads = new ArrayList<>(Collections.nCopies(count, 0L));
        List<Integer> owners = new ArrayList<>();
        int owner = 0;
        int left = Math.toIntExact(Arrays.stream(work).filter(own -> own > 0).count());
        for (Node node : network.nodes()) {
            long own = work[node.index()];
            boolean full = loads.get(owner) + own > most;
            // As many are left as there are owners that have none yet.
            boolean last = left == count - 1 - owner;
            if (own > 0 && loads.get(owner) > 0 && (full || last)) {
                owner++;
            }
            left -= own > 0 ? 1 : 0;
            owners.add(owner);
            loads.set(owner, loads.get(owner) + own);
        }
        for (Node node : network.nodes()) {
            if (work[node.index()] == 0) {
                owners.set(
                        node.index(),
                        network.children(node.index()).stream()
                                .findFirst()
                                .map(owners::get)
                                .orElse(0));
            }
        }
        return new Owners(owners, loads);
    }

    /** About how many multiplications an update takes for each node, a sample; 0 of roots that stand still. */
    private static long[] work(Plan plan) {
        Network network = plan.network();
        long[] work = new long[network.nodes().size()];
        for (Node node : network.nodes()) {
            work[node.index()] = node.isRoot() ? 0 : 1;
        }
        for (Block block : plan.blocks()) {
            for (Instruction instruction : block.instructions()) {
                if (instruction instanceof ByNode act) {
                    work[act.node()] += block.repeats() * multiplications(act, network);
                }
            }
        }
        return work;
    }

    /**
     * Returns about how many multiplications an act of a node takes, a sample: those of its function to predict, as many to pull back
     * and as many to learn, and one for each number of its value otherwise.
     */
    public static long multiplications(ByNode act, Network network) {
        Node node = network.node(act.node());
        int times = 0;
        if (act instanceof Predict) {
            times = 1;
        } else if (act instanceof Pull pull) {
            times = (pull.uses().isEmpty() ? 0 : 1) + (pull.deltas().isEmpty() ? 0 : 1);
        }
        return times == 0
                ? node.shape().elements()
                : times
                        * node.function()
                                .multiplications(node.parents().stream()
                                        .map(parent -> network.node(parent).shape())
                                        .toList());
    }
}
