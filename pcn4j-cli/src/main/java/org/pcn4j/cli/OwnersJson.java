package org.pcn4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.pcn4j.inference.plan.Block;
import org.pcn4j.inference.plan.Cut;
import org.pcn4j.network.Node;
import org.pcn4j.tensor.DType;

/**
 * How a plan is cut among owners of nodes.
 *
 * @param batch how many samples the bytes are for
 * @param forward bytes that travel in the forward pass that inference begins with
 * @param step bytes that travel in an inference step, of those that are most alike
 * @param update bytes that travel in a whole update, without the loss
 */
record OwnersJson(long batch, String dtype, long forward, long step, long update, List<Owner> owners) {
    private static final int FEW = 4;
    private static final double PERCENT = 100;

    /**
     * An owner, a rank.
     *
     * @param arithmetic its share of the multiplications
     * @param parameters how many numbers its nodes use
     * @param step bytes that it sends in an inference step
     * @param update bytes that it sends in an update
     */
    record Owner(List<String> nodes, double arithmetic, long parameters, long step, long update) {}

    static OwnersJson of(Cut cut, long batch, DType dtype) {
        int body = body(cut.plan().blocks());
        double all = cut.owners().work().stream().mapToLong(Long::longValue).sum();
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < cut.owners().count(); i++) {
            int owner = i;
            owners.add(new Owner(
                    cut.plan().network().nodes().stream()
                            .filter(node -> !node.isRoot() && cut.owners().of(node.index()) == owner)
                            .map(Node::name)
                            .toList(),
                    cut.owners().work().get(owner) / all,
                    cut.parameters(owner).stream()
                            .mapToLong(parameter -> cut.plan()
                                    .network()
                                    .parameters()
                                    .get(parameter)
                                    .shape()
                                    .elements())
                            .sum(),
                    cut.sentBytes(owner, body, dtype, batch),
                    cut.sentBytes(owner, dtype, batch)));
        }
        return new OwnersJson(
                batch,
                dtype.toString(),
                IntStream.range(0, owners.size())
                        .mapToLong(owner -> cut.sentBytes(owner, 0, dtype, batch))
                        .sum(),
                owners.stream().mapToLong(Owner::step).sum(),
                owners.stream().mapToLong(Owner::update).sum(),
                owners);
    }

    /** The block of the times that are most alike; the forward pass where there is no time. */
    private static int body(List<Block> blocks) {
        int body = Math.min(1, blocks.size() - 1);
        for (int i = body + 1; i < blocks.size(); i++) {
            body = blocks.get(i).repeats() > blocks.get(body).repeats() ? i : body;
        }
        return body;
    }

    /** Returns the same as lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of("", "layers over ranks, by libtorch in exact arithmetic"));
        lines.add(String.format(
                Locale.ROOT,
                "cut among %d owner%s, batch %d of %s: %s travel in the forward pass, %s in a step, %s in an update",
                owners.size(),
                owners.size() == 1 ? "" : "s",
                batch,
                dtype,
                ByteCount.of(forward),
                ByteCount.of(step),
                ByteCount.of(update)));
        TextTable table = new TextTable(
                List.of("owner", "arithmetic", "parameters", "sends in a step", "in an update", "nodes"), Set.of(0, 5));
        for (int i = 0; i < owners.size(); i++) {
            Owner owner = owners.get(i);
            table.add(List.of(
                    Integer.toString(i),
                    String.format(Locale.ROOT, "%.1f %%", PERCENT * owner.arithmetic()),
                    String.format(Locale.ROOT, "%,d", owner.parameters()),
                    ByteCount.of(owner.step()),
                    ByteCount.of(owner.update()),
                    named(owner.nodes())));
        }
        lines.addAll(table.lines());
        return lines;
    }

    private static String named(List<String> nodes) {
        return nodes.size() <= FEW
                ? String.join(", ", nodes)
                : nodes.get(0) + " … " + nodes.get(nodes.size() - 1) + ", " + nodes.size() + " nodes";
    }
}
