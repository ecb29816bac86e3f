package io.github.parallelpools.sample.web;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.context.request.async.DeferredResult;

import io.github.parallelpools.task.TaskFuture;

/**
 * Answers a request when its tasks end, and holds no thread until then. Tasks are
 * cancelled when the request ends before them.
 */
public final class TaskAnswer {

	private TaskAnswer() {
	}

	/**
	 * Answers with what a task returns, or with why it did not.
	 * @param <T> the type of the task's value
	 * @param <R> the type of the body
	 * @param task the task
	 * @param body makes the body from the value
	 * @return the answer
	 */
	public static <T, R> DeferredResult<R> of(TaskFuture<T> task, Function<T, R> body) {
		return answer(List.of(task), task.thenApply(body));
	}

	/**
	 * Answers with one part for each task, whatever becomes of it.
	 * @param <T> the type of the tasks' values
	 * @param <P> the type of a part
	 * @param tasks the tasks
	 * @param part makes a part from a task's value, or from why there is none
	 * @return the answer
	 */
	public static <T, P> DeferredResult<List<P>> ofAll(List<? extends CompletableFuture<T>> tasks,
			BiFunction<@Nullable T, @Nullable Throwable, P> part) {
		List<CompletableFuture<P>> parts = tasks.stream().map((task) -> task.handle(part)).toList();
		return answer(tasks, CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
			.thenApply((all) -> parts.stream().map(CompletableFuture::join).toList()));
	}

	@SuppressWarnings("FutureReturnValueIgnored") // The answer is what is waited for
	private static <R> DeferredResult<R> answer(List<? extends CompletableFuture<?>> tasks, CompletableFuture<R> body) {
		DeferredResult<R> answer = new DeferredResult<>();
		answer.onTimeout(() -> {
			answer.setErrorResult(new ApiException(HttpStatus.SERVICE_UNAVAILABLE, "There was no result in time."));
			cancel(tasks);
		});
		answer.onError((error) -> cancel(tasks));
		body.whenComplete((value, error) -> {
			if (error != null) {
				answer.setErrorResult(unwrapped(error));
			}
			else {
				answer.setResult(value);
			}
		});
		return answer;
	}

	private static void cancel(List<? extends CompletableFuture<?>> tasks) {
		tasks.forEach((task) -> task.cancel(true));
	}

	private static Throwable unwrapped(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

}
