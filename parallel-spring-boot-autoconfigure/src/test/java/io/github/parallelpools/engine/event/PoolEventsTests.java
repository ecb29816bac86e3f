package io.github.parallelpools.engine.event;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.pool.PoolState;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The door through which everything is told, without a pool. */
class PoolEventsTests {

	private static final PoolEvent STARTS = new PoolEvent.Moved(PoolState.NEW, PoolState.STARTING);

	private static final PoolEvent RUNS = new PoolEvent.Moved(PoolState.STARTING, PoolState.RUNNING);

	private final List<String> told = new CopyOnWriteArrayList<>();

	private final Queue<Runnable> helpers = new ArrayDeque<>();

	private boolean isSupervisor;

	private PoolEvents events(PoolSubscriber... subscribers) {
		return new PoolEvents("work", List.of(subscribers), () -> this.isSupervisor, this.helpers::add);
	}

	private PoolSubscriber subscriber(String name) {
		return new PoolSubscriber() {

			@Override
			public void moved(PoolEvent.Moved event) {
				PoolEventsTests.this.told.add(name + " hears " + event.to());
			}

			@Override
			public void missed(PoolEvent.Missed event) {
				PoolEventsTests.this.told.add(name + " misses something");
			}

		};
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IllegalStateException("broken"), new OutOfMemoryError("planted"), new StackOverflowError(),
				new LinkageError());
	}

	@ParameterizedTest
	@MethodSource("failures")
	void whateverASubscriberThrowsHarmsNeitherTheOthersNorWhoeverTells(Throwable failure) {
		PoolEvents events = events(subscriber("first"), new PoolSubscriber() {

			@Override
			public void moved(PoolEvent.Moved event) {
				sneak(failure);
			}

		}, subscriber("last"));
		events.note(STARTS);
		events.announce();
		events.tell(RUNS);
		assertThat(this.told).containsExactly("first hears STARTING", "last hears STARTING", "first hears RUNNING",
				"last hears RUNNING");
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	/** Holds up whoever tells it that the pool starts. */
	private static final class Slow implements PoolSubscriber {

		private final List<PoolState> heard = new CopyOnWriteArrayList<>();

		private final CountDownLatch asked = new CountDownLatch(1);

		private final CountDownLatch goesOn = new CountDownLatch(1);

		private final boolean mayHang;

		private Slow(boolean mayHang) {
			this.mayHang = mayHang;
		}

		@Override
		public boolean mayHang() {
			return this.mayHang;
		}

		@Override
		public void moved(PoolEvent.Moved event) {
			if (event.to() == PoolState.STARTING) {
				this.asked.countDown();
				try {
					this.goesOn.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			this.heard.add(event.to());
		}

	}

	@Test
	@Timeout(60)
	void aThreadThatTellsIsNotOvertakenByTheNext() throws Exception {
		Slow slow = new Slow(false);
		PoolEvents events = events(slow);
		events.note(STARTS);
		Thread first = new Thread(events::announce);
		first.start();
		slow.asked.await();
		events.note(RUNS);
		Thread second = new Thread(events::announce);
		second.start();
		await().until(() -> !slow.heard.isEmpty() || second.getState() == Thread.State.BLOCKED);
		slow.goesOn.countDown();
		first.join();
		second.join();
		assertThat(slow.heard).containsExactly(PoolState.STARTING, PoolState.RUNNING);
	}

	@Test
	@Timeout(60)
	void whoWaitsWhileSomebodyTellsNeedsOneHelper() throws Exception {
		Slow slow = new Slow(false);
		PoolEvents events = events(slow);
		events.note(STARTS);
		Thread first = new Thread(events::announce);
		first.start();
		slow.asked.await();
		assertThat(events.hasNews()).isTrue();
		assertThat(events.isUnannounced()).isFalse();
		events.note(RUNS);
		assertThat(events.isUnannounced()).isTrue();
		events.announceByHelper();
		assertThat(events.isUnannounced()).isFalse();
		assertThat(this.helpers).hasSize(1);
		slow.goesOn.countDown();
		first.join();
		assertThat(slow.heard).containsExactly(PoolState.STARTING, PoolState.RUNNING);
	}

	@Test
	void whatNoHelperTakesIsToldByTheNext() {
		PoolEvents events = new PoolEvents("work", List.of(subscriber("one")), () -> this.isSupervisor, (task) -> {
			throw new OutOfMemoryError("planted");
		});
		events.note(STARTS);
		assertThatThrownBy(events::announceByHelper).isInstanceOf(OutOfMemoryError.class);
		assertThat(events.isUnannounced()).isTrue();
		events.announce();
		assertThat(events.isUnannounced()).isFalse();
		assertThat(this.told).containsExactly("one hears STARTING");
	}

	@Test
	@Timeout(60)
	void aLogThatHangsKeepsTheNextEventFromNobody() throws Exception {
		Slow log = new Slow(true);
		PoolEvents events = events(log, subscriber("one"));
		events.note(STARTS);
		Thread first = new Thread(events::announce);
		first.start();
		log.asked.await();
		events.note(RUNS);
		events.announce();
		assertThat(this.told).containsExactly("one hears STARTING", "one hears RUNNING");
		assertThat(log.heard).containsExactly(PoolState.RUNNING);
		log.goesOn.countDown();
		first.join();
	}

	@Test
	void whoHoldsAMonitorTellsAfterIt() {
		PoolEvents events = events(subscriber("one"));
		String done = PoolEvents.tellAfter(() -> PoolEvents.tellAfter(() -> {
			events.tell(STARTS);
			events.note(RUNS);
			events.announce();
			assertThat(this.told).isEmpty();
			return "done";
		}));
		assertThat(done).isEqualTo("done");
		assertThat(this.told).containsExactly("one hears STARTING", "one hears RUNNING");
		assertThatIllegalStateException().isThrownBy(() -> PoolEvents.tellAfter(() -> {
			events.tell(STARTS);
			throw new IllegalStateException("planted");
		}));
		events.tell(RUNS);
		assertThat(this.told).hasSize(4);
	}

	@Test
	void whatIsNotedIsToldInOrderOnceItIsAnnounced() {
		PoolEvents events = events(subscriber("one"));
		assertThat(events.hasNews()).isFalse();
		events.note(STARTS);
		events.note(RUNS);
		assertThat(events.hasNews()).isTrue();
		assertThat(this.told).isEmpty();
		events.announce();
		assertThat(events.hasNews()).isFalse();
		assertThat(this.told).containsExactly("one hears STARTING", "one hears RUNNING");
		events.announce();
		assertThat(this.told).hasSize(2);
	}

	@Test
	void whoeverMustNotRunForeignCodeHasAHelperTell() {
		PoolEvents events = events(subscriber("one"));
		this.isSupervisor = true;
		events.tell(STARTS);
		events.note(RUNS);
		events.announce();
		assertThat(this.told).isEmpty();
		this.isSupervisor = false;
		this.helpers.forEach(Runnable::run);
		assertThat(this.told).containsExactly("one hears STARTING", "one hears RUNNING");
	}

	@Test
	void whatThereWasNoMemoryForIsMissedOnce() {
		PoolEvents events = events(subscriber("one"), subscriber("two"));
		events.noteMissed();
		assertThat(events.hasNews()).isTrue();
		events.announce();
		events.announce();
		assertThat(events.hasNews()).isFalse();
		assertThat(this.told).containsExactly("one misses something", "two misses something");
	}

	@Test
	void endsOfTasksAreHeardOnlyIfASubscriberSaysSo() {
		assertThat(events().hearsTasks()).isFalse();
		assertThat(events(subscriber("one"), new EventLog("work", UnaryOperator.identity(), System.Logger.Level.INFO))
			.hearsTasks()).isFalse();
		assertThat(events(subscriber("one"), new PoolSubscriber() {

			@Override
			public boolean hearsTasks() {
				return true;
			}

		}).hearsTasks()).isTrue();
	}

}
