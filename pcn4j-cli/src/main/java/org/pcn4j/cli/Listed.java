package org.pcn4j.cli;

import java.util.List;

/**
 * Several values of one option, without duplicates.
 *
 * @param items in the order given, at least one
 */
record Listed<E>(List<E> items) {
    Listed {
        items = List.copyOf(items);
    }
}
