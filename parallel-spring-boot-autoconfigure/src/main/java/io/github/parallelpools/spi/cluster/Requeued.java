package io.github.parallelpools.spi.cluster;

import java.util.List;

/**
 * What became of tasks whose nodes are gone, or that were queued for too long.
 *
 * @param queued the ids of those that are queued again
 * @param dead the ids of those that became dead letters
 * @param expired the ids of those that have ended as nobody claimed them in time
 */
public record Requeued(List<String> queued, List<String> dead, List<String> expired) {

	/** Nothing was to be done. */
	public static final Requeued NOTHING = new Requeued(List.of(), List.of(), List.of());

}
