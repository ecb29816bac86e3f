package io.github.parallelpools.autoconfigure;

import java.util.Optional;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.github.parallelpools.actuate.metrics.ClusterMeters;
import io.github.parallelpools.actuate.metrics.ParallelPoolMetrics;
import io.github.parallelpools.actuate.metrics.SharedMeters;
import io.github.parallelpools.actuate.metrics.StandaloneMeters;
import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;
import io.github.parallelpools.autoconfigure.event.HangFoundEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskEndedEvent;
import io.github.parallelpools.autoconfigure.event.StandaloneTaskTroubleEvent;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.pool.HangSnapshot;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskListener;

/**
 * Auto-configuration of the meters of pools, standalone tasks, shared locks and the
 * cluster.
 */
@AutoConfiguration(after = { ParallelAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@Conditional(OutsideOfWorkers.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public final class ParallelMetricsAutoConfiguration {

	@Bean
	@ConditionalOnBean(Parallel.class)
	SharedMeters parallelSharedMeters(ObjectProvider<Parallel> parallel) {
		return new SharedMeters(() -> parallel.stream().toList());
	}

	@Bean
	@ConditionalOnBean(Parallel.class)
	StandaloneMeters parallelStandaloneMeters(ObjectProvider<Parallel> parallel, PoolEventPublisher events) {
		// A mock knows of none.
		StandaloneMeters meters = new StandaloneMeters(
				() -> Optional.ofNullable(parallel.getIfUnique()).map(Parallel::taskHangs).orElse(HangSnapshot.NONE));
		events.tellAtOnce((event) -> {
			if (event instanceof StandaloneTaskEndedEvent ended) {
				meters.ended(ended.getTask().kind(), ended.getResult());
			}
			else if (event instanceof StandaloneTaskTroubleEvent trouble) {
				count(meters, trouble);
			}
		});
		return meters;
	}

	private static void count(StandaloneMeters meters, StandaloneTaskTroubleEvent event) {
		WorkerKind kind = event.getTask().kind();
		switch (event.getCause()) {
			case OVERTIME -> meters.trouble(kind, StandaloneMeters.Trouble.OVERTIME);
			case KILLED -> meters.trouble(kind, StandaloneMeters.Trouble.KILLED);
			case CRASHED -> meters.trouble(kind, StandaloneMeters.Trouble.CRASHED);
			case ABANDONED -> meters.trouble(kind, StandaloneMeters.Trouble.ABANDONED);
			case HANGS -> meters.hangFound(event.getMessage());
		}
	}

	@Bean
	@ConditionalOnBean(Cluster.class)
	ClusterMeters parallelClusterMeters() {
		return new ClusterMeters();
	}

	@Bean
	@ConditionalOnBean(Cluster.class)
	MeteredCluster parallelMeteredCluster(ClusterMeters meters) {
		return new MeteredCluster(meters);
	}

	@Bean
	@ConditionalOnBean(ParallelPool.class)
	ParallelPoolMetrics parallelPoolMetrics(ListableBeanFactory beans, PoolEventPublisher events) {
		ParallelPoolMetrics metrics = new ParallelPoolMetrics(SeenPools.in(beans).values());
		events.tellAtOnce((event) -> {
			if (event instanceof HangFoundEvent found) {
				metrics.hangFound(found.getPoolName(), found.getPlace());
			}
		});
		return metrics;
	}

	/**
	 * No default candidate: an application's only listener can be injected by its type.
	 */
	@Bean(defaultCandidate = false)
	@ConditionalOnBean(ParallelPool.class)
	TaskListener parallelPoolMetricsListener(ParallelPoolMetrics metrics) {
		return metrics.listener();
	}

}
