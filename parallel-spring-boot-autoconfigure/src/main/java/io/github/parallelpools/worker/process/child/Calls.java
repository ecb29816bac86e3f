package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;

/**
 * Questions to the application, any number at a time. An application that is gone never
 * answers, but then this process ends.
 */
final class Calls {

	private final Connection connection;

	private final AtomicLong last = new AtomicLong();

	private final Map<Long, CompletableFuture<byte[]>> open = new ConcurrentHashMap<>();

	/**
	 * A question.
	 *
	 * @param id its number
	 * @param answer the answer to come
	 */
	record Call(long id, CompletableFuture<byte[]> answer) {
	}

	Calls(Connection connection) {
		this.connection = connection;
	}

	Call ask(FrameType type, byte[] question) {
		Call call = new Call(this.last.incrementAndGet(), new CompletableFuture<>());
		this.open.put(call.id(), call.answer());
		add(call, type, question);
		return call;
	}

	/** Says more about a question that is open. */
	void add(Call call, FrameType type, byte[] more) {
		try {
			this.connection.send(type, call.id(), ByteBuffer.wrap(more));
		}
		catch (IOException ex) {
			this.open.remove(call.id());
			throw new UncheckedIOException("The application is gone", ex);
		}
	}

	/** Asks and waits for the answer, whatever happens. */
	byte[] answer(FrameType type, byte[] question) {
		return await(ask(type, question));
	}

	/**
	 * Waits for an answer, whatever happens. The thread is parked, as the application's
	 * are: one of a {@code ForkJoinPool} that joined a future would run other tasks
	 * meanwhile, which would have its locks and find its snapshots half fetched.
	 */
	static byte[] await(Call call) {
		boolean interrupted = false;
		while (true) {
			try {
				LockAnswers.awaitDone(call.answer(), LockAnswers.NEVER);
				break;
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return call.answer().join();
	}

	/** Called by the reader. */
	void answered(long id, byte[] answer) {
		CompletableFuture<byte[]> waiting = this.open.remove(id);
		if (waiting != null) {
			waiting.complete(answer);
		}
	}

}
