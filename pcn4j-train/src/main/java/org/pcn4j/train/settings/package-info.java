/**
 * Settings as YAML, strictly: forms say which keys there are, what each may hold, what it is by default and what it
 * means, and from that alone texts are read, written and explained. Nothing that is read is ever executed.
 */
@NullMarked
package org.pcn4j.train.settings;

import org.jspecify.annotations.NullMarked;
