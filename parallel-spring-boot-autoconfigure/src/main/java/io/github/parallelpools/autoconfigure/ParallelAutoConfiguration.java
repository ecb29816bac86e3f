package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;
import io.github.parallelpools.autoconfigure.event.DeadlockFoundEvent;
import io.github.parallelpools.autoconfigure.isolation.IsolatedBeans;
import io.github.parallelpools.cluster.Cluster;
import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.engine.time.Ticker;
import io.github.parallelpools.engine.time.WorkingTime;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationCode;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;
import io.github.parallelpools.worker.process.ProcessHost;
import io.github.parallelpools.worker.process.log.ApplicationLog;

/**
 * Auto-configuration of pools: a {@link ParallelPool} bean for each entry below
 * {@code parallel.pools}. Comes last, so that it notices other beans of a pool's name.
 */
@AutoConfiguration
@AutoConfigureOrder(Ordered.LOWEST_PRECEDENCE)
@Conditional(OutsideOfWorkers.class)
@EnableConfigurationProperties(ParallelProperties.class)
@ImportRuntimeHints(ParallelHints.class)
@Import({ ParallelPoolRegistrar.class, ParallelLoggingConfiguration.class, ParallelReplayConfiguration.class })
public final class ParallelAutoConfiguration {

	private static final String ENGINE = "parallelEngine";

	private static final String HOST = "parallelProcessHost";

	private static final String SHARED = "parallelSharedStore";

	private static final String OBJECTS = "parallelSharedObjects";

	private static final String HANDLERS = "parallelPoolHandlers";

	private static final String PARALLEL = "applicationParallel";

	private static final Duration BOOTS_PHASE_TIMEOUT = Duration.ofSeconds(30);

	@Bean
	static PoolConfigurationCheck parallelPoolConfigurationCheck(Environment environment) {
		return new PoolConfigurationCheck(environment);
	}

	@Bean
	static ConfigurationPropertiesBindHandlerAdvisor parallelVariablesOfOthers() {
		return VariablesOfOthers::new;
	}

	@Bean
	static AsyncFailures parallelAsyncFailures(ConfigurableListableBeanFactory beans, Environment environment) {
		return new AsyncFailures(new AsyncMethods(beans, environment));
	}

	@Bean
	static ListenerBeans parallelListenerBeans(PoolConfigurationCheck check) {
		return new ListenerBeans(check);
	}

	@Bean
	static BuiltPools parallelBuiltPools(ConfigurableListableBeanFactory beans) {
		return new BuiltPools(beans);
	}

	@Bean
	static IsolatedBeans parallelIsolatedBeans(ConfigurableListableBeanFactory beans, Environment environment) {
		return IsolationPools.isolatedBeans(beans, environment);
	}

	@Bean(HANDLERS)
	PoolHandlers parallelPoolHandlers(ConfigurableListableBeanFactory beans) {
		return new PoolHandlers(beans);
	}

	@Bean(SHARED)
	@ConditionalOnMissingBean
	SharedStore parallelSharedStore(ParallelProperties properties) {
		return SharedStore.inMemory(properties.shared().limits());
	}

	@Bean
	ApplicationCode parallelApplicationCode(ConfigurableListableBeanFactory beans) {
		return new ApplicationCode(new MainClasses(beans, classLoader(beans))::addTo);
	}

	@Bean(OBJECTS)
	SharedObjects parallelSharedObjects(SharedStore shared, ParallelProperties properties, ApplicationCode code,
			ConfigurableListableBeanFactory beans) {
		ParallelProperties.Shared settings = properties.shared();
		return new ApplicationObjects(shared, classLoader(beans), code, settings.filter(),
				settings.maxValue().toBytes());
	}

