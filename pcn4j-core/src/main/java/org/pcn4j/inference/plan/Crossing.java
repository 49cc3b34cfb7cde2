package org.pcn4j.inference.plan;

import java.util.List;

/** An act of an owner of nodes by which something travels to or from the owner of others; see {@link Cut}. */
public sealed interface Crossing extends Instruction {
    /** Returns the number by which both owners know what travels. */
    int id();

    /** Returns the other owner. */
    int other();

    @Override
    default List<Slot> reads() {
        return List.of();
    }

    /** Sends what stands in a place. */
    record Send(int id, Slot slot, int other) implements Crossing {
        @Override
        public List<Slot> reads() {
            return List.of(slot);
        }
    }

    /** A place ← what another owner sends; whoever looks there first waits for it. */
    record Receive(int id, Slot slot, int other) implements Crossing {
        @Override
        public List<Slot> writes() {
            return List.of(slot);
        }
    }

    /** Sends θ, which has moved. */
    record SendParameter(int id, int parameter, int other) implements Crossing {}

    /** θ ← what the owner that moves it sends. */
    record ReceiveParameter(int id, int parameter, int other) implements Crossing {}
}
