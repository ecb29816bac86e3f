package io.github.parallelpools.actuate.endpoint;

import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.parallelpools.pool.PoolStateException;

/**
 * Tells clients of the web what went wrong: the status and a message.
 */
@RegisterReflectionForBinding({ ParallelPoolsWebExtension.Refusal.class, ClusterDescription.class })
@EndpointWebExtension(endpoint = ParallelPoolsEndpoint.class)
public class ParallelPoolsWebExtension {

	private static final int ACCEPTED = 202;

	private static final int CONFLICT = 409;

	/** In the place of a pool's name. */
	private static final String CLUSTER = "cluster";

	private final ParallelPoolsEndpoint endpoint;

	private final @Nullable ClusterView cluster;

	/**
	 * Makes an extension.
	 * @param endpoint what it extends
	 */
	public ParallelPoolsWebExtension(ParallelPoolsEndpoint endpoint) {
		this(endpoint, null);
	}

	/**
	 * Makes an extension.
	 * @param endpoint what it extends
	 * @param cluster knows the cluster, {@code null} if this instance is in none
	 */
	public ParallelPoolsWebExtension(ParallelPoolsEndpoint endpoint, @Nullable ClusterView cluster) {
		this.endpoint = endpoint;
		this.cluster = cluster;
	}

	private @Nullable ClusterView clusterOf(String pool) {
		return (pool.equals(CLUSTER) && !this.endpoint.knows(pool)) ? this.cluster : null;
	}

	/**
	 * All pools, the standalone tasks that run, the shared locks and the deadlocks, and
	 * this instance in the cluster.
	 * @return 200 with all of these
	 */
	@ReadOperation
	public WebEndpointResponse<Object> pools() {
		return answer(this::described);
	}

	private PoolsDescription described() {
		ClusterView view = clusterOf(CLUSTER);
		return this.endpoint.pools().in((view != null) ? view.summary() : null);
	}

