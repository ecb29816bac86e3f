package io.github.parallelpools.actuate.endpoint;

import java.security.Principal;
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
		return answer(() -> this.endpoint.operateTask(action, task));
	}

	/**
	 * Operates a pool. Sizes are texts, so that a wrong one is answered here.
	 * @param caller who asks
	 * @param pool its name
	 * @param action pause, resume, start, stop, force-stop, resize, change, reset, renew,
	 * cancel, resend or remove
	 * @param minSize the new minimal size, to resize
	 * @param maxSize the new maximal size, to resize
	 * @param task the id of a dead letter, to resend or remove
	 * @param setting the setting, to change, as in {@code worker-overtime}
	 * @param value its new value, to change, as in the configuration
	 * @param tag the tag of tasks, to cancel them
	 * @param interrupt {@code false} to let those that run run out, to cancel
	 * @return 200 with the pool as it is now, 400, 404 or 409
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operate(SecurityContext caller, @Selector String pool, @Nullable String action,
			@Nullable String minSize, @Nullable String maxSize, @Nullable String task, @Nullable String setting,
			@Nullable String value, @Nullable String tag, @Nullable String interrupt) {
		ClusterView view = clusterOf(pool);
		if (view != null) {
			return answer(() -> drain(view, action));
		}
		Principal principal = caller.getPrincipal();
		String by = (principal != null) ? principal.getName() : "the endpoint";
		return answer(() -> this.endpoint.operate(pool,
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

	private static Object drain(ClusterView view, @Nullable String action) {
		if (!"drain".equals(action) && !"resume".equals(action)) {
			throw new BadRequestException(
					"'action' can't be '%s' for the cluster. Use one of: drain, which has this instance claim no more tasks, resume."
						.formatted(action));
		}
		view.drain("drain".equals(action));
		return view.describe();
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
	 * What clients are told.
	 *
	 * @param message which pool, which value, and the remedy
	 */
	record Refusal(String message) {
	}

}
