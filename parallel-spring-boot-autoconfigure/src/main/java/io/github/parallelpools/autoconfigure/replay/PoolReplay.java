package io.github.parallelpools.autoconfigure.replay;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;

/**
 * Runs the task of a dead letter again that was written to a file, once, in a fresh
 * worker process:
 *
 * <pre>
 *   ReplayOutcome outcome = PoolReplay.of(Path.of("regex-1a2b-7.replay")).run();
 *   assertThat(outcome.isSuccess()).isTrue();
 * </pre>
 *
 * Run what you trust only: a file can have its payload do in that process whatever the
 * classes of the application allow. Immutable.
 */
public final class PoolReplay {

	private final ReplayFile file;

	private final @Nullable ReplayTarget target;

	private final ReplayTarget.Wishes wishes;

	private PoolReplay(ReplayFile file, @Nullable ReplayTarget target, ReplayTarget.Wishes wishes) {
		this.file = file;
		this.target = target;
		this.wishes = wishes;
	}

	/**
	 * Reads a file. Nothing of its payload is decoded.
	 * @param file the file
	 * @return what can be run
	 * @throws ReplayFileException if it can't be read, is none, is incomplete or changed,
	 * or was written by a newer version
	 */
	public static PoolReplay of(Path file) {
		return new PoolReplay(ReplayFile.read(Objects.requireNonNull(file, "A file can't be null")), null,
				ReplayTarget.Wishes.NONE);
	}

	/**
	 * What is in the file.
	 * @return the head, and the payload as bytes
	 */
	public ReplayFile file() {
		return this.file;
	}

	/**
	 * The same in an application: with the pool of that name as it is configured there.
	 * @param application its context
	 * @return another one
	 */
	public PoolReplay in(BeanFactory application) {
		return new PoolReplay(this.file, application.getBean(ReplayTarget.class), this.wishes);
	}

	/**
	 * The same with a limit of its own.
	 * @param timeout how long the task may run; zero for without limit
	 * @return another one
	 */
	public PoolReplay timeout(Duration timeout) {
		return new PoolReplay(this.file, this.target,
				new ReplayTarget.Wishes(Objects.requireNonNull(timeout, "A timeout can't be null"),
						this.wishes.resultType(), this.wishes.debugPort()));
	}

	/**
	 * The same for results that the application would not decode of any worker.
	 * @param resultType the class of the result
	 * @return another one
	 */
	public PoolReplay expecting(Class<?> resultType) {
		return new PoolReplay(this.file, this.target, new ReplayTarget.Wishes(this.wishes.timeout(),
				Objects.requireNonNull(resultType, "A type can't be null"), this.wishes.debugPort()));
	}

	/**
	 * The same for a debugger: the worker waits until one is attached, and has no time
	 * limit unless {@link #timeout} sets one.
	 * @param port the port of this machine on which it waits, from 1 to 65535. Whoever
	 * connects can run any code in the process
	 * @return another one
	 */
	public PoolReplay debug(int port) {
		return new PoolReplay(this.file, this.target,
				new ReplayTarget.Wishes(this.wishes.timeout(), this.wishes.resultType(), port));
	}

	/**
	 * Runs the task and waits for its end. Without an application the worker makes the
	 * handler that the file names, with heap and processors as the file tells and all
	 * else as it is by default; pools whose workers have a Spring context need
	 * {@link #in}.
	 * @return how it ended
	 * @throws ReplayFileException if the file does not fit to this application
	 * @throws InterruptedException if the thread was interrupted; the process was killed
	 */
	public ReplayOutcome run() throws InterruptedException {
		ReplayTarget given = this.target;
		return ((given != null) ? given : new LoneTarget()).run(this.file, this.wishes);
	}

}