	/**
	 * One pool, or the cluster.
	 * @param pool its name, or {@code cluster}
	 * @return 200 with the pool or the cluster, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> pool(@Selector String pool) {
		ClusterView view = clusterOf(pool);
		if (view != null) {
			return answer(view::describe);
		}
		return answer(() -> this.endpoint.pool(pool));
	}

	/**
	 * One worker.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return 200 with the worker, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> worker(@Selector String pool, @Selector String worker) {
		return answer(() -> this.endpoint.worker(pool, worker));
	}

	/**
	 * What the threads of a worker do now.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @param part {@code stacks}
	 * @return 200 with the stacks, or why there are none, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> stacks(@Selector String pool, @Selector String worker, @Selector String part) {
		return answer(() -> this.endpoint.stacks(pool, worker, part));
	}

	/**
	 * Operates a standalone task.
	 * @param action pause, resume, stop or force-stop
	 * @param task the task's id
	 * @return 200 with all pools, tasks and locks as they are now, 400 or 404
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operateTask(@Nullable String action, @Nullable String task) {
		return answer(() -> {
			this.endpoint.operateTask(action, task);
			return described();
		});
	}

	/**
	 * Operates a pool, or the cluster. Sizes are texts, so that a wrong one is answered
	 * here.
	 * @param caller who asks
	 * @param name the name of the pool, or {@code cluster}
	 * @param action pause, resume, start, stop, force-stop, resize, change, reset, renew,
	 * cancel, resend or remove
	 * @param minSize the new minimal size, to resize
	 * @param maxSize the new maximal size, to resize
	 * @param task the id of a dead letter, to resend or remove
	 * @param setting the setting, to change, as in {@code worker-overtime}
	 * @param value its new value, to change, as in the configuration
	 * @param tag the tag of tasks, to cancel them
	 * @param interrupt {@code false} to let those that run run out, to cancel
	 * @param node the id of the node of the cluster that is to drain or resume; this
	 * instance, at once, if there is none
	 * @param pool the pool that does it on all nodes, if it is the cluster that is asked.
	 * What is in the body comes before what is in the path if both are called alike, so
	 * that the path has another name here
	 * @return 200 with the pool as it is now, 202 with the version of what is wanted of
	 * the cluster, 400, 404 or 409
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operate(SecurityContext caller, @Selector String name, @Nullable String action,
			@Nullable String minSize, @Nullable String maxSize, @Nullable String task, @Nullable String setting,
			@Nullable String value, @Nullable String tag, @Nullable String interrupt, @Nullable String node,
			@Nullable String pool) {
		ClusterView view = clusterOf(name);
		if (view != null && pool != null) {
			return order(view, caller, pool, action, minSize, maxSize);
		}
		if (view != null) {
			return (node != null) ? accepted(() -> drain(view, action, node)) : answer(() -> drain(view, action));
		}
		String by = by(caller);
		return answer(() -> this.endpoint.operate(name,
				new PoolRequest(action, minSize, maxSize, task, setting, value, tag, interrupt, by)));
	}

	/**
	 * Kills a worker.
	 * @param pool the pool's name
	 * @param worker the worker's id
	 * @return 200 with the pool as it is now, or 404
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> kill(@Selector String pool, @Selector String worker) {
		return answer(() -> this.endpoint.kill(pool, worker));
	}

	/**
	 * Has a pool of the cluster do something on all nodes, which obey within a second.
	 * @param caller who asks
	 * @param pool {@code cluster}
	 * @param worker the pool's name
	 * @param action pause, resume, start, stop or resize
	 * @param minSize the new minimal size on each node, to resize
	 * @param maxSize the new maximal size on each node, to resize
	 * @return 202 with the version of what is wanted of the cluster, 400, 404 or 409
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operateEverywhere(SecurityContext caller, @Selector String pool,
			@Selector String worker, @Nullable String action, @Nullable String minSize, @Nullable String maxSize) {
		ClusterView view = clusterOf(pool);
		if (view == null) {
			return refuse(new NotFoundException(
					"A worker can't be operated. Kill it with DELETE, or operate its pool '%s'.".formatted(pool)),
					WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return order(view, caller, worker, action, minSize, maxSize);
	}

	private static WebEndpointResponse<Object> order(ClusterView view, SecurityContext caller, String pool,
			@Nullable String action, @Nullable String minSize, @Nullable String maxSize) {
		return accepted(() -> new Version(ClusterAction.order(view, pool,
				new PoolRequest(action, minSize, maxSize, null, null, null, null, null, by(caller)))));
	}

	private static String by(SecurityContext caller) {
		Principal principal = caller.getPrincipal();
		return (principal != null) ? principal.getName() : "the endpoint";
	}

	private static Object drain(ClusterView view, @Nullable String action) {
		view.drain(ClusterAction.isDrain(action));
		return view.describe();
	}

	private static Object drain(ClusterView view, @Nullable String action, String node) {
		boolean drains = ClusterAction.isDrain(action);
		List<String> nodes = ClusterAction.nodes(view);
		if (!nodes.contains(node)) {
			throw new NotFoundException("The cluster has no node '%s'. There are: %s.".formatted(node, nodes));
		}
		return new Version(view.drain(node, drains));
	}

	/** Done later, by all nodes. */
	private static WebEndpointResponse<Object> accepted(Supplier<Object> operation) {
		WebEndpointResponse<Object> done = answer(operation);
		return (done.getStatus() == WebEndpointResponse.STATUS_OK) ? new WebEndpointResponse<>(done.getBody(), ACCEPTED)
				: done;
	}

	private static WebEndpointResponse<Object> answer(Supplier<Object> operation) {
		try {
			return new WebEndpointResponse<>(operation.get());
		}
		catch (NotFoundException ex) {
			return refuse(ex, WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (BadRequestException ex) {
			return refuse(ex, WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (PoolStateException ex) {
			return refuse(ex, CONFLICT);
		}
	}

	private static WebEndpointResponse<Object> refuse(RuntimeException ex, int status) {
		return new WebEndpointResponse<>(new Refusal(String.valueOf(ex.getMessage())), status);
	}

	/**
	 * What operators have asked for.
	 *
	 * @param desiredVersion the version of what is wanted of the cluster
	 */
	record Version(long desiredVersion) {
	}

	/**
	 * What clients are told.
	 *
	 * @param message which pool, which value, and the remedy
	 */
	record Refusal(String message) {
	}

}
