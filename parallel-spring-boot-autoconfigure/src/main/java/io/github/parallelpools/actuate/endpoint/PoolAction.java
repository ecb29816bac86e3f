package io.github.parallelpools.actuate.endpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.pool.InvalidSettingException;
import io.github.parallelpools.pool.ParallelPool;

/**
 * What can be done to a pool. None of it waits.
 */
enum PoolAction {

	PAUSE, RESUME, START, STOP, FORCE_STOP, RESIZE;

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
	 * @param minSize the new minimal size as text, for {@link #RESIZE} only
	 * @param maxSize the new maximal size as text, for {@link #RESIZE} only
	 * @throws BadRequestException if the sizes are impossible
	 */
	void apply(ParallelPool pool, @Nullable String minSize, @Nullable String maxSize) {
		switch (this) {
			case PAUSE -> pool.pause();
			case RESUME -> pool.resume();
			case START -> pool.start();
			case STOP -> pool.stop();
			case FORCE_STOP -> pool.forceStop();
			case RESIZE -> resize(pool, minSize, maxSize);
		}
	}

	private static void resize(ParallelPool pool, @Nullable String minSize, @Nullable String maxSize) {
		int min = size("minSize", minSize, 0);
		int max = size("maxSize", maxSize, 1);
		try {
			pool.resize(min, max);
		}
		catch (InvalidSettingException ex) {
			throw new BadRequestException(String.valueOf(ex.getMessage()));
		}
	}

	private static int size(String name, @Nullable String text, int least) {
		String remedy = " Write a whole number from %d to %d.".formatted(least, MOST_WORKERS);
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
