package io.github.parallelpools.actuate.endpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of itself in the cluster without asking the store, for people
 * and programs.
 *
 * @param store which kind of store the cluster has
 * @param name this instance's name
 * @param node the id of the node that it is, absent while it is none
 * @param state what it knows of its own life: LIVE, UNAVAILABLE or FENCED
 * @param renewedMs how long ago its last renewal began
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterSummary(String store, String name, @Nullable String node, String state, long renewedMs) {
}
