package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSnapshot;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;

import static org.assertj.core.api.Assertions.assertThat;

/** With {@code process.verify} no application starts whose workers do not. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class WorkerVerificationTests {

	@TempDir
	Path directory;

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.pools.one.kind=process", "parallel.pools.one.process.verify=true",
				"parallel.pools.one.worker-release-time=0");

	private static ParallelPool one(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		return context.getBean("one", ParallelPool.class);
	}

	@Test
	void theVerifiedWorkerIsThereWhenTheApplicationIsUpAndServes() {
		this.runner.withPropertyValues("parallel.pools.one.handler=" + Pid.class.getName()).run((context) -> {
			ParallelPool pool = one(context);
			assertThat(pool.snapshot().size().idle()).isEqualTo(1);
			Long pid = pool.workers().get(0).pid();
			assertThat(pool.send("any", Long.class).get(50, TimeUnit.SECONDS)).isEqualTo(pid);
			assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		});
	}

	@Test
	void theVerifiedWorkerIsReleasedAsAnyOther() {
		this.runner.withPropertyValues("parallel.pools.one.worker-release-time=100ms").run((context) -> {
			ParallelPool pool = one(context);
			Awaitility.await().until(() -> pool.snapshot().totals().workers().idleReleased() > 0);
			Awaitility.await().until(() -> pool.snapshot().size().current() == 0);
			PoolSnapshot.Workers workers = pool.snapshot().totals().workers();
			assertThat(workers.idleReleased()).isEqualTo(workers.started());
			assertThat(pool.submit(() -> 3).get(50, TimeUnit.SECONDS)).isEqualTo(3);
		});
	}

	@Test
	void noMoreWorkersAreStartedThanThePoolWantsAnyway() {
		this.runner.withPropertyValues("parallel.pools.one.min-size=1", "parallel.pools.two.kind=process")
			.run((context) -> {
				assertThat(one(context).snapshot().totals().workers().started()).isEqualTo(1);
				assertThat(context.getBean("two", ParallelPool.class).workers()).isEmpty();
			});
	}

	@Test
	void thePollersOfAPoolThatFetchesItsWorkAreVerified() {
		this.runner.withPropertyValues("parallel.pools.one.poller=" + BrokenPoller.class.getName())
			.run((context) -> assertRefused(context, "there is no mailbox"));
	}

	@Test
	void aPoolThatWasUsedWhileBeansWereMadeHasItsWorkerAlready() {
		this.runner.withUserConfiguration(Early.class).run((context) -> {
			assertThat(one(context).snapshot().totals().workers().started()).isEqualTo(1);
			assertThat(context.getBean(Early.class).seen).isEqualTo(1);
		});
	}

	@Configuration(proxyBeanMethods = false)
	static class Early {

		private final int seen;

		Early(ParallelPool one) throws Exception {
			this.seen = one.submit(() -> 1).get(50, TimeUnit.SECONDS);
		}

	}

	@Test
	void aBeanThatUsesAPoolWhoseWorkersDoNotStartIsTold() {
		this.runner.withPropertyValues("parallel.pools.one.handler=" + Broken.class.getName())
			.withUserConfiguration(Early.class)
			.run((context) -> assertRefused(context, "there is no licence"));
	}

	@Test
	void aRestartOfTheContextStartsNoWorkerToSeeThatAgain() {
		this.runner.run((context) -> {
			ParallelPool pool = one(context);
			context.stop();
			context.start();
			assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
			assertThat(pool.snapshot().totals().workers().started()).isEqualTo(1);
		});
	}

	@Test
	void whatDoesNotStartWithTheApplicationIsNotVerified() {
		this.runner
			.withPropertyValues("parallel.pools.one.auto-start=false",
					"parallel.pools.one.handler=" + Broken.class.getName())
			.run((context) -> assertThat(one(context).state()).isEqualTo(PoolState.NEW));
	}

	@Test
	void threadsAreNotVerified() {
		this.runner.withPropertyValues("parallel.pools.one.kind=thread")
			.run((context) -> assertThat(one(context).workers()).isEmpty());
	}

	@Test
	void aHandlerThatThrowsIsToldInTheWordsOfTheWorker(CapturedOutput output) {
		YamlStart.fails(this.directory, YamlStart.PoolsOnly.class, """
				parallel:
				  defaults.process.verify: true
				  pools:
				    good: {kind: process}
				    bad: {kind: process, handler: %s}
				    threads: {kind: thread}
				""".formatted(Broken.class.getName()));
		assertThat(output).contains("APPLICATION FAILED TO START", "No worker of pool 'bad' could be started",
				"Property: parallel.defaults.process.verify", "application.yml] - 2:28",
				"IllegalStateException: there is no licence", "at " + Broken.class.getName() + ".<init>",
				"With 'process.verify: false' the application starts all the same");
	}

	@Test
	@DisabledOnOs(OS.WINDOWS)
	void aJavaThatIsNoneIsToldWithWhatItPrints() throws IOException {
		Path bin = Files.createDirectories(this.directory.resolve("bin"));
		Path java = Files.writeString(bin.resolve("java"), """
				#!/bin/sh
				echo 'Error: this is no Java' >&2
				exit 3
				""");
		Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.runner.withPropertyValues("parallel.pools.one.process.java-home=" + this.directory)
			.run((context) -> assertRefused(context, "exit code 3", "Error: this is no Java"));
	}

	@Test
	void aWorkerThatIsNotReadyWithinItsOwnTimeIsToldWhereItIs() {
		// On a loaded machine a process may take longer to come to its handler, or to
		// tell that.
		boolean told = false;
		for (int seconds = 3; !told && seconds < 30; seconds *= 2) {
			told = isToldWhereItIs(seconds);
		}
		assertThat(told).isTrue();
	}

	private boolean isToldWhereItIs(int seconds) {
		AtomicBoolean told = new AtomicBoolean();
		this.runner
			.withPropertyValues("parallel.pools.one.process.start-timeout=" + seconds + "s",
					"parallel.pools.one.handler=" + Endless.class.getName())
			.run((context) -> {
				assertRefused(context, "it was not ready after " + seconds + "000 ms and was killed",
						"'process.start-timeout'");
				told.set(refusal(context).contains("Endless.<init>"));
			});
		return told.get();
	}

	@Test
	void aWorkerThatIsNotReadyWithinThePoolsTimeIsNotWaitedFor() {
		this.runner
			.withPropertyValues("parallel.pools.one.start-failure-timeout=1s",
					"parallel.pools.one.handler=" + Endless.class.getName())
			.run((context) -> assertRefused(context, "none was ready after 1000 ms: one-1 is STARTING",
					"'start-failure-timeout'"));
	}

	@Test
	void otherPoolsEndWithTheApplicationThatDoesNotStart() {
		long before = children();
		this.runner
			.withPropertyValues("parallel.pools.one.handler=" + Broken.class.getName(),
					"parallel.pools.two.kind=process", "parallel.pools.two.min-size=1",
					"parallel.pools.two.process.verify=true")
			.run((context) -> assertRefused(context, "there is no licence"));
		Awaitility.await().until(() -> children() <= before);
	}

	private static long children() {
		return ProcessHandle.current().children().filter(ProcessHandle::isAlive).count();
	}

	private static void assertRefused(AssertableApplicationContext context, String... expected) {
		assertThat(refusal(context)).contains("No worker of pool 'one' could be started")
			.contains(expected)
			.doesNotContain("\n");
	}

	private static String refusal(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		while (!(failure instanceof WorkerVerificationException)) {
			failure = failure.getCause();
			assertThat(failure).isNotNull();
		}
		return String.valueOf(failure.getMessage());
	}

	/** Tells by which process it is called. */
	static class Pid implements TaskHandler<String, Long> {

		@Override
		public Long handle(String item, TaskContext context) {
			return ProcessHandle.current().pid();
		}

	}

	static class Broken implements TaskHandler<String, String> {

		Broken() {
			throw new IllegalStateException("there is no licence");
		}

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

	static class BrokenPoller implements TaskPoller<String> {

		BrokenPoller() {
			throw new IllegalStateException("there is no mailbox");
		}

		@Override
		public String poll(TaskContext context) {
			return null;
		}

	}

	static class Endless implements TaskHandler<String, String> {

		Endless() throws InterruptedException {
			new CountDownLatch(1).await();
		}

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