	@Bean(HOST)
	@Lazy
	ProcessHost parallelProcessHost(ParallelProperties properties, SharedStore shared, SharedObjects objects,
			ConfigurableListableBeanFactory beans, ObjectProvider<ApplicationLog> log, ApplicationCode code) {
		return new ProcessHost(properties.workerDirectory(), classLoader(beans), shared, objects,
				log.getIfAvailable(() -> ApplicationLog.STANDARD), code);
	}

	/** Closed before the host of its processes and the handlers of its tasks. */
	@Bean(ENGINE)
	@Lazy
	@DependsOn({ HOST, HANDLERS })
	ParallelEngine parallelEngine(SharedStore shared, ParallelProperties properties, DeadlockWatch deadlocks,
			ObjectProvider<Ticker> ticker) {
		return new ParallelEngine(ticker.getIfAvailable(WorkingTime::new), shared, properties.supervisionInterval(),
				properties.memoryBudgetBytes(), deadlocks);
	}

	/**
	 * Also where there is no engine: the application's own threads may wait for each
	 * other.
	 */
	@Bean
	DeadlockWatch parallelDeadlockWatch(SharedStore shared, PoolEventPublisher events) {
		DeadlockWatch watch = new DeadlockWatch(shared.locks());
		Consumer<ApplicationEvent> way = events.others("The search for deadlocks");
		watch.add((deadlock) -> way.accept(new DeadlockFoundEvent(deadlock)));
		return watch;
	}

