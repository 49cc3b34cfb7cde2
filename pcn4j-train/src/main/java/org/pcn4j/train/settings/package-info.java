/**
 * Settings as YAML, strictly: forms say which keys there are, what each may hold, what it is by default and what it
 * means, and from that alone texts are read, written and explained. A text holds no code; where a catalog is open it may name
 * a class, of which nothing runs before it is known to be of the type that is wanted.
 */
@NullMarked
package org.pcn4j.train.settings;

import org.jspecify.annotations.NullMarked;
