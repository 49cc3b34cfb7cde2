package org.pcn4j.inference.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pcn4j.inference.schedule.Clamping.Mode;
import org.pcn4j.inference.schedule.Nudging;
import org.pcn4j.inference.schedule.Schedule;
import org.pcn4j.network.Network;
import org.pcn4j.network.NetworkException;
import org.pcn4j.network.Node;
import org.pcn4j.network.SoftOutputs;

/** What nudging makes of a network and of what its nodes are held to. */
final class Nudges {
    private final Network network;
    private final List<Mode> modes;

    /**
     * Nudges the outputs that are held to data.
     *
     * @throws NetworkException if one cannot be nudged so, or is nudged already
     */
    Nudges(Network network, List<Mode> modes, Schedule schedule) {
        Nudging nudging = schedule.nudging();
        if (!(nudging instanceof Nudging.None)) {
            network.nodes().forEach(node -> requireOnce(node, modes.get(node.index()), schedule));
        }
        if (nudging instanceof Nudging.Soft) {
            this.network = SoftOutputs.of(network);
            this.modes = softened(network, modes, this.network);
        } else {
            this.network = network;
            this.modes = nudging instanceof Nudging.None
                    ? modes
                    : clamped(network, modes, ((Nudging.Clamped) nudging.oneWay()).beta());
        }
    }

    private static void requireOnce(Node node, Mode mode, Schedule schedule) {
        if (mode instanceof Mode.Nudged) {
            throw new NetworkException("output '" + node.name() + "' is nudged by the clamping and by the schedule "
                    + schedule.name() + ": expected one of them");
        }
    }

    private static List<Mode> clamped(Network network, List<Mode> modes, double beta) {
        List<Mode> nudged = new ArrayList<>(modes);
        for (Node output : network.outputs()) {
            Mode mode = modes.get(output.index());
            if (mode instanceof Mode.Masked) {
                throw new NetworkException("output '" + output.name()
                        + "' cannot be nudged, as it is held element by element; the soft form of nudging, rule soft-nudge,"
                        + " can do so");
            } else if (mode instanceof Mode.Data) {
                nudged.set(output.index(), new Mode.Nudged(beta).on(output));
            }
        }
        return List.copyOf(nudged);
    }

    private static List<Mode> softened(Network network, List<Mode> modes, Network soft) {
        Map<String, Mode> byName = new TreeMap<>();
        network.nodes().forEach(node -> byName.put(node.name(), modes.get(node.index())));
        return soft.nodes().stream()
                .map(node -> byName.getOrDefault(node.name(), new Mode.Free()))
                .toList();
    }

    Network network() {
        return network;
    }

    List<Mode> modes() {
        return modes;
    }
}
