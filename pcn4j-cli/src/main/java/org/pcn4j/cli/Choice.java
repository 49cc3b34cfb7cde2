package org.pcn4j.cli;

/** One of the values that an option can take. */
interface Choice {
    /** Returns how the user writes it. */
    String label();
}
