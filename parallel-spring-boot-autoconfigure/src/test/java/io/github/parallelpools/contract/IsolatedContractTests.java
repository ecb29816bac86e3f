package io.github.parallelpools.contract;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.autoconfigure.annotation.Isolated;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.TaskRejectedException;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskOvertimeException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Beans whose methods run on a pool behave alike on each kind of worker. */
@EachKind
@Timeout(120)
class IsolatedContractTests {

	private static @Nullable ConfigurableApplicationContext context;

	private final WorkerKind kind;

	IsolatedContractTests(WorkerKind kind) {
		this.kind = kind;
	}

	@BeforeParameterizedClassInvocation
	static void start(WorkerKind kind) {
		String of = "--parallel.pools.";
		context = new SpringApplicationBuilder(OfApplication.class).web(WebApplicationType.NONE)
			.run("--parallel.defaults.kind=" + kind.name().toLowerCase(), "--parallel.defaults.kill-grace=100ms",
					"--parallel.defaults.process.configuration=" + OfBeans.class.getName(), of + "desk.max-size=1",
					of + "short.worker-overtime=300ms", of + "short.overtime-policy=kill", of + "short.max-size=1",
					of + "full.max-size=1", of + "full.queue.capacity=1", of + "full.queue.when-full=reject",
					of + "wide.max-size=2", "--desk.tag=of desk");
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		context().close();
	}

	private static ConfigurableApplicationContext context() {
		return java.util.Objects.requireNonNull(context);
	}

	private static Desk desk() {
		return context().getBean(Desk.class);
	}

	private static Parallel parallel() {
		return context().getBean(Parallel.class);
	}

	private static ParallelPool pool(String name) {
		return context().getBean(name, ParallelPool.class);
	}

