package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.github.parallelpools.worker.process.child.Inbox.Message;
import io.github.parallelpools.worker.process.wire.FrameType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A worker process that has nothing to do gives memory back, and loses nothing by it. */
@Timeout(60)
class IdlenessTests {

	private static final long NEVER = TimeUnit.DAYS.toNanos(1);

	private final Inbox inbox = new Inbox();

	private final AtomicInteger givenBack = new AtomicInteger();

	private final AtomicLong clock = new AtomicLong();

	private static Message task(long id) {
		return new Message(FrameType.TASK, id, new byte[0]);
	}

	@Test
	void whatArrivesWhileMemoryIsGivenBackIsNext() {
		Idleness idleness = new Idleness(this.inbox, 1, () -> {
			long number = 10L * this.givenBack.incrementAndGet();
			this.inbox.add(task(number));
			this.inbox.add(task(number + 1));
		}, this.clock::get);
		for (int i = 1; i <= 3; i++) {
			assertThat(idleness.next().id()).isEqualTo(10L * i);
			assertThat(idleness.next().id()).isEqualTo(10L * i + 1);
			assertThat(this.givenBack).hasValue(i);
		}
	}

	@Test
	void whatIsTakenBackWhileMemoryIsGivenBackIsNotRun() {
		List<Byte> told = new ArrayList<>();
		Idleness idleness = new Idleness(this.inbox, 1, () -> {
			this.inbox.add(task(1));
			this.inbox.add(task(2));
			giveBack(told);
			this.inbox.add(task(3));
		}, this.clock::get);
		assertThat(idleness.next().id()).isEqualTo(1);
		assertThat(idleness.next().id()).isEqualTo(3);
		assertThat(told).containsExactly((byte) 2);
	}

	private void giveBack(List<Byte> told) {
		try {
			this.inbox.giveBack((numbers) -> {
				for (int last = Long.BYTES - 1; last < numbers.length; last += Long.BYTES) {
					told.add(numbers[last]);
				}
			});
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void memoryIsGivenBackOnceWhileNothingComes() throws Exception {
		Idleness idleness = new Idleness(this.inbox, 1, this.givenBack::incrementAndGet, this.clock::get);
		List<Message> taken = new ArrayList<>();
		Thread main = new Thread(() -> taken.add(idleness.next()));
		main.start();
		await().until(() -> this.givenBack.get() == 1 && main.getState() == Thread.State.TIMED_WAITING);
		main.interrupt();
		await().until(() -> !main.isInterrupted() && main.getState() == Thread.State.TIMED_WAITING);
		this.inbox.add(task(7));
		main.join();
		assertThat(taken).extracting(Message::id).containsExactly(7L);
		assertThat(this.givenBack).hasValue(1);
	}

	@Test
	void whatHasTakenLongIsDoneTheMoreSeldom() throws Exception {
		Idleness idleness = new Idleness(this.inbox, 1, () -> {
			this.givenBack.incrementAndGet();
			this.clock.addAndGet(TimeUnit.MINUTES.toNanos(1));
			this.inbox.add(task(1));
		}, this.clock::get);
		assertThat(idleness.next().id()).isEqualTo(1);
		List<Message> taken = new ArrayList<>();
		Thread main = new Thread(() -> taken.add(idleness.next()));
		main.start();
		// Were the wait not longer now, memory would be given back again at once, and the
		// task that this adds be taken.
		await().until(() -> main.getState() == Thread.State.TIMED_WAITING);
		this.inbox.add(task(2));
		main.join();
		assertThat(taken).extracting(Message::id).containsExactly(2L);
		assertThat(this.givenBack).hasValue(1);
	}

	@Test
	void nothingIsGivenBackWhileThereIsSomethingToDo() {
		Idleness idleness = new Idleness(this.inbox, NEVER, this.givenBack::incrementAndGet, this.clock::get);
		this.inbox.add(task(1));
		this.inbox.add(task(2));
		Thread.currentThread().interrupt();
		assertThat(idleness.next().id()).isEqualTo(1);
		assertThat(idleness.next().id()).isEqualTo(2);
		assertThat(this.givenBack).hasValue(0);
		assertThat(Thread.interrupted()).isFalse();
	}

}
