package io.github.parallelpools.autoconfigure;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEvent;

import io.github.parallelpools.autoconfigure.event.WorkerRecycledEvent;
import io.github.parallelpools.engine.ParallelEngine;
import io.github.parallelpools.fixture.PoolRecipe;
import io.github.parallelpools.fixture.RealWorkers;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Events of a pool go to listeners one after the other, by other threads. */
@ExtendWith(OutputCaptureExtension.class)
class EventLineTests {

	private final ParallelPool pool = new ParallelEngine().open(PoolRecipe.of("one", WorkerKind.THREAD).settings(),
			RealWorkers.threads(), List::of);

	private final Deque<Runnable> threads = new ArrayDeque<>();

	private final List<String> told = new ArrayList<>();

	private final EventLine line = new EventLine("Pool 'one'", this::listen, this.threads::add);

	private void listen(ApplicationEvent event) {
		String worker = ((WorkerRecycledEvent) event).getWorkerId();
		this.told.add(worker);
		if (worker.equals("bad")) {
			throw new IllegalStateException("on purpose");
		}
		if (worker.equals("worse")) {
			throw new UnloggableException();
		}
	}

	private void add(String worker) {
		this.line.add(new WorkerRecycledEvent(this.pool, worker));
	}

	private void runThreads() {
		for (Runnable work; (work = this.threads.poll()) != null;) {
			work.run();
		}
	}

	@Test
	void nobodyIsToldBeforeAllListenersAreThere() {
		add("a");
		add("b");
		assertThat(this.threads).isEmpty();
		this.line.open();
		assertThat(this.told).as("whoever adds tells nothing").isEmpty();
		runThreads();
		assertThat(this.told).containsExactly("a", "b");
	}

	@Test
	void oneThreadAtATimeTells() {
		this.line.open();
		add("a");
		add("b");
		assertThat(this.threads).hasSize(1);
		runThreads();
		add("c");
		assertThat(this.threads).hasSize(1);
		runThreads();
		assertThat(this.told).containsExactly("a", "b", "c");
	}

	@Test
	void aListenerThatThrowsIsLoggedAndTheNextEventIsTold(CapturedOutput output) {
		this.line.open();
		add("bad");
		add("b");
		runThreads();
		assertThat(this.told).containsExactly("bad", "b");
		assertThat(output).contains("A listener failed on WorkerRecycledEvent of pool 'one': worker bad", "on purpose");
	}

	@Test
	void afterAFailureThatCanNotBeLoggedAnotherThreadTellsTheRest() {
		this.line.open();
		add("worse");
		add("b");
		assertThatThrownBy(this::runThreads).isInstanceOf(UnsupportedOperationException.class);
		runThreads();
		assertThat(this.told).containsExactly("worse", "b");
	}

	private static final class UnloggableException extends RuntimeException {

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException("on purpose");
		}

	}

	@Test
	void thoseBeyondTheBoundAreDroppedAndTheLogSaysSoOnce(CapturedOutput output) {
		this.line.open();
		for (int number = 0; number < EventLine.CAPACITY + 10; number++) {
			add("w" + number);
		}
		runThreads();
		assertThat(this.told).hasSize(EventLine.CAPACITY).endsWith("w" + (EventLine.CAPACITY - 1));
		assertThat(output.toString().split("Pool 'one' drops events", -1)).hasSize(2);
		add("later");
		runThreads();
		assertThat(this.told).endsWith("later");
	}

	@Test
	void nothingIsToldOnceListenersHaveGone() {
		this.line.open();
		this.line.close(0);
		add("a");
		assertThat(this.threads).isEmpty();
		this.line.open();
		runThreads();
		assertThat(this.told).isEmpty();
		add("b");
		runThreads();
		assertThat(this.told).containsExactly("b");
	}

	@Test
	void closingWaitsForWhatIsBeingTold() throws InterruptedException {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		List<Thread> made = new ArrayList<>();
		EventLine slow = new EventLine("Pool 'one'", (event) -> {
			begun.countDown();
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			this.told.add("slow");
		}, (work) -> {
			Thread thread = new Thread(work);
			made.add(thread);
			thread.start();
		});
		slow.open();
		slow.add(new WorkerRecycledEvent(this.pool, "a"));
		begun.await();
		Thread closing = new Thread(() -> slow.close(Duration.ofMinutes(1).toNanos()));
		closing.start();
		await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
		end.countDown();
		closing.join();
		assertThat(this.told).containsExactly("slow");
		made.get(0).join();
	}

	@Test
	void whereNoThreadCanBeHadTheNextEventTriesAgain() {
		List<Runnable> later = new ArrayList<>();
		boolean[] isShort = { true };
		EventLine tried = new EventLine("Pool 'one'", this::listen, (work) -> {
			if (isShort[0]) {
				throw new RejectedExecutionException("on purpose");
			}
			later.add(work);
		});
		tried.open();
		assertThatThrownBy(() -> tried.add(new WorkerRecycledEvent(this.pool, "a")))
			.isInstanceOf(RejectedExecutionException.class);
		isShort[0] = false;
		tried.add(new WorkerRecycledEvent(this.pool, "b"));
		later.forEach(Runnable::run);
		assertThat(this.told).containsExactly("a", "b");
	}

}
