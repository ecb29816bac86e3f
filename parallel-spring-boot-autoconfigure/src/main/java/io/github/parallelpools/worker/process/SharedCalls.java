package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LockMessage;
import io.github.parallelpools.worker.process.wire.MapService;

/**
 * Answers what one worker process asks about locks and maps, in the reader of its
 * connection: nothing here waits for anybody but that process. When a wish is granted
 * later, that is in the thread of somebody else, who must not wait for this process:
 * {@link Grants} brings the answer. What the process may have at once is bounded, however
 * it asks.
 */
final class SharedCalls {

	/** How many locks a worker may have and wait for together. */
	static final int MOST_LOCKS = 10_000;

	private final String worker;

	private final LockStore locks;

	private final MapService maps;

	private final Grants grants;

	/** The wishes without an answer; who takes one out answers it. */
	private final Map<Long, Wish> wishes = new ConcurrentHashMap<>();

	/** How many wishes have no answer yet that the socket has taken. */
	private final AtomicInteger unanswered = new AtomicInteger();

	/** A wish for a lock. The request is written and read by the reader only. */
	private static final class Wish {

		private @Nullable LockRequest request;

	}

	SharedCalls(String worker, SharedStore shared, long maxPayload, Executor courier) {
		this.worker = worker;
		this.locks = shared.locks();
		this.maps = new MapService(shared.maps(), maxPayload);
		this.grants = new Grants(courier);
	}

	/** A question has arrived. Called by the reader. */
	void received(FrameType type, long id, byte[] payload, Connection connection) throws IOException {
		if (type == FrameType.MAP) {
			connection.send(FrameType.ANSWER, id, ByteBuffer.wrap(this.maps.answer(payload)));
		}
		else {
			receivedLock(id, payload, connection);
		}
	}

	private void receivedLock(long id, byte[] payload, Connection connection) throws IOException {
		LockMessage message = LockMessage.decode(payload);
		LockOwner owner = new LockOwner(this.worker, message.thread(), message.threadName());
		String lock = message.lock();
		switch (message.operation()) {
			case TRY -> tryAcquire(connection, id, lock, owner);
			case ACQUIRE -> acquire(connection, id, lock, owner);
			case CANCEL -> cancel(connection, id);
			case RELEASE -> release(connection, id, lock, owner);
			case IS_HELD -> answer(connection, id, this.locks.isHeld(lock, owner), "");
		}
	}

	private void tryAcquire(Connection connection, long id, String lock, LockOwner owner) throws IOException {
		if (isTooMuch(lock, owner)) {
			answer(connection, id, false, refusal(lock));
		}
		else {
			answer(connection, id, this.locks.tryAcquire(lock, owner), "");
		}
	}

	private void acquire(Connection connection, long id, String lock, LockOwner owner) throws IOException {
		if (this.wishes.containsKey(id)) {
			throw new IOException("The worker already waits for a lock under the number " + id);
		}
		if (isTooMuch(lock, owner)) {
			answer(connection, id, false, refusal(lock));
			return;
		}
		Wish wish = new Wish();
		this.wishes.put(id, wish);
		this.unanswered.incrementAndGet();
		LockRequest request = this.locks.acquire(lock, owner, () -> granted(connection, id, wish));
		wish.request = request;
		if (request.isGranted() && this.wishes.remove(id, wish)) {
			answerWish(connection, id, true);
		}
	}

	/**
	 * Whether one more lock would be more than a worker may have. Only the reader takes
	 * locks, and that a wish is granted changes nothing.
	 */
	private boolean isTooMuch(String lock, LockOwner owner) {
		return this.unanswered.get() >= MOST_LOCKS
				|| (this.locks.load(this.worker) >= MOST_LOCKS && !this.locks.isHeld(lock, owner));
	}

	private String refusal(String lock) {
		return ("Lock '%s' is refused to worker %s, which has and waits for %s locks already, the most that one worker "
				+ "process may. Unlock what is not needed, or use fewer names.")
			.formatted(lock, this.worker, MOST_LOCKS);
	}

	/** Called by whoever gave the lock back. */
	private void granted(Connection connection, long id, Wish wish) {
		if (this.wishes.remove(id, wish)) {
			this.grants.add(connection, () -> answerWish(connection, id, true));
		}
	}

	private void answerWish(Connection connection, long id, boolean done) throws IOException {
		answer(connection, id, done, "");
		this.unanswered.decrementAndGet();
	}

	private void cancel(Connection connection, long id) throws IOException {
		Wish wish = this.wishes.get(id);
		if (wish != null && wish.request != null && wish.request.cancel() && this.wishes.remove(id, wish)) {
			answerWish(connection, id, false);
		}
	}

	private void release(Connection connection, long id, String lock, LockOwner owner) throws IOException {
		String refusal = "";
		try {
			this.locks.release(lock, owner);
		}
		catch (IllegalMonitorStateException ex) {
			refusal = String.valueOf(ex.getMessage());
		}
		answer(connection, id, refusal.isEmpty(), refusal);
	}

	private static void answer(Connection connection, long id, boolean done, String refusal) throws IOException {
		connection.send(FrameType.ANSWER, id, ByteBuffer.wrap(new LockMessage.Answer(done, refusal).encode()));
	}

	/** The connection has ended, and with it all that the worker has or waits for. */
	void ended() {
		try {
			this.maps.close();
		}
		finally {
			this.locks.releaseSession(this.worker);
		}
	}

}
