package io.github.parallelpools.autoconfigure;

import java.util.Objects;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanCurrentlyInCreationException;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.worker.process.ProcessWorkerFactory;

/**
 * A pool that was made as a bean, and how it is started.
 *
 * @param pool the pool whose workers run tasks here
 * @param bean the pool that users see: the same, or that of the cluster
 * @param autoStart whether it starts with the application
 * @param function makes sure that the handler or the poller is there, {@code null} if
 * there is nothing to make
 * @param processes starts its processes, {@code null} if it has none
 * @param verification finds out whether its workers start, {@code null} if nobody wants
 * to know
 * @param shadow runs copies of its tasks, {@code null} if it has none
 */
record OpenedPool(ParallelPool pool, ParallelPool bean, boolean autoStart, @Nullable Supplier<?> function,
		@Nullable ProcessWorkerFactory processes, @Nullable WorkerVerification verification,
		@Nullable PoolShadow shadow) {

	/** The same with a shadow. */
	OpenedPool with(@Nullable PoolShadow copies) {
		return new OpenedPool(this.pool, this.bean, this.autoStart, this.function, this.processes, this.verification,
				copies);
	}

	/**
	 * Starts the pool, unless its handler or poller can't be made, which is told here
	 * rather than by its workers.
	 */
	void start() {
		if (this.function != null) {
			Objects.requireNonNull(this.function.get(), "The bean of a handler or a poller can't be null");
		}
		this.pool.start();
		if (this.verification != null) {
			this.verification.begin();
		}
	}

	/** Waits until it is known whether its workers start, if anybody wants to know. */
	void verify() {
		if (this.verification != null) {
			this.verification.complete();
		}
	}

	/** Starts the pool while beans are made, of which it may need one. */
	void startEarly() {
		try {
			start();
		}
		catch (BeansException ex) {
			if (ex.getMostSpecificCause() instanceof BeanCurrentlyInCreationException circle) {
				throw EarlyUseException.of(this.pool.name(), String.valueOf(circle.getBeanName()), ex);
			}
			throw ex;
		}
		verify();
	}

}
