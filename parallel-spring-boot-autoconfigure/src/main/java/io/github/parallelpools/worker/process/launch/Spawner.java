package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Spawns all processes by one thread that lives as long as the application, because a
 * child can ask the system to end it with the thread that spawned it.
 */
final class Spawner implements AutoCloseable {

	private static final int LONGEST_END_SECONDS = 2;

	private final ExecutorService thread;

	Spawner(ThreadFactory threads) {
		this.thread = Executors.newSingleThreadExecutor(threads);
	}

	/**
	 * Starts a process.
	 * @param builder what is started
	 * @param hidden its arguments that no other user is to see
	 * @return the process
	 * @throws IOException if it can't be started
	 * @throws InterruptedException if the thread was interrupted; the process is killed
	 */
	Process start(ProcessBuilder builder, PrivateArguments hidden) throws IOException, InterruptedException {
		CompletableFuture<Process> spawned = CompletableFuture.supplyAsync(() -> {
			try {
				return hidden.with(() -> ProcessStart.of(builder));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}, this.thread);
		try {
			return spawned.get();
		}
		catch (InterruptedException ex) {
			spawned.thenAccept(Spawner::kill);
			throw ex;
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() instanceof UncheckedIOException wrapped) ? wrapped.getCause()
					: ex.getCause();
			throw new IOException(String.valueOf(cause), cause);
		}
	}

	/** Kills a process and waits for its end, which takes a moment. */
	static void kill(Process process) {
		process.destroyForcibly();
		boolean interrupted = Thread.interrupted();
		try {
			boolean unused = process.waitFor(LONGEST_END_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			interrupted = true;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/** Waits for what is being started, as it may have to be killed. */
	@Override
	public void close() {
		this.thread.shutdown();
		try {
			boolean unused = this.thread.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
