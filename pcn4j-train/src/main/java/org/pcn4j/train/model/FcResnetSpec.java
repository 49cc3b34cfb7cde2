package org.pcn4j.train.model;

import java.util.List;
import org.pcn4j.function.Energy;
import org.pcn4j.network.FcResNet;
import org.pcn4j.network.Network;
import org.pcn4j.tensor.Shape;

/**
 * Fully connected, with skip connections, of images or rows.
 *
 * @param depth how many weight matrices there are, at least 2
 * @param width of every layer but the output
 */
record FcResnetSpec(int depth, int width, Activation activation, FcResNet.Parametrization parametrization)
        implements ModelSpec.Small {
    @Override
    public boolean skipsLevels() {
        return true;
    }

    @Override
    public Shape sample(Domain domain) {
        return new ModelSpec.Mlp(List.of(), activation).sample(domain);
    }

    @Override
    public Network network(Domain domain, Energy loss) {
        return new FcResNet(depth, width, activation.function(), parametrization)
                .network(sample(domain), domain.outputs(), loss);
    }
}