	/** Until the task has begun. */
	private static void awaitMark(String mark) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> parallel().map("marks").containsKey(mark));
	}

	private static void awaitIdle(String pool) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> pool(pool).snapshot().size().busy() == 0 && pool(pool).snapshot().queue().size() == 0);
	}

	@Test
	void aCallRunsOnThePoolAndReturnsItsValue() {
		Where where = desk().where("tea", 3, null, new int[] { 1, 2 }, List.of("a", "b"));
		assertThat(where.pool()).isEqualTo("desk");
		assertThat(where.tag()).isEqualTo("of desk");
		assertThat(where.said()).isEqualTo("tea 3 null 2 [a, b]");
		assertThat(where.pid() == ProcessHandle.current().pid()).isEqualTo(this.kind != WorkerKind.PROCESS);
	}

	@Test
	void whatTheMethodThrowsIsThrownAtTheCall() {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> desk().fail("checked"))
			.withMessage("checked")
			.withNoCause();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> desk().fail("unchecked"))
			.withMessage("unchecked");
		assertThatExceptionOfType(LinkageError.class).isThrownBy(() -> desk().fail("error")).withMessage("error");
		assertThatExceptionOfType(DeskException.class).isThrownBy(() -> desk().fail("own"))
			.satisfies((thrown) -> assertThat(thrown.number()).isEqualTo(42));
	}

	@Test
	void aMethodOfAGenericInterfaceIsCalled() {
		@SuppressWarnings("unchecked")
		Doubling<Integer> doubling = context().getBean("integers", Doubling.class);
		assertThat(doubling.twice(21)).isEqualTo(42);
		assertThat(doubling.poolOfDefault()).isEqualTo("wide");
	}

	@Test
	void aCallThatTakesTooLongIsEndedByThePool() {
		Desk desk = desk();
		assertThatExceptionOfType(TaskOvertimeException.class).isThrownBy(desk::hangOnShortPool)
			.withMessageContaining("short");
		// The first call of a new process may take longer than that.
		Limits.lift(pool("short"));
		try {
			assertThat(desk.poolOfShort()).isEqualTo("short");
		}
		finally {
			pool("short").reset("a test");
		}
	}

	@Test
	void aCallThatTakesLongerThanItsTimeoutIsEnded() {
		Desk desk = desk();
		assertThatExceptionOfType(TaskOvertimeException.class).isThrownBy(desk::hangForHalfASecond)
			.withMessageContaining(
					"Call of 'IsolatedContractTests.Desk.hangForHalfASecond' on pool 'desk' took longer than 500 ms ('timeout' of @Isolated)")
			.satisfies((thrown) -> assertThat(thrown.result().code()).isEqualTo("21005"));
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> desk.hangForHalfASecondLater().get(60, TimeUnit.SECONDS))
			.withCauseInstanceOf(TaskOvertimeException.class);
		awaitIdle("desk");
	}

	@Test
	void aTimeoutMayBeLongerThanNanosecondsCanBeCounted() throws Exception {
		assertThat(desk().poolOfPatientTask()).isEqualTo("desk");
		assertThat(desk().poolOfPatientTaskLater().get(60, TimeUnit.SECONDS)).isEqualTo("desk");
	}

	@Test
	void aFutureDoesNotWait() throws Exception {
		CompletableFuture<String> later = desk().whenMarked("opened");
		CompletionStage<String> stage = desk().stageWhenMarked("opened");
		Future<String> future = desk().futureWhenMarked("opened");
		assertThat(later).isNotDone();
		parallel().map("marks").put("opened", true);
		assertThat(later.get(60, TimeUnit.SECONDS)).isEqualTo("desk opened");
		assertThat(stage.toCompletableFuture().get(60, TimeUnit.SECONDS)).isEqualTo("desk opened");
		assertThat(future.get(60, TimeUnit.SECONDS)).isEqualTo("desk opened");
	}

	@Test
	void aFutureFailsWithWhatTheMethodOrItsFutureHasFailedWith() {
		assertThatException().isThrownBy(() -> desk().failLater("thrown").get(60, TimeUnit.SECONDS))
			.withCauseExactlyInstanceOf(DeskException.class);
		assertThatException().isThrownBy(() -> desk().failLater("of future").get(60, TimeUnit.SECONDS))
			.withCauseExactlyInstanceOf(DeskException.class);
	}

	@Test
	void cancellingTheFutureEndsTheTask() {
		CompletableFuture<String> later = desk().markAndHang("cancelled");
		awaitMark("cancelled");
		assertThat(later.cancel(true)).isTrue();
		assertThat(later).isCancelled();
		awaitIdle("desk");
		assertThat(desk().poolOfTask()).isEqualTo("desk");
	}

	@Test
	void interruptingTheCallerEndsTheTask() throws Exception {
		AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> interrupted = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				desk().markAndWaitForEver("interrupted");
			}
			catch (Throwable ex) {
				thrown.set(ex);
				interrupted.set(Thread.currentThread().isInterrupted());
			}
		});
		caller.start();
		awaitMark("interrupted");
		caller.interrupt();
		caller.join(60_000);
		assertThat(thrown.get()).isInstanceOf(CancellationException.class)
			.hasMessageContaining("was cancelled, as the thread that waited for it was interrupted");
		assertThat(interrupted.get()).isTrue();
		awaitIdle("desk");
	}

	@Test
	void anInterruptIsThrownWhereTheMethodDeclaresIt() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		Thread caller = new Thread(() -> {
			try {
				desk().markAndWait("declared");
			}
			catch (InterruptedException ex) {
				done.countDown();
			}
		});
		caller.start();
		awaitMark("declared");
		caller.interrupt();
		assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
		awaitIdle("desk");
	}

	@Test
	void aRejectionIsThrownAsItIs() {
		List<CompletableFuture<String>> accepted = new ArrayList<>();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> {
			for (int i = 0; i < 3; i++) {
				accepted.add(desk().markAndHangOnFullPool("full"));
			}
		}).withMessageContaining("full");
		accepted.forEach((one) -> one.cancel(true));
		awaitIdle("full");
	}

	@Test
	void whatACallIsCancelledWithSaysSo() {
		Thread caller = new Thread(() -> {
			awaitMark("by tag");
			pool("desk").cancelTagged("of desk", true);
		});
		caller.start();
		assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> desk().markAndWaitForEver("by tag"));
	}

	@Test
	void aCallFromWithinTheSamePoolRunsWhereItIs() throws Exception {
		// One worker: it would wait for itself.
		assertThat(context().getBean(Outer.class).ofInner()).isEqualTo("desk, then desk");
	}

	@Test
	void aCallFromWithinACallThatATaskOfThePoolWaitsForRunsWhereItIs() throws Exception {
		// In a worker process all beans are its own, so that there are no other pools.
		assertThat(context().getBean(Outer.class).overWidePool())
			.isEqualTo((this.kind != WorkerKind.PROCESS) ? "desk, then wide, then wide" : "desk, then desk, then desk");
	}

	@Test
	void theBeanIsItselfAndNotItsCalls() {
		Desk desk = desk();
		assertThat(desk).isEqualTo(desk()).hasSameHashCodeAs(desk());
		assertThat(desk.toString()).contains("Desk@");
		assertThat(AopUtils.isCglibProxy(desk)).isTrue();
		assertThat(desk.poolOfPackage()).isNull();
		assertThatException().isThrownBy(() -> pool("desk").submit(() -> {
			throw new IOException("of a task");
		}).get(60, TimeUnit.SECONDS)).withCauseInstanceOf(TaskFailedException.class);
	}

	record Where(@Nullable String pool, @Nullable String tag, long pid, String said) implements java.io.Serializable {
	}

	static final class DeskException extends Exception {

		private final int number;

		DeskException(int number) {
			super("desk");
			this.number = number;
		}

		int number() {
			return this.number;
		}

	}

	@Isolated(pool = "desk", tag = "${desk.tag}")
	static class Desk {

		public Where where(String text, int number, @Nullable Object nothing, int[] numbers, List<String> more) {
			TaskContext task = TaskContext.current();
			return new Where(task.pool(), task.tag().orElse(null), ProcessHandle.current().pid(),
					"%s %s %s %s %s".formatted(text, number, nothing, numbers.length, more));
		}

		public void fail(String how) throws IOException, DeskException {
			switch (how) {
				case "checked" -> throw new IOException(how);
				case "unchecked" -> throw new IllegalStateException(how);
				case "own" -> throw new DeskException(42);
				default -> throw new LinkageError(how);
			}
		}

		@Isolated("short")
		public void hangOnShortPool() {
			hang();
		}

		@Isolated("short")
		public String poolOfShort() {
			return TaskContext.current().pool();
		}

		@Isolated(timeout = "${desk.timeout:500ms}")
		public void hangForHalfASecond() {
			hang();
		}

		@Isolated(timeout = "500ms")
		public Future<String> hangForHalfASecondLater() {
			hang();
			return CompletableFuture.completedFuture("");
		}

		@Isolated(timeout = "999999d")
		public String poolOfPatientTask() {
			return poolOfTask();
		}

		@Isolated(timeout = "999999d")
		public Future<String> poolOfPatientTaskLater() {
			return CompletableFuture.completedFuture(poolOfTask());
		}

		public String poolOfTask() {
			return TaskContext.current().pool();
		}

		public CompletableFuture<String> whenMarked(String mark) throws InterruptedException {
			awaitMark(mark);
			return CompletableFuture.completedFuture(TaskContext.current().pool() + " " + mark);
		}

		public CompletionStage<String> stageWhenMarked(String mark) throws InterruptedException {
			return whenMarked(mark);
		}

		public Future<String> futureWhenMarked(String mark) throws InterruptedException {
			return whenMarked(mark);
		}

		public CompletableFuture<String> failLater(String how) throws DeskException {
			if (how.equals("thrown")) {
				throw new DeskException(1);
			}
			return CompletableFuture.failedFuture(new DeskException(2));
		}

		public CompletableFuture<String> markAndHang(String mark) {
			mark(mark);
			hang();
			return CompletableFuture.completedFuture("");
		}

		@Isolated("full")
		public CompletableFuture<String> markAndHangOnFullPool(String mark) {
			return markAndHang(mark);
		}

		public void markAndWaitForEver(String mark) {
			mark(mark);
			hang();
		}

		public void markAndWait(String mark) throws InterruptedException {
			mark(mark);
			new CountDownLatch(1).await();
		}

		@Nullable String poolOfPackage() {
			return io.github.parallelpools.task.CurrentContext.pool();
		}

		private static void mark(String mark) {
			TaskContext.current().map("marks").put(mark, true);
		}

		private static void awaitMark(String mark) throws InterruptedException {
			while (!TaskContext.current().map("marks").containsKey(mark)) {
				Thread.sleep(5);
			}
		}

		/** For ever in a process; a thread can only be asked. */
		private static void hang() {
			while (!Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
		}

	}

	interface Doubling<T> {

		T twice(T number);

		default String poolOfDefault() {
			return TaskContext.current().pool();
		}

	}

	@Isolated("desk")
	static class Inner {

		private final Wide wide;

		Inner(Wide wide) {
			this.wide = wide;
		}

		public String pool() {
			return TaskContext.current().pool();
		}

		public String overWidePool() {
			return TaskContext.current().pool() + ", then " + this.wide.backToDesk();
		}

	}

	@Isolated("wide")
	static class Wide {

		private final org.springframework.beans.factory.ObjectProvider<Inner> inner;

		Wide(org.springframework.beans.factory.ObjectProvider<Inner> inner) {
			this.inner = inner;
		}

		public String backToDesk() {
			return TaskContext.current().pool() + ", then " + this.inner.getObject().pool();
		}

	}

	static class Outer {

		private final Inner inner;

		private final ParallelPool desk;

		Outer(Inner inner, ParallelPool desk) {
			this.inner = inner;
			this.desk = desk;
		}

		String ofInner() throws Exception {
			// In a process the task can't have the bean; it is called from here then.
			if (this.desk.settings().kind() == WorkerKind.PROCESS) {
				return "desk, then " + this.inner.pool();
			}
			return this.desk.submit(() -> "desk, then " + this.inner.pool()).get(60, TimeUnit.SECONDS);
		}

		String overWidePool() {
			return this.inner.overWidePool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ParallelAutoConfiguration.class, OfBeans.class })
	static class OfApplication {

		@Bean
		Outer outer(Inner inner, @org.springframework.beans.factory.annotation.Qualifier("desk") ParallelPool desk) {
			return new Outer(inner, desk);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Desk.class, Inner.class, Wide.class })
	static class OfBeans {

		@Bean
		@Isolated("wide")
		Doubling<Integer> integers() {
			return (number) -> 2 * number;
		}

	}

}
