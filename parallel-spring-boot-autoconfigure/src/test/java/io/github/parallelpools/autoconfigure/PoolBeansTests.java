package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.TaskListener;

import static org.assertj.core.api.Assertions.assertThat;

/** Each configured pool is a bean, and the beans of others stay what they are. */
class PoolBeansTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with(TaskExecutionAutoConfiguration.class);

	@Test
	void poolsAreInjectedByParameterNameQualifierAndMap() {
		this.runner.withUserConfiguration(Consumer.class)
			.withPropertyValues("parallel.pools.regex.max-size=2", "parallel.pools.io-bound.max-size=3")
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(injected.byName().name()).isEqualTo("regex");
				assertThat(injected.byAlias().name()).isEqualTo("io-bound");
				assertThat(injected.byQualifier()).isSameAs(injected.byAlias());
				assertThat(injected.all()).containsOnlyKeys("regex", "io-bound");
			});
	}

	@Test
	void aSinglePoolIsInjectedByType() {
		this.runner.withBean("holder", Holder.class)
			.withPropertyValues("parallel.pools.regex.max-size=2")
			.run((context) -> assertThat(context.getBean(Holder.class).anyName().name()).isEqualTo("regex"));
	}

	@Test
	void aPoolIsABeanWhoseConfigurationComesAfterTheBeansAreDefined() {
		this.runner
			.withInitializer((context) -> context.addBeanFactoryPostProcessor((beans) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("late", Map.of("parallel.pools.io-bound.max-size", "3")))))
			.withPropertyValues("parallel.pools.regex.max-size=2")
			.run((context) -> {
				assertThat(context.getBeansOfType(ParallelPool.class)).containsOnlyKeys("regex", "io-bound");
				assertThat(context.getBean("ioBound", ParallelPool.class).submit(() -> 1).get(60, TimeUnit.SECONDS))
					.isEqualTo(1);
			});
	}

	@Test
	void aPoolRunsWhatIsSubmitted() {
		this.runner.withPropertyValues("parallel.pools.regex.max-size=2")
			.run((context) -> assertThat(
					context.getBean(ParallelPool.class).submit(() -> 6 * 7).get(60, TimeUnit.SECONDS))
				.isEqualTo(42));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void aPoolOfVirtualThreadsRunsWhatIsSubmitted() {
		this.runner.withPropertyValues("parallel.pools.regex.kind=virtual")
			.run((context) -> assertThat(context.getBean(ParallelPool.class)
				.submit(() -> Thread.currentThread().toString())
				.get(60, TimeUnit.SECONDS)).startsWith("VirtualThread"));
	}

	@Test
	void theEngineIsClosedBeforeTheHostOfItsProcessesAndTheHandlersOfItsTasks() {
		this.runner.withPropertyValues("parallel.pools.regex.max-size=2")
			.run((context) -> assertThat(context.getBeanFactory().getDependenciesForBean("parallelEngine"))
				.contains("parallelProcessHost", "parallelPoolHandlers"));
	}

	@Test
	void withoutPoolsThereIsNoEngine() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(ParallelPool.class);
			assertThat(context.getBeanFactory().containsSingleton("parallelEngine")).isFalse();
		});
	}

	@Test
	void bootsExecutorIsStillThere() {
		this.runner.withUserConfiguration(OfExecutors.class)
			.withPropertyValues("parallel.pools.regex.max-size=2")
			.run((context) -> {
				assertThat(context).hasBean("applicationTaskExecutor").hasSingleBean(AsyncTaskExecutor.class);
				assertThat(context.getBean(Executors.class).one()).isSameAs(context.getBean("applicationTaskExecutor"));
				assertThat(context.getBean(Executors.class).all()).containsOnlyKeys("applicationTaskExecutor");
				assertThat(context.getBean(Executor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
			});
	}

	@Test
	void asyncMethodsRunOnThePoolThatTheyName() {
		this.runner.withUserConfiguration(OfAsync.class)
			.withPropertyValues("parallel.pools.io-bound.max-size=2")
			.run((context) -> {
				AsyncBean bean = context.getBean(AsyncBean.class);
				assertThat(bean.onPool().get(60, TimeUnit.SECONDS)).startsWith("parallel-io-bound-");
				assertThat(bean.onBootsExecutor().get(60, TimeUnit.SECONDS)).startsWith("task-");
				assertThat(context.getBean("io-bound", ParallelPool.class).snapshot().totals().submitted())
					.isEqualTo(1);
			});
	}

	@Test
	void theUsersOwnPoolOfThatNameWins() {
		this.runner.withUserConfiguration(OwnPool.class)
			.withPropertyValues("parallel.pools.regex.max-size=2", "parallel.pools.other.max-size=2")
			.run((context) -> {
				assertThat(context.getBean("regex", ParallelPool.class).settings().size().max()).isEqualTo(77);
				assertThat(context.getBeansOfType(ParallelPool.class)).containsOnlyKeys("regex", "other");
			});
	}

	@Test
	void anAliasThatIsTakenIsLeftAlone() {
		this.runner.withBean("ioBound", String.class, () -> "mine")
			.withPropertyValues("parallel.pools.io-bound.max-size=2")
			.run((context) -> {
				assertThat(context.getBean("ioBound")).isEqualTo("mine");
				assertThat(context.getBean("io-bound")).isInstanceOf(ParallelPool.class);
			});
	}

	@Test
	void lazyInitializationDoesNotKeepPoolsFromStarting() {
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("parallel.pools.regex.max-size=2")
			.run((context) -> assertThat(context.getBean(ParallelPool.class).state()).isEqualTo(PoolState.RUNNING));
	}

	record Injected(ParallelPool byName, ParallelPool byAlias, ParallelPool byQualifier,
			Map<String, ParallelPool> all) {
	}

	record Holder(ParallelPool anyName) {
	}

	record Executors(Executor one, Map<String, Executor> all) {
	}

	@Configuration(proxyBeanMethods = false)
	static class Consumer {

		@Bean
		Injected injected(ParallelPool regex, ParallelPool ioBound, @Qualifier("io-bound") ParallelPool third,
				Map<String, ParallelPool> all) {
			return new Injected(regex, ioBound, third, all);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfExecutors {

		@Bean
		Executors executors(Executor executor, TaskExecutor taskExecutor, Map<String, Executor> all) {
			assertThat(executor).isSameAs(taskExecutor);
			return new Executors(executor, all);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class OfAsync {

		@Bean
		AsyncBean asyncBean() {
			return new AsyncBean();
		}

	}

	static class AsyncBean {

		@Async("io-bound")
		public CompletableFuture<String> onPool() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async
		public CompletableFuture<String> onBootsExecutor() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnPool {

		@Bean(destroyMethod = "close")
		ParallelEngine ownEngine() {
			return new ParallelEngine();
		}

		@Bean
		ParallelPool regex(@Qualifier("ownEngine") ParallelEngine engine) {
			PoolProperties properties = PoolPropertiesFixture.of("max-size=77");
			PoolSettings settings = new ConfiguredPool(PoolPropertiesFixture.name("regex"), properties).settings();
			return engine.open(settings, RealWorkers.threads(), () -> List.<TaskListener>of());
		}

	}

}