	@Bean
	ContextPropagation parallelContextPropagation(ConfigurableListableBeanFactory beans) {
		return new ContextPropagation(beans, classLoader(beans));
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	StartWatch parallelStartWatch() {
		return new StartWatch();
	}

	@Bean
	PoolDrafts parallelPoolDrafts(Environment environment, PoolHandlers handlers, ConfigurableListableBeanFactory beans,
			ObjectProvider<ParallelPoolCustomizer> customizers) {
		PoolChecks checks = new PoolChecks(handlers, new PoolListeners(beans), new PoolFeeds(beans),
				beans.getBeanClassLoader(), environment, beans);
		return new PoolDrafts(environment, checks, () -> customizers.orderedStream().iterator());
	}

	@Bean
	PoolReconfiguration parallelPoolReconfiguration(ParallelPoolFactory factory, PoolDrafts drafts,
			Environment environment, ParallelProperties properties) {
		return new PoolReconfiguration(factory, drafts, environment, properties.memoryBudgetBytes() > 0);
	}

	@Bean(ParallelPoolRegistrar.FACTORY)
	ParallelPoolFactory parallelPoolFactory(Environment environment, PoolHandlers handlers,
			ConfigurableListableBeanFactory beans, @Qualifier(ENGINE) ObjectProvider<ParallelEngine> engine,
			@Qualifier(HOST) ObjectProvider<ProcessHost> host, SharedObjects shared, StartWatch watch,
			PoolEventPublisher events, ApplicationCode code, ContextPropagation contexts, PoolDrafts drafts,
			ObjectProvider<Cluster> cluster) {
		PoolBeans named = new PoolBeans(handlers, new PoolListeners(beans), new PoolFeeds(beans), contexts);
		PoolWorkers workers = new PoolWorkers(environment, named, host::getObject, shared, classLoader(beans),
				() -> beans.getBeanProvider(WorkerFactoryDecorator.class).orderedStream().iterator());
		return new ParallelPoolFactory(ConfiguredPools.in(environment), drafts, workers, named, engine::getObject,
				classLoader(beans), watch, events, code,
				new ClusterParts(() -> cluster(cluster), shared, classLoader(beans), code, handlers),
				new ShadowParts(environment, handlers, workers, beans));
	}

	private static Cluster cluster(ObjectProvider<Cluster> cluster) {
		Cluster node = cluster.getIfAvailable();
		if (node == null) {
			throw new ClusterConfigurationException("A pool has 'scope: cluster', but this instance is no node.",
					"Set the scope in the configuration rather than in code, and don't exclude ParallelClusterAutoConfiguration.");
		}
		return node;
	}

	/** That of a context above this one makes pools that end with that one. */
	@Bean
	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	PoolBuilder parallelPoolBuilder(ParallelPoolFactory factory) {
		return factory.builder();
	}

	@Bean
	@ConditionalOnBean(Cluster.class)
	PublishedCluster parallelPublishedCluster(PoolEventPublisher events) {
		return new PublishedCluster(events.others("The cluster"));
	}

	@Bean
	PoolEventPublisher parallelPoolEventPublisher(ApplicationEventPublisher publisher,
			ConfigurableListableBeanFactory beans) {
		return new PoolEventPublisher(publisher, classLoader(beans));
	}

	@Bean(PARALLEL)
	@ConditionalOnMissingBean(Parallel.class)
	ApplicationParallel applicationParallel(ParallelProperties properties, ConfigurableListableBeanFactory beans,
			@Qualifier(ENGINE) ObjectProvider<ParallelEngine> engine, @Qualifier(HOST) ObjectProvider<ProcessHost> host,
			SharedObjects shared, SharedStore store, Environment environment, ContextPropagation contexts,
			DeadlockWatch deadlocks, ObjectProvider<ParallelPoolFactory> pools, ApplicationCode code,
			ObjectProvider<Cluster> cluster, PoolEventPublisher events) {
		ClassLoader classLoader = classLoader(beans);
		PublishedTasks published = new PublishedTasks(events.others("The standalone tasks"),
				(name) -> code.has(name, classLoader));
		return new ApplicationParallel(
				() -> engine.getObject()
					.tasks(new ApplicationTaskWorkers(properties.defaults(), host::getObject, shared, classLoader,
							environment, contexts),
							new ClusterTaskScope(cluster::getIfAvailable, properties.defaults(), shared, classLoader,
									code),
							published),
				shared, store, deadlocks, (name) -> pools.getObject().shadow(name));
	}

	@Bean
	@ConditionalOnBean(value = ApplicationParallel.class, search = SearchStrategy.CURRENT)
	TaskLifecycle parallelTaskLifecycle(ConfigurableListableBeanFactory beans, ParallelProperties properties,
			Environment environment, ConfigurableApplicationContext context) {
		return new TaskLifecycle(ownParallel(beans), shutdownTime(properties, environment),
				properties.defaults().killGrace(), new ApplicationStop(context));
	}

	@Bean
	PausedPools parallelPausedPools(ParallelPoolFactory factory) {
		return new PausedPools(factory);
	}

	@Bean
	PoolLifecycle parallelPoolLifecycle(ParallelPoolFactory factory, ParallelProperties properties,
			Environment environment, ConfigurableApplicationContext context, PausedPools paused) {
		return new PoolLifecycle(factory, shutdownTime(properties, environment), new ApplicationStop(context), paused);
	}

	@Bean
	RestartGate parallelRestartGate(PausedPools paused, ConfigurableListableBeanFactory beans) {
		return new RestartGate(() -> {
			paused.restartOnFirstUse();
			ApplicationParallel parallel = ownParallel(beans);
			if (parallel != null) {
				parallel.admit();
			}
		});
	}

	/** Not that of a context above this one, nor what a test has put in its place. */
	private static @Nullable ApplicationParallel ownParallel(ConfigurableListableBeanFactory beans) {
		return (beans.containsLocalBean(PARALLEL) && beans.getBean(PARALLEL) instanceof ApplicationParallel parallel)
				? parallel : null;
	}

	private static ShutdownTime shutdownTime(ParallelProperties properties, Environment environment) {
		Duration phase = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(BOOTS_PHASE_TIMEOUT);
		return new ShutdownTime(properties.shutdownTimeout(), phase);
	}

	private static ClassLoader classLoader(ConfigurableListableBeanFactory beans) {
		return Objects.requireNonNullElseGet(beans.getBeanClassLoader(), ClassLoader::getSystemClassLoader);
	}

}
