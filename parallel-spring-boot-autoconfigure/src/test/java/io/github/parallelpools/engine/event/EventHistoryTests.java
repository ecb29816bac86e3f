package io.github.parallelpools.engine.event;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.pool.OvertimePolicy;
import io.github.parallelpools.pool.PoolState;
import io.github.parallelpools.pool.RecordedEvent;
import io.github.parallelpools.pool.RecordedEvent.Type;
import io.github.parallelpools.task.DeadLetter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** The last events of a pool are kept in words. */
class EventHistoryTests {

	private final EventHistory history = new EventHistory();

	static Stream<Arguments> events() {
		Duration limit = Duration.ofSeconds(2);
		DeadLetter letter = new DeadLetter("t", 2, 2, "exit code 7", Instant.EPOCH);
		return Stream.of(
				arguments(new PoolEvent.Moved(PoolState.NEW, PoolState.STARTING), Type.MOVED, null, null, "STARTING"),
				arguments(new PoolEvent.WorkerStarted("w", 4711L), Type.WORKER_STARTED, "w", null, "process 4711"),
				arguments(new PoolEvent.WorkerStarted("w", null), Type.WORKER_STARTED, "w", null, "It started"),
				arguments(new PoolEvent.StartFailed("w", "no java"), Type.START_FAILED, "w", null, "no java"),
				arguments(new PoolEvent.WorkerEnded("w", 12), Type.WORKER_ENDED, "w", null, "12 tasks"),
				arguments(new PoolEvent.WorkerDied("w", 12, "exit code 7"), Type.WORKER_DIED, "w", null, "exit code 7"),
				arguments(new PoolEvent.WorkerKilled("w"), Type.WORKER_KILLED, "w", null, "by hand"),
				arguments(new PoolEvent.WorkerAbandoned("w", "It keeps a lock."), Type.WORKER_ABANDONED, "w", null,
						"It keeps a lock."),
				arguments(new PoolEvent.WorkerReplaced("w", "t"), Type.WORKER_REPLACED, "w", "t", "substitute"),
				arguments(new PoolEvent.WorkerReleased("w"), Type.WORKER_RELEASED, "w", null, "idle"),
				arguments(new PoolEvent.WorkerRecycled("w"), Type.WORKER_RECYCLED, "w", null, "place"),
				arguments(new PoolEvent.MemoryShort("others have it"), Type.MEMORY_SHORT, null, null, "others have it"),
				arguments(new PoolEvent.TaskAsked("t", "w", limit), Type.TASK_ASKED, "w", "t", "2000 ms"),
				arguments(new PoolEvent.TaskOvertime("t", "w", limit, OvertimePolicy.KILL, "at Orders.match"),
						Type.TASK_OVERTIME, "w", "t", "2000 ms; policy: KILL\nat Orders.match"),
				arguments(new PoolEvent.TaskRetried("t", "w", 2, 3), Type.TASK_RETRIED, "w", "t", "attempt 2 of 3"),
				arguments(new PoolEvent.TaskReturned("t", "w"), Type.TASK_RETURNED, "w", "t", "another worker"),
				arguments(new PoolEvent.DeadLettered(letter), Type.DEAD_LETTERED, null, "t", "exit code 7"),
				arguments(new PoolEvent.Missed(), Type.MISSED, null, null, "no memory"));
	}

	@ParameterizedTest
	@MethodSource("events")
	void eachEventIsKeptInWords(PoolEvent event, Type type, String worker, String task, String words) {
		Instant before = Instant.now();
		event.tell(this.history);
		assertThat(this.history.events()).singleElement().satisfies((kept) -> {
			assertThat(kept.number()).isEqualTo(1);
			assertThat(kept.at()).isBetween(before, Instant.now());
			assertThat(kept.type()).isEqualTo(type);
			assertThat(kept.worker()).isEqualTo(worker);
			assertThat(kept.task()).isEqualTo(task);
			assertThat(kept.text()).contains(words);
		});
	}

	@Test
	void onlyTheLastAreKeptAndTheirNumbersGoOn() {
		for (int one = 1; one <= EventHistory.CAPACITY + 3; one++) {
			new PoolEvent.WorkerReleased("worker-" + one).tell(this.history);
		}
		assertThat(this.history.events()).hasSize(EventHistory.CAPACITY)
			.extracting(RecordedEvent::number)
			.containsExactlyElementsOf(LongStream.rangeClosed(4, EventHistory.CAPACITY + 3).boxed().toList());
	}

	@Test
	void aLongTextIsCut() {
		new PoolEvent.WorkerDied("w", 1, "x".repeat(EventHistory.LONGEST_TEXT)).tell(this.history);
		assertThat(this.history.events().get(0).text()).hasSize(EventHistory.LONGEST_TEXT).endsWith("x...");
	}

	@Test
	void endsOfTasksAreNotHeard() {
		assertThat(this.history.hearsTasks()).isFalse();
	}

}
