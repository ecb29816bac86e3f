package io.github.parallelpools.sample.checksums;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskResult;

/**
 * The callback of the pool "checksums": is told of every file, whatever became of it, and
 * hands that to whoever sent the file. Knows nothing of jobs.
 */
@Component
final class ChecksumCallback implements TaskListener {

	/** By task id. A task may end before its sender has seen the id. */
	private final ConcurrentMap<String, CompletableFuture<End>> tasks = new ConcurrentHashMap<>();

	/**
	 * Asks to be told of the end of a task, once.
	 * @param taskId the task
	 * @param consumer is given the task's result and its value, if there is one
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the consumer
	void whenEnded(String taskId, BiConsumer<TaskResult, @Nullable FileChecksum> consumer) {
		end(taskId).thenAccept((end) -> {
			this.tasks.remove(taskId);
			consumer.accept(end.result(), end.value());
		});
	}

	@Override
	public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
		end(id).complete(new End(result, (FileChecksum) value));
	}

	private CompletableFuture<End> end(String taskId) {
		return this.tasks.computeIfAbsent(taskId, (id) -> new CompletableFuture<>());
	}

	private record End(TaskResult result, @Nullable FileChecksum value) {
	}

}
