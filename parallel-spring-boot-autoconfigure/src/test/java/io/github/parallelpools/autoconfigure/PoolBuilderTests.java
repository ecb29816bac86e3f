package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.autoconfigure.RefreshAutoConfiguration;
import org.springframework.cloud.context.scope.refresh.RefreshScope;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import io.github.parallelpools.cluster.store.MemoryCluster;
import io.github.parallelpools.fixture.OwnThread;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WhenFull;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.spi.cluster.ClusterStore;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Pools that are made, or changed, in code. */
class PoolBuilderTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	private static Object send(ParallelPool pool, Object item) throws Exception {
		return pool.send(item).get(60, TimeUnit.SECONDS);
	}

	@Test
	void aPoolIsABeanThatCodeMakes() {
		this.runner.withUserConfiguration(OfBuilt.class)
			.withPropertyValues("parallel.defaults.max-size=3", "parallel.pools.shouts.worker-release-time=7s")
			.run((context) -> {
				ParallelPool pool = context.getBean("shouts", ParallelPool.class);
				assertThat(context.getBeansOfType(ParallelPool.class)).hasSize(1);
				assertThat(send(pool, "x")).isEqualTo("X!");
				assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
				assertThat(pool.settings().size().max()).isEqualTo(3);
				assertThat(pool.settings().size().releaseTime()).hasSeconds(7);
				assertThat(pool.settings().overtime().limit()).hasSeconds(40);
				assertThat(pool.settings().overtime().policy()).isEqualTo(OvertimePolicy.KILL);
				assertThat(pool.settings().queue().capacity()).isEqualTo(5);
				pool.join();
				assertThat(context.getBean(Told.class).values).containsExactly("X!");
			});
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aPoolThatIsDestroyedEndsAndMayBeMadeAgain(WorkerKind kind) {
		this.runner.withPropertyValues("parallel.shutdown-timeout=1h").run((context) -> {
			AutowireCapableBeanFactory beans = context.getAutowireCapableBeanFactory();
			ParallelPool first = context.getBean(PoolBuilder.class).name("again").kind(kind).size(0, 1).build();
			SharedLock gate = context.getBean(Parallel.class).lock("gate");
			gate.lock();
			TaskFuture<Integer> running = first.submit(() -> {
				gate.lock();
				gate.unlock();
				return 1;
			});
			await().atMost(Duration.ofMinutes(1)).until(() -> first.snapshot().size().busy() == 1);
			TaskFuture<Integer> queued = first.submit(() -> 2);
			CompletableFuture<Void> destroyed = CompletableFuture.runAsync(() -> beans.destroyBean(first),
					OwnThread::run);
			await().atMost(Duration.ofMinutes(1)).until(() -> first.state() == PoolState.STOPPING);
			assertThatIllegalStateException()
				.isThrownBy(() -> context.getBean(PoolBuilder.class).name("again").kind(kind).build())
				.withMessageContaining("There is a pool 'again' already");
			gate.unlock();
			destroyed.get(1, TimeUnit.MINUTES);
			assertThat(running.get(1, TimeUnit.MINUTES)).isEqualTo(1);
			assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> queued.get(1, TimeUnit.MINUTES));
			assertThat(first.workers()).isEmpty();
			ParallelPool second = context.getBean(PoolBuilder.class).name("again").kind(kind).build();
			beans.destroyBean(first);
			assertThat(second.submit(() -> 3).get(1, TimeUnit.MINUTES)).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "THREAD", "PROCESS" })
	void aDestroyedPoolWhoseTaskGoesOnForTooLongIsEndedByForce(WorkerKind kind) {
		this.runner.withPropertyValues("parallel.shutdown-timeout=1ms").run((context) -> {
			ParallelPool pool = context.getBean(PoolBuilder.class).name("forced").kind(kind).size(0, 1).build();
			SharedLock gate = context.getBean(Parallel.class).lock("never");
			gate.lock();
			TaskFuture<Integer> running = pool.submit(() -> {
				gate.lock();
				return 1;
			});
			await().atMost(Duration.ofMinutes(1)).until(() -> pool.snapshot().size().busy() == 1);
			context.getAutowireCapableBeanFactory().destroyBean(pool);
			assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> running.get(1, TimeUnit.MINUTES));
			await().atMost(Duration.ofMinutes(1)).until(() -> pool.workers().isEmpty());
			ParallelPool next = context.getBean(PoolBuilder.class).name("forced").kind(kind).build();
			assertThat(next.submit(() -> 2).get(1, TimeUnit.MINUTES)).isEqualTo(2);
		});
	}

	@Test
	void theShadowOfADestroyedPoolEndsWithIt() {
		this.runner.run((context) -> {
			Set<Long> before = children();
			ParallelPool pool = context.getBean(PoolBuilder.class)
				.name("shaded")
				.property("shadow.share", "100%")
				.property("shadow.repeatable", "true")
				.property("worker-release-time", "1h")
				.build();
			assertThat(pool.submit(() -> 1).get(1, TimeUnit.MINUTES)).isEqualTo(1);
			Parallel parallel = context.getBean(Parallel.class);
			await().atMost(Duration.ofMinutes(1))
				.until(() -> parallel.shadow("shaded").orElseThrow().count(ShadowReport.Verdict.EQUAL) == 1);
			Set<Long> copies = children();
			copies.removeAll(before);
			assertThat(copies).as("worker processes of the shadow").isNotEmpty();
			context.getAutowireCapableBeanFactory().destroyBean(pool);
			assertThat(parallel.shadow("shaded")).isEmpty();
			await().atMost(Duration.ofMinutes(1)).until(() -> Collections.disjoint(children(), copies));
		});
	}

	private static Set<Long> children() {
		return ProcessHandle.current().children().map(ProcessHandle::pid).collect(Collectors.toSet());
	}

	@Test
	void aPoolOfTheClusterOutlivesTheDestructionOfItsBean() {
		this.runner.withConfiguration(AutoConfigurations.of(ParallelClusterAutoConfiguration.class))
			.withBean(ClusterStore.class, () -> new MemoryCluster().open())
			.withPropertyValues("parallel.cluster.enabled=true")
			.run((context) -> {
				ParallelPool pool = context.getBean(PoolBuilder.class)
					.name("shared")
					.property("scope", "cluster")
					.build();
				context.getAutowireCapableBeanFactory().destroyBean(pool);
				assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
				assertThat(pool.submit(() -> 1).get(1, TimeUnit.MINUTES)).isEqualTo(1);
			});
	}

	@Test
	void aPoolOfARefreshScopeIsMadeAnew() {
		this.runner.withConfiguration(AutoConfigurations.of(RefreshAutoConfiguration.class))
			.withUserConfiguration(OfRefreshed.class)
			.run((context) -> {
				ParallelPool pool = context.getBean("refreshed", ParallelPool.class);
				assertThat(pool.submit(() -> 1).get(1, TimeUnit.MINUTES)).isEqualTo(1);
				context.getBean(RefreshScope.class).refreshAll();
				assertThat(pool.submit(() -> 2).get(1, TimeUnit.MINUTES)).isEqualTo(2);
				assertThat(pool.snapshot().totals().completed()).as("of the new one").isEqualTo(1);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfRefreshed {

		@Bean
		@org.springframework.cloud.context.config.annotation.RefreshScope
		ParallelPool refreshed(PoolBuilder builder) {
			return builder.name("anew").build();
		}

	}

	@Test
	void aPoolThatIsConfiguredOutlivesTheDestructionOfItsBean() {
		this.runner.withPropertyValues("parallel.pools.kept.max-size=1").run((context) -> {
			ParallelPool pool = context.getBean("kept", ParallelPool.class);
			context.getAutowireCapableBeanFactory().destroyBean(pool);
			assertThat(pool.submit(() -> 1).get(60, TimeUnit.SECONDS)).isEqualTo(1);
		});
	}

	@Test
	void aPoolOfProcessesIsMadeWhileTheApplicationRunsAndEndsWithIt() {
		ParallelPool[] built = new ParallelPool[1];
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(PoolBuilder.class)
				.name("later")
				.kind(WorkerKind.PROCESS)
				.handler(Shouter.class)
				.size(1, 1)
				.arg("end", "?")
				.property("process.max-heap", "64MB")
				.build();
			assertThat(pool.state()).isNotEqualTo(PoolState.NEW);
			assertThat(send(pool, "x")).isEqualTo("X?");
			assertThat(pool.workers().get(0).pid()).isNotNull();
			built[0] = pool;
		});
		assertThat(built[0].state()).isEqualTo(PoolState.STOPPED);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> built[0].send("x"));
	}

	@Test
	void aPoolOfAContextBelowEndsWithThatContext() {
		this.runner.run((context) -> {
			ParallelPool[] built = new ParallelPool[2];
			for (int i = 0; i < built.length; i++) {
				int next = i;
				this.runner.withParent(context).withUserConfiguration(OfBuilt.class).run((below) -> {
					built[next] = below.getBean("shouts", ParallelPool.class);
					assertThat(send(built[next], "x")).isEqualTo("X!");
				});
				assertThat(built[i].state()).isEqualTo(PoolState.STOPPED);
			}
			assertThat(built[0]).isNotSameAs(built[1]);
		});
	}

	@Test
	void theEntriesOfAMapComeBesideThoseThatThereAre() {
		this.runner.withPropertyValues("parallel.defaults.args.all=2", "parallel.defaults.args.map=3")
			.run((context) -> {
				ParallelPool pool = context.getBean(PoolBuilder.class)
					.name("args-too")
					.handler((TaskHandler<String, String>) (item, task) -> new TreeMap<>(task.args()).toString())
					.property("args", Map.of("map", "4", "other", 5))
					.arg("single", "6")
					.build();
				assertThat(send(pool, "x")).isEqualTo("{all=2, map=4, other=5, single=6}");
			});
	}

	@Test
	void eachAskerHasABuilderOfHisOwn() {
		this.runner.run((context) -> assertThat(context.getBean(PoolBuilder.class))
			.isNotSameAs(context.getBean(PoolBuilder.class)));
	}

	@Test
	void customizersHaveTheLastWordOfWhatIsConfiguredAndTheFirstOfWhatIsBuilt() {
		this.runner.withUserConfiguration(OfBuilt.class, OfCustomizers.class)
			.withPropertyValues("parallel.pools.one.worker-overtime=1s", "parallel.pools.one.max-size=2")
			.run((context) -> {
				ParallelPool one = context.getBean("one", ParallelPool.class);
				assertThat(one.settings().overtime().limit()).hasSeconds(20);
				assertThat(one.settings().size().max()).isEqualTo(2);
				assertThat(one.settings().size().min()).isEqualTo(1);
				ParallelPool built = context.getBean("shouts", ParallelPool.class);
				assertThat(built.settings().overtime().limit()).hasSeconds(40);
				assertThat(built.settings().size().min()).isEqualTo(1);
				one.submit(() -> "told").get(60, TimeUnit.SECONDS);
				one.join();
				assertThat(context.getBean(OfCustomizers.class).told.values).contains("told");
			});
	}

	@Test
	void aCustomizerNeitherBuildsNorChoosesTheKind() {
		this.runner.withPropertyValues("parallel.pools.one.max-size=1")
			.withBean(ParallelPoolCustomizer.class, () -> (pool) -> pool.kind(WorkerKind.PROCESS))
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining(
						"'process' is no kind for a customizer to choose: beans were made and checked for "
								+ "'thread'. Set the property instead"));
		this.runner.withPropertyValues("parallel.pools.one.max-size=1")
			.withBean(ParallelPoolCustomizer.class, () -> (pool) -> pool.build())
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessage("Pool 'one' is made by the library: a customizer only changes it."));
	}

	@Test
	void whatIsImpossibleIsRefusedAsWhereItIsWritten() {
		this.runner.withPropertyValues("parallel.pools.taken.max-size=1").run((context) -> {
			PoolBuilder builder = context.getBean(PoolBuilder.class);
			assertThatIllegalStateException().isThrownBy(builder::build)
				.withMessage("The pool has no name yet. Call name(...) first.");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.name("a b"))
				.withMessageContaining("A pool can't have the name 'a b'. Use letters");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.property("worker-overtme", "1s"))
				.withMessageContaining("A pool has no property 'worker-overtme'. Did you mean")
				.withMessageContaining("worker-overtime'?");
			assertThatIllegalArgumentException().isThrownBy(() -> builder.property("process", "1s"));
			builder.name("one").size(3, 2);
			assertThatIllegalStateException().isThrownBy(() -> builder.name("two"));
			assertThatExceptionOfType(PoolConfigurationException.class).isThrownBy(builder::build)
				.withMessageContaining("Pool 'one' can't be made")
				.withMessageContaining("min-size");
			builder.size(1, 2).kind(WorkerKind.PROCESS).handler(new Shouter());
			assertThatExceptionOfType(PoolConfigurationException.class).isThrownBy(builder::build)
				.withMessageContaining("worker processes make their handler themselves. Give the builder the class");
			assertThatExceptionOfType(PoolConfigurationException.class)
				.isThrownBy(() -> builder.handler("shoutr").build())
				.withMessageContaining("'shoutr' is neither a bean nor a class that can be loaded");
			assertThat(builder.handler(Shouter.class).kind(WorkerKind.THREAD).build().name()).isEqualTo("one");
			assertThatIllegalStateException().isThrownBy(builder::build)
				.withMessageContaining("There is a pool 'one' already");
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(PoolBuilder.class).name("taken").build())
				.withMessageContaining("There is a pool 'taken' already");
		});
	}

	static class Shouter implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item.toUpperCase(Locale.ROOT) + context.args().getOrDefault("end", "!");
		}

	}

	static class Told implements TaskListener {

		final List<Object> values = new CopyOnWriteArrayList<>();

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			if (value != null) {
				this.values.add(value);
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfBuilt {

		@Bean
		Told told() {
			return new Told();
		}

		@Bean
		ParallelPool shouts(PoolBuilder builder) {
			return builder.name("shouts")
				.handler(new Shouter())
				.workerOvertime(Duration.ofSeconds(40), OvertimePolicy.KILL)
				.queue(5, WhenFull.REJECT)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfCustomizers {

		final Told told = new Told();

		@Bean
		@Order(2)
		ParallelPoolCustomizer second() {
			return (pool) -> pool.workerOvertime(Duration.ofSeconds(20), OvertimePolicy.IGNORE);
		}

		@Bean
		@Order(1)
		ParallelPoolCustomizer first() {
			return (pool) -> pool.workerOvertime(Duration.ofSeconds(10), OvertimePolicy.IGNORE)
				.property("min-size", 1)
				.listener(this.told);
		}

	}

}
