package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.spi.MarkedProcesses;
import io.github.parallelpools.spi.ProcessTree;

/**
 * One worker process: its output, its end, and what the end means. Safe for use by
 * several threads.
 */
public final class ChildProcess {

	/** How long a killed process may take to disappear. */
	private static final Duration LAST_BREATH = Duration.ofSeconds(5);

	private final Process process;

	private final MarkedProcesses orphans;

	private final BeginFile begun;

	private final ArchiveStart archive;

	private final Executor killers;

	private final Output output;

	private final Epitaph epitaph;

	/** The worker's JVM, as far as known. */
	private volatile long jvm;

	private volatile boolean killedHere;

	/** Whether nothing that it started is left; guarded by this. */
	private boolean swept;

	ChildProcess(Session session, Process process, MarkedProcesses orphans, CrashReport crashReport, BeginFile begun,
			ArchiveStart archive, Executor killers) {
		this.process = process;
		this.jvm = process.pid();
		this.orphans = orphans;
		this.begun = begun;
		this.archive = archive;
		this.killers = killers;
		this.output = Output.of(session.name(), process.getInputStream(),
				(line) -> session.printed(process.pid(), line));
		this.epitaph = new Epitaph(crashReport, this.output);
	}

	/** Tells the token, all that the standard input is used for. */
	void tell(String token) {
		try (OutputStream in = this.process.getOutputStream()) {
			in.write((token + "\n").getBytes(StandardCharsets.US_ASCII));
		}
		catch (IOException ex) {
			// The process has ended already, which whoever waits for it will notice.
			return;
		}
	}

	/**
	 * What its start has to do with class-data archives.
	 * @return is told how it went
	 */
	public ArchiveStart archive() {
		return this.archive;
	}

	/**
	 * The process id.
	 * @return the id
	 */
	public long pid() {
		return this.process.pid();
	}

	/**
	 * The id of the worker's JVM, which is another process than {@link #pid()} where a
	 * prefix has started it. What the worker says is only believed if it is one of these.
	 * @param said the id that the worker says; another one in a namespace of its own
	 * @return the id as this system knows it
	 */
	public long pidOf(long said) {
		ProcessHandle started = this.process.toHandle();
		boolean credible = said == started.pid()
				|| started.descendants().anyMatch((descendant) -> descendant.pid() == said);
		this.jvm = credible ? said : last(started).pid();
		return this.jvm;
	}

	/** A prefix starts one process, and a worker that runs no task yet none. */
	private static ProcessHandle last(ProcessHandle started) {
		List<ProcessHandle> children = started.children().toList();
		return (children.size() == 1) ? last(children.get(0)) : started;
	}

	/**
	 * Runs something when the process has ended.
	 * @param action what to run; returns at once
	 */
	public void onExit(Runnable action) {
		this.process.onExit().thenRun(action);
	}

	/**
	 * Kills the process and all that it started, in another thread. Returns at once,
	 * unless no thread can be started: then it is done here.
	 * @param killed run once the process was killed, which may still take its time to
	 * disappear
	 */
	public void kill(Runnable killed) {
		try {
			this.killers.execute(() -> {
				killTree(killed);
				await(LAST_BREATH);
				sweep();
			});
		}
		catch (RuntimeException | Error ex) {
			killTree(killed);
		}
	}

	private void killTree(Runnable killed) {
		try {
			killTree();
		}
		finally {
			killed.run();
		}
	}

	/**
	 * Kills what the process has left behind, once and for all when it has ended. Whoever
	 * buries it may come late.
	 */
	private synchronized void sweep() {
		if (!this.swept) {
			boolean ended = !this.process.isAlive();
			this.orphans.kill();
			this.swept = ended;
		}
	}

	/**
	 * Waits for the end of the process, kills it if that does not come in time, and kills
	 * what it has left behind.
	 * @param timeout how long the process may take
	 * @return whether it ended by itself in time
	 */
	public boolean end(Duration timeout) {
		boolean ended = await(timeout);
		if (!ended) {
			killTree();
			await(LAST_BREATH);
		}
		try {
			sweep();
		}
		finally {
			this.output.end();
			if (!this.process.isAlive()) {
				this.begun.close();
				this.archive.ended(this.process.exitValue());
			}
		}
		return ended;
	}

	/**
	 * Which task the process has begun last. Only of a process that has ended, see
	 * {@link #end}, the answer is for ever.
	 * @return the task's number, 0 if it has begun none, -1 if nobody knows
	 */
	public long begun() {
		return this.begun.last();
	}

	/**
	 * Whether the process is there.
	 * @return {@code false} once it has ended
	 */
	public boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * What the process has started is killed before it: a killed process has no
	 * descendants any more, and could take no note of their ends.
	 */
	private void killTree() {
		try {
			new ProcessTree(this.process.toHandle()).killDescendants();
		}
		catch (RuntimeException | Error ex) {
			// No descriptors or no memory. They are found by their mark in the end, and
			// this one must die whatever happens.
			return;
		}
		finally {
			this.killedHere |= this.process.isAlive();
			this.process.destroyForcibly();
		}
	}

	private boolean await(Duration timeout) {
		boolean interrupted = Thread.interrupted();
		try {
			long deadline = System.nanoTime() + timeout.toNanos();
			while (true) {
				try {
					return this.process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * What is known about the end of the process, after {@link #end}.
	 * @return the exit code and its meaning, the last lines of output, where a crash
	 * report lies
	 */
	public String describeEnd() {
		return this.epitaph.text(this.process, this.jvm, this.killedHere);
	}

}
