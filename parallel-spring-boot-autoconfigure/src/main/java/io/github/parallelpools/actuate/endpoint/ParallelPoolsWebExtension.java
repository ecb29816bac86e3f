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
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import io.github.parallelpools.pool.PoolStateException;

/**
 * Tells clients of the web what went wrong: the status and a message. What is shown and
 * operated is what the address says, see {@link RequestedPath}.
 */
@RegisterReflectionForBinding({ ParallelPoolsWebExtension.Refusal.class, ClusterDescription.class,
		TaskAction.Ordered.class })
@EndpointWebExtension(endpoint = ParallelPoolsEndpoint.class)
public class ParallelPoolsWebExtension {

	private static final int ACCEPTED = 202;

	private static final int METHOD_NOT_ALLOWED = 405;

	private static final int CONFLICT = 409;

	/** In the place of a pool's name. */
	private static final String CLUSTER = "cluster";

	/** Behind that, before the name of a standalone task. */
	private static final String TASKS = "tasks";

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
	 * One pool, one worker, or what the threads of a worker do now; or the cluster.
	 * @param path a pool's name, also with a worker's id, also with {@code stacks}; or
	 * {@code cluster}
	 * @return 200 with what was asked for, or why there are no stacks, 400 or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Object> read(@Selector(match = Match.ALL_REMAINING) Object path) {
		return answer(() -> {
			RequestedPath asked = RequestedPath.of(path);
			if (asked.length() > 1 && clusterOf(asked.first()) != null) {
				throw new NotFoundException(
						"There is nothing to be read at '%s'. GET '%s' for its pools and tasks, which POST operates."
							.formatted(String.join("/", asked.segments()), CLUSTER));
			}
			return switch (asked.length()) {
				case 0 -> described();
				case 1 -> one(asked.first());
				case 2 -> this.endpoint.worker(asked.first(), asked.second());
				case 3 -> this.endpoint.stacks(asked.first(), asked.second(), asked.third());
				default -> throw nothing(asked);
			};
		});
	}

	private Object one(String pool) {
		ClusterView view = clusterOf(pool);
		demandCluster(pool);
		return (view != null) ? view.describe() : this.endpoint.pool(pool);
	}

	/** Says why there is none, if the cluster is asked for. */
	private void demandCluster(String pool) {
		if (pool.equals(CLUSTER) && this.cluster == null && !this.endpoint.knows(pool)) {
			throw ClusterAction.noCluster();
		}
	}

	private static NotFoundException nothing(RequestedPath asked) {
		return new NotFoundException("There is nothing at '%s'. There are pools, workers and their stacks."
			.formatted(String.join("/", asked.segments())));
	}

	/**
	 * Operates a standalone task.
	 * @param action pause, resume, stop or force-stop
	 * @param task the task's id
	 * @return 200 with all pools, tasks and locks as they are now, 400 or 404
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operateTask(@Nullable String action, @Nullable String task) {
		return answer(() -> operated(action, task));
	}

	private PoolsDescription operated(@Nullable String action, @Nullable String task) {
		this.endpoint.operateTask(action, task);
		return described();
	}

	/**
	 * Operates a pool, the cluster, or a pool or a standalone task of the cluster on all
	 * nodes, which obey within a second. Sizes are texts, so that a wrong one is answered
	 * here.
	 * @param caller who asks
	 * @param path the name of the pool, {@code cluster}, {@code cluster} and the name of
	 * one of its pools, or {@code cluster}, {@code tasks} and the name of one of its
	 * standalone tasks
	 * @param action pause, resume, start, stop, force-stop, resize, change, reset, renew,
	 * cancel, resend, write or remove; of the cluster drain or resume; of a pool on all
	 * nodes pause, resume, start, stop or resize; of a standalone task pause, resume,
	 * stop or force-stop
	 * @param minSize the new minimal size, to resize
	 * @param maxSize the new maximal size, to resize
	 * @param task the id of a dead letter, to resend, write or remove; of a standalone
	 * task of the cluster what the path says, if it is there
	 * @param setting the setting, to change, as in {@code worker-overtime}
	 * @param value its new value, to change, as in the configuration
	 * @param tag the tag of tasks, to cancel them
	 * @param interrupt {@code false} to let those that run run out, to cancel
	 * @param node the id or the name of the node that is to drain or resume; this
	 * instance, at once, if there is none
	 * @param pool the pool that does it on all nodes, if the path is {@code cluster};
	 * else what the path says, if it is there
	 * @param worker what the path says, if it is there
	 * @return 200 with what it is now, 202 with the version of what is wanted of the
	 * cluster, 400, 404 or 409
	 */
	@WriteOperation
	public WebEndpointResponse<Object> operate(SecurityContext caller,
			@Selector(match = Match.ALL_REMAINING) Object path, @Nullable String action, @Nullable String minSize,
			@Nullable String maxSize, @Nullable String task, @Nullable String setting, @Nullable String value,
			@Nullable String tag, @Nullable String interrupt, @Nullable String node, @Nullable String pool,
			@Nullable String worker) {
		PoolRequest request = new PoolRequest(action, minSize, maxSize, task, setting, value, tag, interrupt,
				by(caller));
		return respond(() -> {
			RequestedPath asked = RequestedPath.of(path);
			if (asked.length() == 0) {
				return ok(operated(action, task));
			}
			RequestedPath.demandSame("worker", worker, asked.segments().get(asked.length() - 1));
			demandCluster(asked.first());
			ClusterView view = clusterOf(asked.first());
			if (view != null) {
				return operate(view, asked, request, node, pool);
			}
			RequestedPath.demandSame("pool", pool, asked.first());
			if (asked.length() > 1) {
				throw new NotFoundException("A worker can't be operated. Kill it with DELETE, or operate its pool '%s'."
					.formatted(asked.first()));
			}
			return ok(this.endpoint.operate(asked.first(), request));
		});
	}

