package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;

import io.github.parallelpools.pool.Feed;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.PoolTimeoutException;

/**
 * Starts the pools with the application and stops them with it: after the web server,
 * which may still need them for its last requests, and before the beans that their tasks
 * use. An application that is only paused finds them as they were when it is restarted;
 * one that ends leaves no task behind for which nobody will come. Knows nothing of how
 * pools are made or destroyed.
 */
final class PoolLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	static final int PHASE = Integer.MAX_VALUE / 2;

	private static final Log logger = LogFactory.getLog(PoolLifecycle.class);

	private final ParallelPoolFactory factory;

	private final ShutdownTime time;

	private final ApplicationStop stop;

	private final PausedPools paused;

	private volatile boolean running;

	private volatile boolean started;

	/**
	 * Makes a lifecycle.
	 * @param factory knows the pools
	 * @param time how long running tasks may take to end
	 * @param stop knows why the application stops
	 * @param paused knows the pools that start again after a pause
	 */
	PoolLifecycle(ParallelPoolFactory factory, ShutdownTime time, ApplicationStop stop, PausedPools paused) {
		this.stop = stop;
		this.paused = paused;
		this.factory = factory;
		this.time = time;
	}

	@Override
	public void start() {
		this.running = true;
		this.factory.beansAreMade();
		this.factory.applicationStops(null);
		Duration given = given();
		if (given.compareTo(this.time.wanted()) < 0 && !this.factory.opened().isEmpty()) {
			logger.warn(("'parallel.shutdown-timeout' is %s ms, but the application waits for %s ms only, so that "
					+ "tasks are ended by force after %s ms. Raise 'spring.lifecycle.timeout-per-shutdown-phase' above it.")
				.formatted(this.time.wanted().toMillis(), this.time.phase().toMillis(), given.toMillis()));
		}
		this.paused.restart();
		List<OpenedPool> starting = this.factory.opened()
			.stream()
			.filter((one) -> one.autoStart() && (!this.started || one.pool().state() == PoolState.NEW))
			.toList();
		this.started = true;
		// Workers that are to be seen ready start beside each other.
		starting.forEach(OpenedPool::start);
		starting.forEach(OpenedPool::verify);
	}

	/** The pool that may take longest to obey is waited for as well. */
	private Duration given() {
		Duration killGrace = this.factory.opened()
			.stream()
			.map((opened) -> opened.pool().settings().overtime().killGrace())
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
		return this.time.given(killGrace);
	}

	@Override
	public void stop() {
		boolean forGood = this.stop.isForGood();
		try {
			stopPools();
		}
		finally {
			if (forGood) {
				this.factory.endQueued();
			}
			this.running = false;
		}
	}

	@Override
	public void stop(Runnable callback) {
		Thread stopping = new Thread(() -> {
			try {
				stop();
			}
			finally {
				callback.run();
			}
		}, "parallel-shutdown");
		stopping.setDaemon(true);
		stopping.start();
	}

	private void stopPools() {
		this.paused.note();
		this.factory.applicationStops(this.stop.reason());
		List<ParallelPool> pools = new ArrayList<>();
		Duration given = given();
		int tasks = 0;
		// Copies of tasks are nobody's loss.
		for (OpenedPool opened : this.factory.opened()) {
			if (opened.shadow() != null) {
				pools.add(opened.shadow().stop());
			}
		}
		pools.removeIf((copies) -> copies.state() == PoolState.NEW);
		for (OpenedPool opened : this.factory.opened()) {
			// What was never started has nothing to stop, and goes on collecting tasks if
			// the application is only paused.
			if (opened.pool().state() != PoolState.NEW) {
				opened.pool().stop();
				pools.add(opened.pool());
				tasks += opened.pool().snapshot().size().busy();
			}
		}
		if (tasks > 0) {
			logger.info("Waiting for %s running tasks of %s pools, for at most %s ms".formatted(tasks, pools.size(),
					given.toMillis()));
		}
		List<ParallelPool> late = await(pools, given);
		late.forEach(PoolLifecycle::endByForce);
		for (ParallelPool pool : late) {
			await(List.of(pool), pool.settings().overtime().killGrace().plus(ShutdownTime.SLACK))
				.forEach((one) -> logger.warn("Pool '%s' has not ended: %s".formatted(one.name(), one.snapshot())));
		}
		pools.forEach(PoolLifecycle::tellOfQueue);
	}

	/** Waits until pools have stopped; returns those that have not. */
	private static List<ParallelPool> await(List<ParallelPool> pools, Duration timeout) {
		List<ParallelPool> late = new ArrayList<>();
		long deadline = System.nanoTime() + timeout.toNanos();
		for (ParallelPool pool : pools) {
			try {
				pool.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
			}
			catch (PoolTimeoutException ex) {
				late.add(pool);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				late.add(pool);
			}
		}
		return late;
	}

	private static void endByForce(ParallelPool pool) {
		PoolSnapshot.Size size = pool.snapshot().size();
		logger.warn(
				"Pool '%s' still runs %s tasks and is ended by force. Raise 'parallel.shutdown-timeout' if they need the time."
					.formatted(pool.name(), size.busy()));
		pool.forceStop();
	}

	private static void tellOfQueue(ParallelPool pool) {
		int queued = pool.snapshot().queue().size();
		// What waits elsewhere is not the pool's.
		if (queued > 0 && pool.settings().work().feed() instanceof Feed.Submitted) {
			logger.warn("Pool '%s' stopped with %s tasks in its queue; unless it starts again they end as cancelled"
				.formatted(pool.name(), queued));
		}
	}

	/** An application that is closed while it is paused is not stopped once more. */
	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (this.stop.isOf(event.getApplicationContext()) && this.started && !this.running) {
			this.factory.applicationStops(this.stop.reason());
			this.factory.endQueued();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
