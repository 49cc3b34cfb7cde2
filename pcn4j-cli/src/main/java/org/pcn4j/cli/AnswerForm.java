package org.pcn4j.cli;

/** How a network's answers are written. */
enum AnswerForm {
    TEXT,
    CSV,
    JSON
}
