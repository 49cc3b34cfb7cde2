package org.pcn4j.cli;

import java.util.Locale;

/** How a network's answers are written. */
enum AnswerForm {
    TEXT,
    CSV,
    JSON;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
