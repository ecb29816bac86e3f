package io.github.parallelpools.engine.task;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;

class FastLaneTests {

	private final FastLane lane = new FastLane();

	private final TaskQueue queue = TaskQueue.of(QueueSettings.of(Integer.MAX_VALUE, WhenFull.BLOCK));

	private long accepted;

	private Execution<?> task() {
		Execution<?> task = new Execution<>(new QuietOwner(), "payload", null, TaskOptions.DEFAULTS, 0);
		task.accepted(++this.accepted);
		return task;
	}

	@Test
	void isClosedUntilItIsOpened() {
		assertThat(this.lane.isOpen()).isFalse();
		this.lane.open();
		assertThat(this.lane.isOpen()).isTrue();
		assertThat(FastLane.isOpen(this.lane.word())).isTrue();
	}

	@Test
	void showsThatItWasClosedAndOpenedMeanwhile() {
		this.lane.open();
		int word = this.lane.word();
		this.lane.close(this.queue);
		assertThat(FastLane.isOpen(this.lane.word())).isFalse();
		this.lane.open();
		assertThat(this.lane.isOpen()).isTrue();
		assertThat(this.lane.word()).isNotEqualTo(word);
	}

	@Test
	void isClosedOnceOnly() {
		this.lane.open();
		this.lane.close(this.queue);
		int word = this.lane.word();
		this.lane.close(this.queue);
		assertThat(this.lane.word()).isEqualTo(word);
	}

	@Test
	void movesItsTasksToTheQueueInTheirOrderWhenItIsClosed() {
		this.lane.open();
		Execution<?> first = task();
		Execution<?> second = task();
		this.lane.add(first);
		this.lane.add(second);
		this.lane.close(this.queue);
		assertThat(this.lane.isEmpty()).isTrue();
		assertThat(this.queue.poll()).isSameAs(first);
		assertThat(this.queue.poll()).isSameAs(second);
	}

	@Test
	void movesWhatComesLateWhenItIsDrained() {
		Execution<?> late = task();
		this.lane.add(late);
		this.lane.close(this.queue);
		assertThat(this.queue.isEmpty()).as("it was closed before").isTrue();
		this.lane.drainTo(this.queue);
		assertThat(this.queue.remove(late)).isTrue();
	}

	@Test
	void countsByTheNumbersOfTheTasks() {
		assertThat(this.lane.size(this.accepted)).isZero();
		for (int i = 0; i < 5; i++) {
			this.lane.add(task());
		}
		assertThat(this.lane.size(this.accepted)).isEqualTo(5);
		Execution<?> first = this.lane.first();
		assertThat(this.lane.poll()).isSameAs(first);
		assertThat(this.lane.size(this.accepted)).isEqualTo(4);
	}

}
