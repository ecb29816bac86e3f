package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.github.parallelpools.autoconfigure.event.DeadlockFoundEvent;
import io.github.parallelpools.engine.event.DeadlockWatch;
import io.github.parallelpools.fixture.LogListener;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An application hears of deadlocks among its threads and its workers. */
@Timeout(120)
class DeadlockTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with().withUserConfiguration(Listening.class);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final LogListener log = LogListener.of(DeadlockWatch.class, this.lines::add);

	@AfterEach
	void listenNoMore() {
		this.log.close();
	}

	@Test
	void ofAProcessAndTheApplicationItIsToldWithPoolProcessAndTask() {
		this.runner
			.withPropertyValues("parallel.pools.work.kind=process", "parallel.pools.work.process.max-heap=64MB",
					"parallel.pools.work.max-size=1")
			.run((context) -> {
				Parallel parallel = context.getBean(Parallel.class);
				ParallelPool pool = context.getBean(ParallelPool.class);
				SharedLock a = parallel.lock("a");
				SharedLock b = parallel.lock("b\n");
				a.lock();
				TaskFuture<Integer> task = pool.submit(() -> {
					b.lock();
					a.lock();
					return 1;
				});
				await().until(() -> parallel.locks()
					.stream()
					.anyMatch((lock) -> lock.name().equals("a") && !lock.waiters().isEmpty()));
				LockUser.Work work = new LockUser.Work("work", "work-1", pool.workers().get(0).pid(), task.id());
				assertThat(parallel.locks()).filteredOn((lock) -> lock.name().equals("b\n"))
					.singleElement()
					.satisfies((lock) -> assertThat(lock.owner().work()).isEqualTo(work));
				boolean taken = b.tryLock(10, TimeUnit.MILLISECONDS);
				assertThat(taken).isFalse();
				await().until(() -> context.getBean(Listening.class).heard.size() == 1);
				Deadlock deadlock = context.getBean(Listening.class).heard.get(0).getDeadlock();
				assertThat(deadlock.mayEnd()).isTrue();
				assertThat(deadlock.waits().get(0).user().thread()).isEqualTo(Thread.currentThread().getName());
				assertThat(deadlock.waits().get(1).user().work()).isEqualTo(work);
				assertThat(context.getBean(Listening.class).heard.get(0)).asString()
					.contains("2 threads wait for each other", "task " + task.id(), "lock 'b?'");
				assertThat(parallel.deadlocks()).isEmpty();
				a.unlock();
				assertThat(task.get(60, TimeUnit.SECONDS)).isEqualTo(1);
			});
	}

	@Test
	void ofTheApplicationsOwnThreadsItIsToldThoughThereIsNoPool() {
		this.runner.run((context) -> {
			assertThat(context.getBeanFactory().containsSingleton("parallelEngine")).isFalse();
			List<Thread> threads = cross(context.getBean(Parallel.class));
			await().until(() -> context.getBean(Listening.class).heard.size() == 1);
			assertThat(context.getBean(Parallel.class).deadlocks()).hasSize(1);
			assertThat(this.lines).singleElement()
				.asString()
				.contains("Deadlock 1: 2 threads wait for each other", "application, thread left",
						"application, thread right");
			threads.get(0).interrupt();
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(context.getBean(Parallel.class).deadlocks()).isEmpty();
		});
	}

	@Test
	void whileBeansAreMadeTheLogTellsAtOnceAndListenersLater() {
		BooleanSupplier told = () -> !this.lines.isEmpty();
		this.runner.withBean("told", BooleanSupplier.class, () -> told)
			.withUserConfiguration(Early.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				await().until(() -> context.getBean(Listening.class).heard.size() == 1);
			});
	}

	private static List<Thread> cross(Parallel parallel) {
		CountDownLatch both = new CountDownLatch(2);
		List<Thread> threads = List.of(crossing("left", parallel.lock("a"), parallel.lock("b"), both),
				crossing("right", parallel.lock("b"), parallel.lock("a"), both));
		threads.forEach(Thread::start);
		return threads;
	}

	private static Thread crossing(String name, SharedLock first, SharedLock second, CountDownLatch both) {
		return new Thread(() -> {
			first.lock();
			try {
				both.countDown();
				both.await();
				second.lockInterruptibly();
				second.unlock();
			}
			catch (InterruptedException ex) {
				// It gives way.
				return;
			}
			finally {
				first.unlock();
			}
		}, name);
	}

	@Configuration(proxyBeanMethods = false)
	static class Listening {

		final List<DeadlockFoundEvent> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void found(DeadlockFoundEvent event) {
			this.heard.add(event);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Early {

		@Bean
		Integer early(Parallel parallel, BooleanSupplier told) throws Exception {
			List<Thread> threads = cross(parallel);
			await().until(told::getAsBoolean);
			threads.get(0).interrupt();
			for (Thread thread : threads) {
				thread.join();
			}
			return 1;
		}

	}

}
