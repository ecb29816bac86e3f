package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.github.parallelpools.contract.Tasks.Gate;
import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.PoolTimeoutException;
import io.github.parallelpools.pool.TaskSnapshot;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFunction;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** What every standalone task does, whatever it runs on. */
@EachKind
class TaskContractTests extends TaskFixture {

	TaskContractTests(WorkerKind kind) {
		super(kind);
	}

	private static String code(ParallelTask<?, ?> task) {
		return task.result().orElseThrow().code();
	}

	@Test
	void returnsTheValueAndTellsTheCallback() throws Exception {
		ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> n + 1).argument(41).build();
		assertThat(task.isRunning()).isFalse();
		assertThat(task.future()).isEmpty();
		TaskFuture<Integer> future = task.start();
		task.join();
		assertThat(future.join()).isEqualTo(42);
		assertThat(task.future()).containsSame(future);
		assertThat(future.id()).isEqualTo(task.id());
		assertThat(code(task)).isEqualTo("00000");
		assertThat(this.calls.started).containsExactly(task.id());
		assertThat(this.calls.ends).containsExactly(new Call(task.id(), "sum", "00000", 42));
		assertThat(task.isRunning()).isFalse();
	}

	@Test
	void whatHasEndedIsListedNoMore() throws Exception {
		ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> n).argument(1).build();
		for (int i = 0; i < ((kind() == WorkerKind.PROCESS) ? 3 : 100); i++) {
			task.start();
			task.join();
			assertThat(this.tasks.snapshots()).isEmpty();
		}
	}

	@Test
	void takesAnotherArgumentForOneRunAndCanBeStartedAgain() throws Exception {
		ParallelTask<String, String> task = task((String item, TaskContext context) -> "got " + item).argument("own")
			.build();
		assertThat(task.start("other").join()).isEqualTo("got other");
		assertThat(task.start().join()).isEqualTo("got own");
		assertThat(task.start(null).join()).isEqualTo("got null");
	}

	@Test
	void aFunctionIsToldWhatAHandlerIsToldAndFindsItsContext() {
		ParallelTask<Integer, List<String>> task = task(
				(Integer n, TaskContext context) -> List.of(context.taskId(), context.pool(),
						context.args().get("greeting"), TaskContext.current().taskId(), TaskContext.current().worker()))
			.args(Map.of("greeting", "hello"))
			.id("the one")
			.build();
		List<String> told = task.start(1).join();
		assertThat(told.subList(0, 4)).containsExactly("the one", "sum", "hello", "the one");
		assertThat(told.get(4)).startsWith("sum-t");
	}

	@Test
	void makesAHandlerAnewForEachStart() {
		ParallelTask<String, Integer> task = this.tasks.task(Counting.class).kind(kind()).build();
		assertThat(task.start("a").join()).isEqualTo(1);
		assertThat(task.start("b").join()).isEqualTo(1);
	}

	@Test
	void closesTheHandlerThatItHasMade() {
		ParallelTask<String, String> task = this.tasks.task(Closing.class).kind(kind()).build();
		task.start(this.directory.toString()).join();
		await().until(() -> this.gate.arrivals() == 1);
	}

	@Test
	void aHandlerThatCanNotBeMadeFailsTheRun() throws Exception {
		ParallelTask<String, String> task = this.tasks.task(Broken.class).kind(kind()).callback(this.calls).build();
		task.start("x");
		task.join(LONG);
		assertThat(code(task)).isEqualTo("21399");
		assertThat(task.result().orElseThrow().message()).contains("broken on purpose");
		assertThat(this.calls.ends).hasSize(1);
		assertNothingIsLeft();
	}

	@Test
	void refusesClassesThatNoHandlerCanBeMadeOf() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.tasks.task(Abstract.class))
			.withMessageContaining("is abstract");
		assertThatIllegalArgumentException().isThrownBy(() -> this.tasks.task(Inner.class))
			.withMessageContaining("inner class");
		assertThatIllegalArgumentException().isThrownBy(() -> this.tasks.task(WithArgument.class))
			.withMessageContaining("no no-arg constructor")
			.withMessageContaining("or give a lambda");
	}

	@Test
	void tellsWhatTheTaskThrew() throws Exception {
		ParallelTask<String, String> task = task((String item, TaskContext context) -> {
			if (item != null) {
				throw new IllegalStateException("no " + item);
			}
			return "luck";
		}).build();
		String message = task.start("luck").handle((value, error) -> error.getMessage()).join();
		task.join();
		TaskResult result = task.result().orElseThrow();
		assertThat(result.code()).isEqualTo("21399");
		assertThat(result.errorClass()).isEqualTo("java.lang.IllegalStateException");
		assertThat(result.message()).isEqualTo("no luck");
		assertThat(message)
			.startsWith("Task 'sum' (" + task.id() + ") failed: java.lang.IllegalStateException: no luck");
	}

	@Test
	void runsOnlyOnceAtATime() throws Exception {
		ParallelTask<Object, String> task = running(task(waiting()).build());
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(task::start)
			.withMessageContaining("Task 'sum' (" + task.id() + ") is running")
			.withMessageContaining("join()");
		assertThat(this.gate.arrivals()).isEqualTo(1);
		this.gate.open();
		task.join();
		assertThat(task.start().join()).isEqualTo("done");
	}

	@Test
	void whoeverTellsOfTheEndMayJoinAndStartAgain() throws Exception {
		AtomicReference<ParallelTask<Integer, Integer>> self = new AtomicReference<>();
		AtomicReference<TaskFuture<Integer>> second = new AtomicReference<>();
		ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> n)
			.callback((id, name, result, value) -> {
				if (value == 1) {
					join(self.get());
					second.set(self.get().start(2));
				}
			})
			.build();
		self.set(task);
		task.start(1).thenRun(() -> join(task));
		await().until(() -> second.get() != null);
		assertThat(second.get().join()).isEqualTo(2);
		task.join();
		assertThat(this.calls.ends).extracting(Call::value).containsExactly(1, 2);
	}

	private static void join(ParallelTask<?, ?> task) {
		try {
			task.join();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void joinGivesUpAfterItsTimeoutAndSaysWhatTheTaskDoes() throws Exception {
		ParallelTask<Object, String> task = task(waiting()).build();
		task.join();
		task.join(SHORT);
		running(task);
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> task.join(SHORT))
			.withMessageContaining("Task 'sum' (" + task.id() + ") has not ended after 30 ms: it runs, for ")
			.withMessageContaining("on worker sum-t")
			.withMessageContaining("forceStop()");
		this.gate.open();
		task.join(LONG);
		assertThat(task.isRunning()).isFalse();
	}

	@Test
	void waitsAtACheckpointWhileItIsPaused() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		for (int i = 0; i < 20; i++) {
			task.pause(LONG);
			assertThat(task.isPaused()).isTrue();
			assertThat(task.isRunning()).isTrue();
			task.resume();
		}
		task.pause(LONG);
		this.gate.open();
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> task.join(SHORT))
			.withMessageContaining("it is paused at a checkpoint");
		assertThat(this.tasks.snapshots()).extracting(TaskSnapshot::state).containsExactly(TaskSnapshot.State.PAUSED);
		task.resume();
		assertThat(task.future().orElseThrow().join()).isEqualTo("done");
		assertThat(task.isPaused()).isFalse();
	}

	@Test
	void mayBePausedBeforeItRuns() throws Exception {
		Gate door = this.gate;
		ParallelTask<Object, String> task = task((Object item, TaskContext context) -> {
			door.awaitOpen();
			context.checkpoint();
			door.arrive("beyond");
			return "done";
		}).build();
		task.start();
		task.pause();
		this.gate.open();
		task.pause(LONG);
		assertThat(task.isPaused()).isTrue();
		assertThat(this.gate.arrivals()).isZero();
		task.resume();
		assertThat(task.future().orElseThrow().join()).isEqualTo("done");
	}

	/**
	 * Comes to no checkpoint until it is let go, and then to one after the other: the
	 * order that it has missed may still be on its way to a process.
	 */
	private TaskFunction<Object, String> deafUntilOpen(Gate end) {
		Gate door = this.gate;
		return (item, context) -> {
			door.arrive("wait");
			door.awaitOpen();
			while (!end.isOpen()) {
				context.checkpoint();
			}
			return "done";
		};
	}

	@Test
	void pauseGivesUpWhereThereIsNoCheckpointAndHoldsAtTheNext() throws Exception {
		Gate end = Gate.in(Files.createDirectory(this.directory.resolve("end")));
		ParallelTask<Object, String> task = running(task(deafUntilOpen(end)).build());
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> task.pause(SHORT))
			.withMessageContaining("has come to no checkpoint after 30 ms");
		assertThat(task.isPaused()).isFalse();
		this.gate.open();
		await().until(task::isPaused);
		end.open();
		task.resume();
		assertThat(task.future().orElseThrow().join()).isEqualTo("done");
	}

	@Test
	void requestsToATaskThatIsNotRunningDoNothing() throws Exception {
		ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> {
			context.checkpoint();
			return n;
		}).build();
		for (int n = 1; n < 3; n++) {
			task.pause();
			task.pause(LONG);
			task.resume();
			task.stop();
			task.stop(LONG);
			task.forceStop();
			assertThat(task.isPaused()).isFalse();
			assertThat(task.start(n).join()).isEqualTo(n);
			task.join();
		}
	}

	@Test
	void timeAtACheckpointIsNoOvertime() throws Exception {
		Gate door = this.gate;
		Duration limit = patience();
		ParallelTask<Object, Boolean> task = task((Object item, TaskContext context) -> {
			Instant before = context.deadline().orElseThrow();
			door.arrive("step");
			while (!door.isOpen()) {
				context.checkpoint();
				Thread.onSpinWait();
			}
			return context.deadline().orElseThrow().isAfter(before.plus(limit));
		}).overtime(limit, OvertimePolicy.KILL).build();
		running(task).pause(LONG);
		Instant late = Instant.now().plus(limit).plusMillis(300);
		await().until(() -> Instant.now().isAfter(late));
		assertThat(task.isPaused()).isTrue();
		this.gate.open();
		task.resume();
		assertThat(task.future().orElseThrow().join()).as("the deadline has moved").isTrue();
		task.join();
		assertThat(task.result().orElseThrow().overtime()).isFalse();
	}

	/** A process is slow to come to its first checkpoint. */
	private Duration patience() {
		return Duration.ofMillis((kind() == WorkerKind.PROCESS) ? 4000 : 1500);
	}

	@Test
	void overtimeGoesOnAfterAPause() throws Exception {
		ParallelTask<Object, String> task = task(stepping()).overtime(patience(), OvertimePolicy.KILL).build();
		task.start();
		task.pause(LONG);
		assertThat(task.isPaused()).isTrue();
		task.resume();
		task.join(LONG);
		assertThat(this.calls.ends).extracting(Call::code).containsExactly("21005");
		assertThat(task.result().orElseThrow().message()).contains("Raise its overtime");
	}

	@Test
	void stopsAtItsNextCheckpointWhenItIsAsked() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		task.stop();
		task.join(LONG);
		assertThat(task.result().orElseThrow().message()).contains("Task 'sum'", "it was asked to stop");
		assertThat(task.future().orElseThrow()).isCancelled();
		assertThat(this.calls.ends).containsExactly(new Call(task.id(), "sum", "21004", null));
	}

	@Test
	void stopsAtOnceWhileItWaitsForItsLock() throws Exception {
		ParallelTask<Object, String> holder = running(task(waiting()).lock("one").build());
		ParallelTask<Object, String> task = task(waiting()).lock("one").build();
		task.start();
		task.stop(LONG);
		assertThat(code(task)).isEqualTo("21004");
		assertThat(holder.isRunning()).isTrue();
		assertThat(this.gate.arrivals()).isEqualTo(1);
		this.gate.open();
		holder.join(LONG);
		assertThat(code(holder)).isEqualTo("00000");
	}

	@Test
	void stopsWhileItIsPaused() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		task.pause(LONG);
		task.stop(LONG);
		assertThat(code(task)).isEqualTo("21004");
	}

	@Test
	void mayNoticeThatItIsToStopAndEndAsItLikes() throws Exception {
		Gate door = this.gate;
		ParallelTask<Object, String> task = running(task((Object item, TaskContext context) -> {
			door.arrive("look");
			while (!context.isCancelled()) {
				Thread.onSpinWait();
			}
			return "half of it";
		}).build());
		task.stop(LONG);
		assertThat(task.future().orElseThrow().join()).isEqualTo("half of it");
	}

	@Test
	void aTaskThatDoesNotStopInTimeIsTold() throws Exception {
		Gate never = Gate.in(this.directory.resolve("never"));
		ParallelTask<Object, String> task = running(task(deafUntilOpen(never)).build());
		assertThatExceptionOfType(PoolTimeoutException.class).isThrownBy(() -> task.stop(SHORT))
			.withMessageContaining("is still running after 30 ms: it was asked to stop and has come to no checkpoint")
			.withMessageContaining("forceStop()");
		this.gate.open();
		task.join(LONG);
		assertThat(code(task)).isEqualTo("21004");
	}

	@Test
	void aRequestToOneRunDoesNotHitTheNext() throws Exception {
		ParallelTask<Object, String> task = running(task(waiting()).build());
		task.pause();
		task.stop();
		task.forceStop();
		task.join(LONG);
		this.gate.open();
		assertThat(task.start().join()).isEqualTo("done");
	}

	@Test
	void isEndedByForce() throws Exception {
		Gate door = this.gate;
		ParallelTask<Object, String> task = running(task((Object item, TaskContext context) -> {
			door.arrive("endless");
			Thread.sleep(Long.MAX_VALUE);
			return "never";
		}).build());
		task.forceStop();
		task.join(LONG);
		assertThat(task.isRunning()).isFalse();
		assertThat(this.calls.ends).containsExactly(new Call(task.id(), "sum", "21004", null));
		assertThat(task.result().orElseThrow().message()).contains("it was stopped by force");
		assertNothingIsLeft();
	}

	@Test
	void isEndedByForceAtACheckpoint() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		task.pause(LONG);
		task.forceStop();
		task.join(LONG);
		assertThat(code(task)).isEqualTo("21004");
		assertNothingIsLeft();
	}

	@Test
	void isEndedByForceWhileItStarts() throws Exception {
		ParallelTask<Object, String> task = task(stepping()).build();
		for (int i = 0; i < 10; i++) {
			task.start();
			task.forceStop();
			task.join(LONG);
			assertThat(task.result().orElseThrow().message()).contains("it was stopped by force");
		}
		assertThat(this.calls.ends).hasSize(10).extracting(Call::code).containsOnly("21004");
		assertNothingIsLeft();
	}

	@Test
	void isCancelledThroughItsFutureAlsoAtACheckpoint() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		task.pause(LONG);
		assertThat(task.future().orElseThrow().cancel(true)).isTrue();
		task.join(LONG);
		assertThat(this.calls.ends).extracting(Call::code).containsExactly("21004");
		assertNothingIsLeft();
	}

	@Test
	void tellsItsProgress() throws Exception {
		Gate door = this.gate;
		ParallelTask<Object, String> task = running(task((Object item, TaskContext context) -> {
			for (int i = 0; i < 10_000; i++) {
				context.progress(i / 100_000.0, "step " + i);
			}
			context.progress(0.5, "half");
			door.arrive("half");
			door.awaitOpen();
			context.progress(0.9);
			context.progress(1, "all");
			return "done";
		}).build());
		await().untilAsserted(() -> assertThat(task.progress()).contains(new TaskProgress(0.5, "half")));
		assertThat(this.tasks.snapshots()).extracting(TaskSnapshot::progress)
			.containsExactly(new TaskProgress(0.5, "half"));
		this.gate.open();
		task.join(LONG);
		assertThat(task.progress()).contains(new TaskProgress(1, "all"));
	}

	@Test
	void refusesAnImpossibleProgress() throws Exception {
		ParallelTask<Double, String> task = task((Double fraction, TaskContext context) -> {
			context.progress(fraction);
			return "done";
		}).build();
		for (double wrong : new double[] { -0.1, 1.1, Double.NaN }) {
			task.start(wrong);
			task.join(LONG);
			assertThat(task.result().orElseThrow().message()).contains("A progress can't be " + wrong, "from 0 to 1");
		}
	}

	@Test
	void thereIsNoContextOutsideOfATask() {
		assertThatIllegalStateException().isThrownBy(TaskContext::current)
			.withMessageContaining("runs no task")
			.withMessageContaining("callWith");
	}

	@Test
	void isShownWhileItRuns() throws Exception {
		ParallelTask<Object, String> task = running(task(waiting()).build());
		assertThat(this.tasks.snapshots()).singleElement().satisfies((one) -> {
			assertThat(one.id()).isEqualTo(task.id());
			assertThat(one.name()).isEqualTo("sum");
			assertThat(one.kind()).isEqualTo(kind());
			assertThat(one.state()).isEqualTo(TaskSnapshot.State.RUNNING);
			assertThat(one.running()).isPositive();
			assertThat(one.pid() != null).isEqualTo(kind() == WorkerKind.PROCESS);
		});
		this.gate.open();
		task.join();
		assertNothingIsLeft();
	}

	@Test
	void daemonsAreEndedAndOthersWaitedForWhenTheApplicationStops() throws Exception {
		ParallelTask<Object, String> daemon = running(task(stepping()).daemon(true).build());
		ParallelTask<Object, String> other = running(task(stepping()).build());
		Thread stopping = new Thread(() -> this.tasks.stop(LONG, "the application is closing"));
		stopping.start();
		daemon.join(LONG);
		assertThat(code(daemon)).isEqualTo("21004");
		assertThat(other.isRunning()).isTrue();
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(daemon::start)
			.withMessageContaining("the application is closing");
		assertThat(daemon.isRunning()).isFalse();
		this.gate.open();
		stopping.join();
		assertThat(code(other)).isEqualTo("00000");
		this.tasks.admit();
		assertThat(daemon.start().join()).isEqualTo("done");
	}

	@Test
	void whatDoesNotEndInTimeIsEndedByForceWhenTheApplicationStops() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		this.tasks.stop(SHORT, "the application is closing");
		assertThat(task.isRunning()).isFalse();
		assertThat(this.calls.ends).extracting(Call::code).containsExactly("21004");
	}

	@Test
	void theClosedEngineStartsNothing() throws Exception {
		ParallelTask<Object, String> task = running(task(stepping()).build());
		this.engine.close();
		task.join(LONG);
		assertThat(code(task)).isEqualTo("21004");
		assertThatExceptionOfType(PoolStateException.class).isThrownBy(task::start)
			.withMessageContaining("the application is closing");
		assertThat(task.isRunning()).isFalse();
	}

	@Test
	void onlyTasksThatAreNoDaemonsKeepTheJvmAlive() throws Exception {
		await().until(() -> TaskLeaks.threads("parallel-keep-alive") == 0);
		ParallelTask<Object, String> daemon = running(task(stepping()).daemon(true).build());
		assertThat(TaskLeaks.threads("parallel-keep-alive")).isZero();
		ParallelTask<Object, String> other = running(task(stepping()).build());
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().equals("parallel-keep-alive"))
			.singleElement()
			.matches((thread) -> !thread.isDaemon());
		other.stop(LONG);
		await().until(() -> TaskLeaks.threads("parallel-keep-alive") == 0);
		daemon.stop(LONG);
	}

	@Test
	void startsByItselfIfItIsMadeSo() {
		ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> n).argument(7)
			.autoStart(true)
			.build();
		assertThat(task.future().orElseThrow().join()).isEqualTo(7);
	}

	@Test
	void refusesImpossibleSettings() {
		assertThatIllegalArgumentException().isThrownBy(() -> task(waiting()).name("a b").build())
			.withMessageContaining("'name' can't be 'a b'");
		assertThatIllegalArgumentException().isThrownBy(() -> task(waiting()).id(" ").build())
			.withMessageContaining("'id'");
		assertThatIllegalArgumentException().isThrownBy(() -> task(waiting()).lock("").build())
			.withMessageContaining("'lock' can't be ''");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> task(waiting()).overtime(Duration.ofMillis(-1), OvertimePolicy.KILL).build())
			.withMessageContaining("'worker-overtime'");
		assertThat(task(waiting()).lock("one").build().settings().work().lock()).isEqualTo("one");
		assertThat(task(waiting()).build().id()).isNotEqualTo(task(waiting()).build().id());
	}

	/** Counts its calls. */
	static final class Counting implements TaskHandler<String, Integer> {

		private int count;

		@Override
		public Integer handle(String item, TaskContext context) {
			return ++this.count;
		}

	}

	/** Leaves a mark when it is closed. */
	static final class Closing implements TaskHandler<String, String>, AutoCloseable {

		private @Nullable Gate gate;

		@Override
		public String handle(String item, TaskContext context) {
			this.gate = new Gate(item);
			return item;
		}

		@Override
		public void close() {
			if (this.gate != null) {
				this.gate.arrive("closed");
			}
		}

	}

	/** Fails to be made. */
	static final class Broken implements TaskHandler<String, String> {

		Broken() {
			throw new IllegalStateException("broken on purpose");
		}

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

	/** Can't be made. */
	abstract static class Abstract implements TaskHandler<String, String> {

	}

	/** Needs an outer object. */
	final class Inner implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item + TaskContractTests.this;
		}

	}

	/** Needs an argument. */
	record WithArgument(String argument) implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return item;
		}

	}

}
