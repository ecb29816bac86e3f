package io.github.parallelpools.actuate.endpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.pool.PoolStateException;
import io.github.parallelpools.pool.TaskRejectedException;

/**
 * What can be done to a pool. None of it waits.
 */
enum PoolAction {

	PAUSE, RESUME, START, STOP, FORCE_STOP, RESIZE, CHANGE, RESET, RENEW, CANCEL, RESEND, WRITE, REMOVE;

	/** So many workers at once are a slip of the finger. */
	private static final int MOST_WORKERS = 10_000;

	/**
	 * The action that is called so.
	 * @param name its name in lower case, as in {@code force-stop}
	 * @return the action
	 * @throws BadRequestException if there is none
	 */
	static PoolAction of(@Nullable String name) {
		return Arrays.stream(values())
			.filter((action) -> action.text().equals(name))
			.findFirst()
			.orElseThrow(() -> new BadRequestException(
					((name != null) ? "'action' can't be '%s'.".formatted(name) : "'action' is missing.")
							+ " Use one of: %s.".formatted(
									Arrays.stream(values()).map(PoolAction::text).collect(Collectors.joining(", ")))));
	}

	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Does it.
	 * @param pool to which pool
	 * @param request what is asked for
	 * @param files writes dead letters
	 * @throws BadRequestException if a value is impossible, or the task or the setting is
	 * missing
	 * @throws NotFoundException if there is no such dead letter
	 */
	void apply(ParallelPool pool, PoolRequest request, DeadLetterFiles files) {
		switch (this) {
			case PAUSE -> pool.pause();
			case RESUME -> pool.resume();
			case START -> pool.start();
			case STOP -> pool.stop();
			case FORCE_STOP -> pool.forceStop();
			case RESIZE -> change(pool, sizes(request), request.by());
			case CHANGE -> change(pool, SettingText.values(request), request.by());
			case RESET -> pool.reset(request.by());
			case RENEW -> pool.renew(request.by());
			case CANCEL -> cancel(pool, request);
			case RESEND -> resend(pool, letter(request.task()));
			case WRITE -> write(pool, letter(request.task()), request.by(), files);
			case REMOVE -> remove(pool, letter(request.task()));
		}
	}

	private static Map<PoolSetting, Object> sizes(PoolRequest request) {
		return Map.of(PoolSetting.MIN_SIZE, size("minSize", request.minSize(), 0), PoolSetting.MAX_SIZE,
				size("maxSize", request.maxSize(), 1));
	}

	private static void change(ParallelPool pool, Map<PoolSetting, Object> values, String by) {
		try {
			pool.change(values, by);
		}
		catch (InvalidSettingException ex) {
			throw new BadRequestException(String.valueOf(ex.getMessage()));
		}
	}

	private static void cancel(ParallelPool pool, PoolRequest request) {
		String tag = request.tag();
		if (tag == null || tag.isBlank()) {
			throw new BadRequestException("'tag' is missing. Write the tag that the tasks were submitted with.");
		}
		String interrupt = request.interrupt();
		if (interrupt != null && !interrupt.equals("true") && !interrupt.equals("false")) {
			throw new BadRequestException(
					"'interrupt' can't be '%s'. Write true to end also the tasks that run, as without it, or false."
						.formatted(interrupt));
		}
		pool.cancelTagged(tag, !"false".equals(interrupt));
	}

	private static String letter(@Nullable String task) {
		if (task == null || task.isBlank()) {
			throw new BadRequestException(
					"'task' is missing. Write the id of a dead letter; GET the pool to see them as 'deadLetters'.");
		}
		return task;
	}

	private static void resend(ParallelPool pool, String task) {
		try {
			pool.resend(task);
		}
		catch (NoSuchElementException ex) {
			throw new NotFoundException(String.valueOf(ex.getMessage()));
		}
		catch (TaskRejectedException ex) {
			throw new PoolStateException(String.valueOf(ex.getMessage()));
		}
	}

	private static void write(ParallelPool pool, String task, String by, DeadLetterFiles files) {
		try {
			files.write(pool, task, by);
		}
		catch (NoSuchElementException ex) {
			throw new NotFoundException(String.valueOf(ex.getMessage()));
		}
	}

	private static void remove(ParallelPool pool, String task) {
		if (!pool.removeDeadLetter(task)) {
			throw new NotFoundException("Pool '%s' has no dead letter '%s'. GET the pool to see its dead letters."
				.formatted(pool.name(), task));
		}
	}

	static int size(String name, @Nullable String text, int least) {
		String remedy = " Write a whole number from %s to %s.".formatted(least, MOST_WORKERS);
		if (text == null || text.isBlank()) {
			throw new BadRequestException("'%s' is missing.%s".formatted(name, remedy));
		}
		try {
			int size = Integer.parseInt(text.strip());
			if (size >= least && size <= MOST_WORKERS) {
				return size;
			}
		}
		catch (NumberFormatException ex) {
			// Told below.
		}
		throw new BadRequestException("'%s' can't be '%s'.%s".formatted(name, text, remedy));
	}

}
