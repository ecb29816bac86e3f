package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.parallelpools.autoconfigure.event.ParallelPoolEvent;
import io.github.parallelpools.autoconfigure.event.PoolSettingsChangedEvent;
import io.github.parallelpools.autoconfigure.event.PoolStateChangedEvent;
import io.github.parallelpools.autoconfigure.event.PoolTroubleEvent;
import io.github.parallelpools.autoconfigure.event.TaskDeadLetteredEvent;
import io.github.parallelpools.autoconfigure.event.TaskOvertimeEvent;
import io.github.parallelpools.autoconfigure.event.WorkerAbandonedEvent;
import io.github.parallelpools.autoconfigure.event.WorkerCrashedEvent;
import io.github.parallelpools.autoconfigure.event.WorkerKilledEvent;
import io.github.parallelpools.autoconfigure.event.WorkerRecycledEvent;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The application's listeners are told of what is rare, and harm no pool. */
@Timeout(120)
class ApplicationEventTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final ApplicationContextRunner runner = PoolContextRunner.with().withUserConfiguration(Listening.class);

	private static <E> E first(Listening heard, Class<E> type) {
		return await().atMost(LONG)
			.until(() -> heard.events.stream().filter(type::isInstance).map(type::cast).findFirst(),
					(found) -> found.isPresent())
			.orElseThrow();
	}

	private static List<PoolState> states(Listening heard) {
		return heard.events.stream()
			.filter(PoolStateChangedEvent.class::isInstance)
			.map((event) -> ((PoolStateChangedEvent) event).getTo())
			.toList();
	}

	private static void hang() throws InterruptedException {
		new CountDownLatch(1).await();
	}

	@Test
	void statesAreToldFromTheStartToTheClosing() {
		Listening[] kept = new Listening[1];
		this.runner.withPropertyValues("parallel.pools.one.min-size=1").run((context) -> {
			kept[0] = context.getBean(Listening.class);
			ParallelPool pool = context.getBean(ParallelPool.class);
			await().atMost(LONG).until(() -> states(kept[0]).size() == 2);
			pool.pause(Duration.ofSeconds(30));
			await().atMost(LONG).until(() -> states(kept[0]).size() == 4);
			pool.resume();
			PoolStateChangedEvent event = await().atMost(LONG)
				.until(() -> kept[0].events.stream()
					.map(PoolStateChangedEvent.class::cast)
					.filter((one) -> one.getTo() == PoolState.STARTING)
					.findFirst(), Optional::isPresent)
				.orElseThrow();
			assertThat(event.getFrom()).isEqualTo(PoolState.NEW);
			assertThat(event.getPool()).isSameAs(pool);
			assertThat(event.getPoolName()).isEqualTo("one");
			assertThat(event).hasToString("PoolStateChangedEvent of pool 'one': NEW to STARTING");
		});
		// Two that happen at about the same time may be told in either order.
		assertThat(states(kept[0])).containsExactlyInAnyOrder(PoolState.STARTING, PoolState.RUNNING, PoolState.PAUSING,
				PoolState.PAUSED, PoolState.RUNNING, PoolState.STOPPING, PoolState.STOPPED);
	}

	@Test
	void settingsThatAreChangedAreTold() {
		this.runner.withPropertyValues("parallel.pools.one.kind=thread").run((context) -> {
			context.getBean(ParallelPool.class).change(Map.of(PoolSetting.MAX_SIZE, 7), "alice");
			PoolSettingsChangedEvent change = first(context.getBean(Listening.class), PoolSettingsChangedEvent.class);
			assertThat(change.getBy()).isEqualTo("alice");
			assertThat(change.getBefore()).isEqualTo(change.getPool().configured());
			assertThat(change.getNow().size().max()).isEqualTo(7);
			assertThat(change).asString().contains("max-size: 7");
		});
	}

	@Test
	void killsOfProcessesAreTold() {
		this.runner
			.withPropertyValues("parallel.pools.one.kind=process", "parallel.pools.one.worker-overtime=1s",
					"parallel.pools.one.overtime-policy=kill")
			.run((context) -> {
				Listening heard = context.getBean(Listening.class);
				TaskFuture<Integer> hung = context.getBean(ParallelPool.class).submit(() -> {
					hang();
					return 1;
				});
				WorkerKilledEvent kill = first(heard, WorkerKilledEvent.class);
				assertThat(kill.getReason()).isEqualTo(WorkerKilledEvent.Reason.OVERTIME);
				assertThat(kill.getTaskId()).isEqualTo(hung.id());
				TaskOvertimeEvent overtime = first(heard, TaskOvertimeEvent.class);
				assertThat(overtime.getPolicy()).isEqualTo(OvertimePolicy.KILL);
				assertThat(overtime.getLimit()).isEqualTo(Duration.ofSeconds(1));
				assertThat(overtime.getWorkerId()).isEqualTo(kill.getWorkerId());
				assertThat(overtime.getStack()).isEqualTo(kill.getStack());
			});
	}

	@Test
	void crashesOfProcessesAreTold() {
		this.runner.withPropertyValues("parallel.pools.one.kind=process").run((context) -> {
			Listening heard = context.getBean(Listening.class);
			TaskFuture<Integer> crash = context.getBean(ParallelPool.class).submit(() -> {
				Runtime.getRuntime().halt(3);
				return 1;
			});
			WorkerCrashedEvent crashed = first(heard, WorkerCrashedEvent.class);
			assertThat(crashed.getCause()).contains("exit code 3");
			assertThat(crashed.getWorkerId()).isEqualTo("one-1");
			assertThat(crashed.getTasks()).isEqualTo(1);
			assertThat(first(heard, TaskDeadLetteredEvent.class).getDeadLetter().id()).isEqualTo(crash.id());
		});
	}

	@Test
	void threadsThatAreKilledAndAbandonedAreTold() {
		this.runner.withPropertyValues("parallel.pools.one.kill-grace=20ms").run((context) -> {
			Listening heard = context.getBean(Listening.class);
			ParallelPool pool = context.getBean(ParallelPool.class);
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			try {
				pool.submit(() -> {
					begun.countDown();
					while (end.getCount() > 0) {
						Thread.onSpinWait();
					}
					return 3;
				});
				assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
				pool.killWorker("one-1");
				WorkerKilledEvent kill = first(heard, WorkerKilledEvent.class);
				assertThat(kill.getReason()).isEqualTo(WorkerKilledEvent.Reason.BY_HAND);
				assertThat(kill.getWorkerId()).isEqualTo("one-1");
				assertThat(kill.getTaskId()).isNull();
				WorkerAbandonedEvent abandoned = first(heard, WorkerAbandonedEvent.class);
				assertThat(abandoned.getWorkerId()).isEqualTo("one-1");
				assertThat(abandoned.getRemains()).contains("thread");
			}
			finally {
				end.countDown();
			}
		});
	}

	@Test
	void workersThatAreRecycledAreTold() {
		this.runner.withPropertyValues("parallel.pools.one.recycle.max-tasks=1", "parallel.pools.one.max-size=1")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.submit(() -> 1).get(30, TimeUnit.SECONDS);
				pool.submit(() -> 2).get(30, TimeUnit.SECONDS);
				Listening heard = context.getBean(Listening.class);
				await().atMost(LONG)
					.until(() -> heard.events.stream()
						.anyMatch((event) -> event instanceof WorkerRecycledEvent recycled
								&& recycled.getWorkerId().equals("one-1")));
			});
	}

	@Test
	void workersThatCanNotStartAreTold() {
		this.runner
			.withPropertyValues("parallel.pools.one.kind=process",
					"parallel.pools.one.process.jvm-args=-XX:NoSuchOption")
			.run((context) -> {
				context.getBean(ParallelPool.class).submit(() -> 1);
				PoolTroubleEvent trouble = first(context.getBean(Listening.class), PoolTroubleEvent.class);
				assertThat(trouble.getCause()).isEqualTo(PoolTroubleEvent.Cause.START_FAILED);
				assertThat(trouble.getMessage()).contains("one-1", "NoSuchOption");
			});
	}

	@Test
	void memoryThatOthersHaveIsTold() {
		this.runner
			.withPropertyValues("parallel.pools.one.kind=process", "parallel.pools.one.process.max-heap=64MB",
					"parallel.memory-budget=200MB")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.submit(() -> {
					hang();
					return 1;
				});
				pool.submit(() -> 2);
				PoolTroubleEvent trouble = first(context.getBean(Listening.class), PoolTroubleEvent.class);
				assertThat(trouble.getCause()).isEqualTo(PoolTroubleEvent.Cause.MEMORY_SHORT);
				assertThat(trouble.getMessage()).contains("parallel.memory-budget");
				pool.forceStop();
			});
	}

	@Test
	void aListenerThatHangsHoldsUpNeitherItsPoolNorTheEventsOfOthers() {
		this.runner.withPropertyValues("parallel.pools.one.min-size=1", "parallel.pools.two.min-size=1")
			.run((context) -> {
				Listening heard = context.getBean(Listening.class);
				ParallelPool one = context.getBean("one", ParallelPool.class);
				await().atMost(LONG).until(() -> states(heard).size() == 4);
				heard.hangsOn = "one";
				try {
					one.pause(Duration.ofSeconds(30));
					assertThat(heard.hanging.await(30, TimeUnit.SECONDS)).isTrue();
					one.resume(Duration.ofSeconds(30));
					assertThat(one.submit(() -> 1).get(30, TimeUnit.SECONDS)).isEqualTo(1);
					context.getBean("two", ParallelPool.class).stop(Duration.ofSeconds(30));
					await().atMost(LONG).until(() -> states(heard).contains(PoolState.STOPPED));
				}
				finally {
					heard.end.countDown();
				}
				await().atMost(LONG).until(() -> states(heard).stream().filter(PoolState.RUNNING::equals).count() == 3);
			});
	}

	@Test
	void aListenerThatThrowsHarmsNothing() {
		this.runner.withPropertyValues("parallel.pools.one.min-size=1").run((context) -> {
			Listening heard = context.getBean(Listening.class);
			heard.throwing = true;
			ParallelPool pool = context.getBean(ParallelPool.class);
			pool.pause(Duration.ofSeconds(30));
			pool.resume(Duration.ofSeconds(30));
			assertThat(pool.submit(() -> 1).get(30, TimeUnit.SECONDS)).isEqualTo(1);
			await().atMost(LONG).until(() -> states(heard).contains(PoolState.PAUSED));
		});
	}

	@Test
	void aListenerMayOperateThePool() {
		this.runner.withUserConfiguration(Resuming.class)
			.withPropertyValues("parallel.pools.one.min-size=1")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				await().atMost(LONG).until(() -> pool.state() == PoolState.RUNNING);
				// One that waits for the pause may find that it is over already.
				pool.pause();
				await().atMost(LONG).until(() -> pool.state() == PoolState.RUNNING);
			});
	}

	@Test
	void whatHappensWhileBeansAreMadeIsToldToListenersThatComeLater() {
		this.runner.withUserConfiguration(Early.class)
			.withPropertyValues("parallel.pools.one.max-size=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Listening heard = context.getBean(Listening.class);
				await().atMost(LONG).until(() -> states(heard).size() >= 2);
				assertThat(states(heard)).contains(PoolState.STARTING, PoolState.RUNNING);
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final List<ParallelPoolEvent> events = new CopyOnWriteArrayList<>();

		final CountDownLatch hanging = new CountDownLatch(1);

		final CountDownLatch end = new CountDownLatch(1);

		volatile String hangsOn = "";

		volatile boolean throwing;

		@EventListener
		void heard(ParallelPoolEvent event) throws InterruptedException {
			this.events.add(event);
			if (event.getPoolName().equals(this.hangsOn)) {
				this.hanging.countDown();
				this.end.await();
			}
			if (this.throwing) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Resuming {

		@EventListener(condition = "#event.to.name() == 'PAUSED'")
		void resume(PoolStateChangedEvent event) {
			event.getPool().resume();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Early {

		@Bean
		Integer early(ParallelPool pool) throws Exception {
			return pool.submit(() -> 7).get(30, TimeUnit.SECONDS);
		}

	}

}
