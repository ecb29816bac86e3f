package io.github.parallelpools.engine.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.parallelpools.pool.QueueSettings;
import io.github.parallelpools.pool.QueueType;
import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.pool.WhenFull;

import static org.assertj.core.api.Assertions.assertThat;

/** The queues do what plain lists would do, and need little for it. */
class TaskQueueTests {

	private static final String PAYLOAD = "payload";

	private final TaskOwner owner = new QuietOwner();

	private long accepted;

	private Execution<Object> task(int priority) {
		Execution<Object> task = new Execution<>(this.owner, PAYLOAD, null, TaskOptions.ofPriority(priority), 0);
		task.accepted(++this.accepted);
		return task;
	}

	private static TaskQueue queue(QueueType type) {
		return TaskQueue.of(new QueueSettings(type, Integer.MAX_VALUE, WhenFull.BLOCK, Duration.ZERO));
	}

	@ParameterizedTest
	@EnumSource(names = { "FIFO", "PRIORITY" })
	void whatIsPutBackOvertakesOnlyWhatWasAcceptedLater(QueueType type) {
		TaskQueue queue = queue(type);
		List<Execution<?>> tasks = List.of(task(0), task(0), task(0), task(0));
		queue.add(tasks.get(0));
		queue.add(tasks.get(2));
		queue.putBack(tasks.get(1));
		queue.putBack(tasks.get(3));
		assertThat(queue.poll()).isSameAs(tasks.get(0));
		queue.putBack(tasks.get(0));
		List<Execution<?>> served = new ArrayList<>();
		for (Execution<?> task; (task = queue.poll()) != null;) {
			served.add(task);
		}
		assertThat(served).isEqualTo(tasks);
		assertThat(queue.isEmpty()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(QueueType.class)
	void whateverIsDoneAtRandomTheOrderIsThatOfAModel(QueueType type) {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		TaskQueue queue = queue(type);
		List<Execution<?>> model = new ArrayList<>();
		Comparator<Execution<?>> order = switch (type) {
			case FIFO -> Comparator.comparingInt(model::indexOf);
			case LIFO -> Comparator.<Execution<?>>comparingInt(model::indexOf).reversed();
			case PRIORITY -> Comparator.<Execution<?>>comparingInt((task) -> task.priority())
				.reversed()
				.thenComparingInt(model::indexOf);
		};
		for (int i = 0; i < 3000; i++) {
			int dice = random.nextInt(10);
			if (dice < 5) {
				Execution<?> task = task((type == QueueType.PRIORITY) ? random.nextInt(5) - 2 : 0);
				queue.add(task);
				model.add(task);
			}
			else if (dice < 8) {
				Execution<?> expected = model.stream().min(order).orElse(null);
				assertThat(queue.poll()).as("seed %d", seed).isSameAs(expected);
				model.remove(expected);
			}
			else if (!model.isEmpty()) {
				Execution<?> removed = model.remove(random.nextInt(model.size()));
				assertThat(queue.remove(removed)).isTrue();
				assertThat(queue.remove(removed)).isFalse();
			}
			assertThat(queue.size()).isEqualTo(model.size());
			assertThat(queue.next()).isSameAs(model.stream().min(order).orElse(null));
			assertThat(queue.oldest()).isSameAs(model.isEmpty() ? null : model.get(0));
		}
	}

	@Test
	void theLeastWantedIsTheFirstOfTheLowestPriorityOrTheNewcomer() {
		TaskQueue queue = queue(QueueType.PRIORITY);
		Execution<?> newcomer = task(Integer.MIN_VALUE);
		assertThat(queue.leastWanted(newcomer)).isSameAs(newcomer);
		queue.add(task(Integer.MAX_VALUE));
		Execution<?> lowest = task(Integer.MIN_VALUE + 1);
		queue.add(lowest);
		queue.add(task(Integer.MIN_VALUE + 1));
		assertThat(queue.leastWanted(newcomer)).isSameAs(newcomer);
		assertThat(queue.leastWanted(task(Integer.MIN_VALUE + 1))).isSameAs(lowest);
		assertThat(queue.leastWanted(task(Integer.MAX_VALUE))).isSameAs(lowest);
	}

	@ParameterizedTest
	@EnumSource(QueueType.class)
	void aMillionTasksNeedFewBytesEach(QueueType type) {
		int count = 1_000_000;
		TaskQueue queue = queue(type);
		long before = used();
		for (int i = 0; i < count; i++) {
			// No two of one priority is the worst for a queue with priorities.
			queue.add(task((type == QueueType.PRIORITY) ? i * 31 : 0));
		}
		long bytes = (used() - before) / count;
		assertThat(bytes).isBetween(40L, 200L);
		assertThat(queue.size()).isEqualTo(count);
		while (!queue.isEmpty()) {
			queue.poll();
		}
		assertThat(queue.oldest()).isNull();
	}

	private static long used() {
		Runtime runtime = Runtime.getRuntime();
		long used = Long.MAX_VALUE;
		for (int i = 0; i < 5; i++) {
			System.gc();
			used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
		}
		return used;
	}

}
