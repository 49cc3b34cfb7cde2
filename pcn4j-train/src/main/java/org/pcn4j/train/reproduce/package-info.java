/** The papers' experiments made again: what an experiment of theirs is, how it is run, kept and told on a page. */
@NullMarked
package org.pcn4j.train.reproduce;

import org.jspecify.annotations.NullMarked;
