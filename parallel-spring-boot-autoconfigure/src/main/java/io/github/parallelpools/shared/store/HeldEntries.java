package io.github.parallelpools.shared.store;

import java.util.List;

/**
 * All entries of a map at one moment, for somebody who keeps them for a while: what the
 * map has no more, but this has, counts for the limits of maps until it is released.
 *
 * @param entries the entries, in no particular order
 * @param release called once when they are kept no more
 */
public record HeldEntries(List<StoredEntry> entries, Runnable release) {
}