	private WebEndpointResponse<Object> operate(ClusterView view, RequestedPath asked, PoolRequest request,
			@Nullable String node, @Nullable String pool) {
		if (asked.length() > 2) {
			return operateTask(view, asked, request, pool);
		}
		demandNoTask(asked, request.task());
		if (asked.length() == 2) {
			RequestedPath.demandSame("pool", pool, asked.second());
			return accepted(order(view, asked.second(), request));
		}
		if (pool != null) {
			return accepted(order(view, pool, request));
		}
		return (node != null) ? accepted(ClusterAction.drain(view, request.action(), node))
				: ok(ClusterAction.drain(view, request.action()));
	}

	/** A task that is written in the body is not what would be operated. */
	private static void demandNoTask(RequestedPath asked, @Nullable String task) {
		if (task != null) {
			throw new BadRequestException(
					"'task' is '%s', but the address says '%s'. Take 'task' out of the body and the query, or ask '%s/%s/%1$s'."
						.formatted(task, String.join("/", asked.segments()), CLUSTER, TASKS));
		}
	}

	private static WebEndpointResponse<Object> operateTask(ClusterView view, RequestedPath asked, PoolRequest request,
			@Nullable String pool) {
		if (asked.length() > 3 || !asked.second().equals(TASKS)) {
			throw new NotFoundException(
					"There is nothing to be operated at '%s'. There are '%s/<pool>' and '%2$s/%s/<standalone task>'."
						.formatted(String.join("/", asked.segments()), CLUSTER, TASKS));
		}
		RequestedPath.demandSame("pool", pool, asked.first());
		RequestedPath.demandSame("task", request.task(), asked.third());
		return new WebEndpointResponse<>(TaskAction.of(request.action()).order(view, asked.third(), request.by()),
				ACCEPTED);
	}

	private long order(ClusterView view, String pool, PoolRequest request) {
		if (this.endpoint.knows(pool) && !view.pools().contains(pool)) {
			throw new NotFoundException(
					"Pool '%s' is one of each instance for itself, as it has 'scope: local'. Operate it there, at its own address; of the cluster are: %s."
						.formatted(pool, view.pools()));
		}
		return ClusterAction.order(view, pool, request);
	}

	/**
	 * Kills a worker.
	 * @param path the pool's name and the worker's id
	 * @return 200 with the pool as it is now, 400, 404, or 405 if that is no worker
	 */
	@DeleteOperation
	public WebEndpointResponse<Object> kill(@Selector(match = Match.ALL_REMAINING) Object path) {
		return respond(() -> {
			RequestedPath asked = RequestedPath.of(path);
			if (asked.length() != 2) {
				return refuse("Only workers are killed. DELETE the address of one.", METHOD_NOT_ALLOWED);
			}
			return ok(this.endpoint.kill(asked.first(), asked.second()));
		});
	}

	private static String by(SecurityContext caller) {
		Principal principal = caller.getPrincipal();
		return (principal != null) ? principal.getName() : "the endpoint";
	}

	private static WebEndpointResponse<Object> ok(Object body) {
		return new WebEndpointResponse<>(body);
	}

	/** Done later, by all nodes. */
	private static WebEndpointResponse<Object> accepted(long version) {
		return new WebEndpointResponse<>(new ClusterAction.Version(version), ACCEPTED);
	}

	private static WebEndpointResponse<Object> answer(Supplier<Object> operation) {
		return respond(() -> ok(operation.get()));
	}

	private static WebEndpointResponse<Object> respond(Supplier<WebEndpointResponse<Object>> operation) {
		try {
			return operation.get();
		}
		catch (NotFoundException ex) {
			return refuse(ex.getMessage(), WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (BadRequestException ex) {
			return refuse(ex.getMessage(), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		catch (PoolStateException ex) {
			return refuse(ex.getMessage(), CONFLICT);
		}
	}

	private static WebEndpointResponse<Object> refuse(@Nullable String message, int status) {
		return new WebEndpointResponse<>(new Refusal(String.valueOf(message)), status);
	}

	/**
	 * What clients are told.
	 *
	 * @param message which pool, which value, and the remedy
	 */
	record Refusal(String message) {
	}

}
