/** All catalogs of things that have a name, and the tables that the docs show of them. */
@NullMarked
package org.pcn4j.train.catalog;

import org.jspecify.annotations.NullMarked;
