package io.github.parallelpools.actuate.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The cluster as one instance sees it, for people and programs.
 *
 * @param store which kind of store it has
 * @param name this instance's name
 * @param state what this instance knows of its own life: LIVE, UNAVAILABLE or FENCED
 * @param renewedMs how long ago its last renewal began
 * @param nodes the nodes, the oldest first
 * @param pools how much is to be done for the pools that have a part here
 * @param locks the shared locks that living nodes have
 * @param desiredVersion the version of what operators want of all nodes, 0 if they have
 * said nothing
 * @param installation the name of those who share the store, {@code null} if they have
 * none
 * @param tasks the standalone tasks of the cluster that are executed
 */
public record ClusterDescription(String store, String name, String state, long renewedMs, List<Node> nodes,
		Map<String, Pool> pools, List<Lock> locks, long desiredVersion, @Nullable String installation,
		List<Task> tasks) {

	/**
	 * A node.
	 *
	 * @param id its id
	 * @param name its name
	 * @param self whether this instance is that node
	 * @param build which build of the application it is
	 * @param ageMs how long it has been there
	 * @param leaseMs how long it still lives without another renewal
	 * @param status what it tells of itself
	 */
	public record Node(String id, String name, boolean self, String build, long ageMs, long leaseMs,
			Map<String, Object> status) {
	}

	/**
	 * A pool, on all nodes together.
	 *
	 * @param queued how many tasks wait
	 * @param running how many tasks are claimed
	 * @param dead how many dead letters there are
	 * @param oldestWaitMs how long the oldest task has waited
	 * @param desired what operators want of it on all nodes, {@code null} if they have
	 * said nothing
	 */
	public record Pool(long queued, long running, long dead, long oldestWaitMs, @Nullable Desired desired) {
	}

	/**
	 * What operators want of a pool on all nodes.
	 *
	 * @param state RUNNING, PAUSED or STOPPED, {@code null} if they have said nothing
	 * @param minSize how many workers it keeps on each node, {@code null} likewise
	 * @param maxSize how many it may have, {@code null} likewise
	 * @param by who has said it
	 */
	public record Desired(@Nullable String state, @Nullable Integer minSize, @Nullable Integer maxSize, String by) {
	}

	/**
	 * A lock.
	 *
	 * @param name its name
	 * @param node the node that has it
	 * @param owner the node's name, and who of it
	 * @param token the token of the grant
	 */
	public record Lock(String name, String node, String owner, long token) {
	}

	/**
	 * A standalone task that is executed once in the whole cluster.
	 *
	 * @param name its name
	 * @param node the id of the node that executes it
	 * @param instance the name of that instance
	 * @param state RUNNING, PAUSED, or LOST if that node is gone and no other one has
	 * taken the task over yet
	 * @param token the token of the execution
	 * @param attempt how many executions of this run have begun
	 * @param since when this one began, by the clock of its instance
	 * @param wanted what operators or instances want of the run, {@code null} if they
	 * have said nothing
	 * @param progress how far it has come, {@code null} if it has told nothing
	 */
	public record Task(String name, String node, String instance, String state, long token, int attempt, Instant since,
			@Nullable Wanted wanted, @Nullable Progress progress) {
	}

	/**
	 * How far a standalone task has come.
	 *
	 * @param fraction how much is done, from 0 to 1
	 * @param text what is being done, {@code null} if there is nothing to say
	 */
	public record Progress(double fraction, @Nullable String text) {
	}

	/**
	 * What is wanted of a standalone task.
	 *
	 * @param action pause, resume, stop or force-stop
	 * @param by who wants it
	 */
	public record Wanted(String action, String by) {
	}

}
