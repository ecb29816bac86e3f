package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cloud.context.environment.EnvironmentChangeEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.ShadowReport;
import io.github.parallelpools.pool.ShadowReport.Verdict;
import io.github.parallelpools.task.MayRepeat;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The copies of a pool's tasks end before the pool does. */
@Timeout(180)
class ShadowLifecycleTests {

	@TempDir
	Path directory;

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelRefreshAutoConfiguration.class)
		.withPropertyValues("parallel.pools.work.max-size=1", "parallel.pools.work.shadow.share=100%",
				"parallel.pools.work.shadow.repeatable=true", "parallel.pools.work.shadow.worker-overtime=1h",
				"parallel.pools.work.process.max-heap=32MB", "parallel.pools.work.kill-grace=20s");

	private static ShadowReport report(ApplicationContext context) {
		return context.getBean(Parallel.class).shadow("work").orElseThrow();
	}

	/** The processes of copies that hang, by the files that they have written. */
	private Set<Long> hanging() {
		try (var files = Files.list(this.directory)) {
			return files.map((file) -> Long.parseLong(file.getFileName().toString())).collect(Collectors.toSet());
		}
		catch (IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	/** A task that hangs in copies only, whose process is known then. */
	private TaskCallable<Integer> task() {
		long own = ProcessHandle.current().pid();
		String place = this.directory.toString();
		return () -> {
			if (ProcessHandle.current().pid() != own) {
				Files.createFile(Path.of(place, Long.toString(ProcessHandle.current().pid())));
				while (true) {
					Thread.sleep(1000);
				}
			}
			return 1;
		};
	}

	private long hangOnce(ParallelPool pool) throws Exception {
		Set<Long> before = hanging();
		// While the processes of before are ending, copies are dropped
		await().atMost(Duration.ofMinutes(1)).until(() -> {
			assertThat(pool.submit(task()).get(60, TimeUnit.SECONDS)).isEqualTo(1);
			return hasMore(before.size());
		});
		return hanging().stream().filter((pid) -> !before.contains(pid)).findFirst().orElseThrow();
	}

	private boolean hasMore(int than) {
		try {
			await().atMost(Duration.ofSeconds(5)).until(() -> hanging().size() > than);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private static void awaitEnd(long pid) {
		await().atMost(Duration.ofMinutes(1))
			.until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
	}

	@Test
	void copiesEndWithAPauseOrAStopAndComeAgainAfterIt() {
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			long first = hangOnce(pool);
			pool.submit(task()).get(60, TimeUnit.SECONDS);
			int pending = report(context).pending();
			assertThat(pending).isGreaterThanOrEqualTo(2);
			pool.pause(Duration.ofMinutes(1));
			awaitEnd(first);
			await().atMost(Duration.ofMinutes(1)).until(() -> report(context).pending() == 0);
			assertThat(report(context).count(Verdict.DROPPED)).isEqualTo(pending);
			assertThat(hanging()).hasSize(1);
			pool.resume();
			long second = hangOnce(pool);
			pool.stop(Duration.ofMinutes(1));
			assertThat(pool.state()).isEqualTo(PoolState.STOPPED);
			awaitEnd(second);
			pool.start();
			await().atMost(Duration.ofMinutes(1)).until(() -> {
				pool.submit(() -> 2).get(60, TimeUnit.SECONDS);
				return report(context).count(Verdict.EQUAL) > 0;
			});
		});
	}

	@Test
	void aClosedApplicationLeavesNoCopyBehindAndAPausedOneNeither() {
		long[] last = new long[1];
		this.runner.run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			long first = hangOnce(pool);
			context.stop();
			assertThat(ProcessHandle.of(first).filter(ProcessHandle::isAlive)).isEmpty();
			context.start();
			last[0] = hangOnce(pool);
		});
		assertThat(ProcessHandle.of(last[0]).filter(ProcessHandle::isAlive)).isEmpty();
	}

	/** Tells what it is given. */
	static final class Word implements TaskHandler<String, String>, MayRepeat {

		@Override
		public String handle(String item, TaskContext context) {
			return String.valueOf(context.args().get("word"));
		}

	}

	@Test
	void copiesHaveTheArgumentsThatTheirTasksHave() {
		this.runner
			.withPropertyValues("parallel.pools.work.handler=" + Word.class.getName(),
					"parallel.pools.work.args.word=one")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				assertThat(pool.send("item", String.class).get(60, TimeUnit.SECONDS)).isEqualTo("one");
				await().until(() -> report(context).count(Verdict.EQUAL) == 1);
				context.getBean(PoolReconfiguration.class).change(pool, "args.word", "two", "alice");
				pool.renew("alice");
				await().until(() -> pool.send("item", String.class).get(60, TimeUnit.SECONDS).equals("two"));
				long equal = report(context).count(Verdict.EQUAL);
				await().until(() -> {
					pool.send("item", String.class).get(60, TimeUnit.SECONDS);
					return report(context).count(Verdict.EQUAL) > equal;
				});
			});
	}

	@Test
	void theConfigurationChangesTheShareAndATaskThatIsRefusedHasNoCopy() {
		this.runner
			.withPropertyValues("parallel.pools.work.queue.capacity=1", "parallel.pools.work.queue.when-full=reject",
					"parallel.pools.work.auto-start=false")
			.run((context) -> {
				ParallelPool pool = context.getBean(ParallelPool.class);
				pool.start();
				pool.pause(Duration.ofMinutes(1));
				assertThat(pool.submit(() -> 1)).isNotDone();
				assertThat(report(context).count(Verdict.DROPPED)).isEqualTo(1);
				ConfigurableApplicationContext source = context.getSourceApplicationContext();
				TestPropertyValues.of("parallel.pools.work.shadow.share=0%").applyTo(source);
				context.publishEvent(new EnvironmentChangeEvent(context, Set.of("any")));
				assertThat(report(context).share()).isZero();
				assertThat(report(context).pending()).isZero();
				assertThat(context.getBean(Parallel.class).shadow("other")).isEmpty();
			});
	}

}
