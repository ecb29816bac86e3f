package io.github.parallelpools.worker.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockRequest;
import io.github.parallelpools.shared.store.LockSession;
import io.github.parallelpools.shared.store.LockStore;
import io.github.parallelpools.shared.store.PatientCall;
import io.github.parallelpools.worker.process.wire.Connection;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LockMessage;
import io.github.parallelpools.worker.process.wire.LockMessage.Answer;

/**
 * Brings what one worker process asks about locks to their store. The reader of its
 * connection asks, and sends on what is answered at once; a later answer is given in a
 * thread that must not wait for this process: {@link Grants} brings it. How many
 * questions may be open is bounded, however the process asks.
 * <p>
 * Nothing may stay with a process that is gone. What was asked for it and is granted
 * after its end is given back when that is known, with all else that it has.
 */
final class LockCalls {

	private static final System.Logger logger = System.getLogger(LockCalls.class.getName());

	private final LockStore locks;

	private final LockSession session;

	private final Executor threads;

	private final Grants grants;

	/** The wishes without an answer. */
	private final Map<Long, LockRequest> wishes = new ConcurrentHashMap<>();

	/** How many questions have no answer yet that the socket has taken. */
	private final AtomicInteger open = new AtomicInteger();

	private volatile boolean ended;

	LockCalls(String worker, LockStore locks, Executor threads) {
		this.locks = locks;
		this.session = locks.session(worker);
		this.threads = threads;
		this.grants = new Grants(threads);
	}

	/** A question has arrived. Called by the reader. */
	void received(long id, byte[] payload, Connection connection) throws IOException {
		LockMessage message = LockMessage.decode(payload);
		Question question = new Question(connection, id, message);
		if (message.operation() == LockMessage.Operation.CANCEL) {
			cancel(id);
		}
		else if (this.open.get() >= LockSession.MOST_LOCKS) {
			question.send(Answer.refusal(Answer.Verdict.FAILED, text(this.session.refusal(message.lock()))));
		}
		else {
			ask(question, message.lock(), new LockOwner(this.session, message.thread(), message.threadName()));
		}
	}

	private void ask(Question question, String lock, LockOwner owner) throws IOException {
		switch (question.message().operation()) {
			case TRY -> answer(question, LockAnswers.ask(() -> this.locks.tryAcquire(lock, owner)));
			case ACQUIRE -> acquire(question, lock, owner, false);
			case ACQUIRE_FOR_A_TIME -> acquire(question, lock, owner, true);
			case RELEASE -> answer(question, LockAnswers.ask(() -> this.locks.release(lock, owner)));
			case IS_HELD -> answer(question, LockAnswers.ask(() -> this.locks.isHeld(lock, owner)));
			case TOKEN -> answer(question, LockAnswers.ask(() -> this.locks.token(lock, owner)));
			case CANCEL -> throw new IllegalStateException("A wish is cancelled under its own number");
		}
	}

	private void acquire(Question question, String lock, LockOwner owner, boolean timed) throws IOException {
		long id = question.id();
		if (this.wishes.containsKey(id)) {
			throw new IOException("The worker already waits for a lock under the number " + id);
		}
		LockRequest request = LockAnswers.request(this.locks, lock, owner, timed);
		if (!request.answer().isDone()) {
			this.wishes.put(id, request);
			request.answer().whenComplete((granted, error) -> this.wishes.remove(id, request));
		}
		answer(question, request.answer());
	}

	/** What becomes of the wish answers it. */
	private void cancel(long id) {
		LockRequest wish = this.wishes.get(id);
		if (wish != null) {
			wish.cancel();
		}
	}

	private void answer(Question question, CompletableFuture<?> answer) throws IOException {
		if (answer.isDone()) {
			question.send(verdict(question, answer));
			return;
		}
		this.open.incrementAndGet();
		answer.whenComplete((given, error) -> answered(question, answer));
	}

	/** Called by whoever answers. */
	private void answered(Question question, CompletableFuture<?> answer) {
		this.grants.add(question.connection(), () -> {
			question.send(verdict(question, answer));
			this.open.decrementAndGet();
		});
		if (this.ended) {
			release();
		}
	}

	private static Answer verdict(Question question, CompletableFuture<?> answer) {
		Throwable error = LockAnswers.failure(answer);
		if (error == null) {
			Object given = answer.join();
			if (given instanceof Long token) {
				return Answer.token(token);
			}
			return Boolean.FALSE.equals(given) ? Answer.NO : Answer.YES;
		}
		RuntimeException told = LockAnswers.failure(question.failing(), question.message().lock(), error);
		return Answer.refusal((told instanceof SharedLockException) ? Answer.Verdict.FAILED : Answer.Verdict.NOT_HELD,
				text(told));
	}

	private static String text(RuntimeException told) {
		return String.valueOf(told.getMessage());
	}

	/** The connection has ended, and with it all that the worker has or waits for. */
	void ended() {
		this.ended = true;
		release();
	}

	private void release() {
		CompletableFuture<@Nullable Void> unused = PatientCall.ask(() -> this.locks.releaseSession(this.session),
				this.threads,
				(error, last) -> logger.log(
						System.Logger.Level.WARNING, "What worker " + this.session.name()
								+ " had locked when it ended could not be released" + PatientCall.outlook(last),
						error));
	}

	/**
	 * What the worker asks.
	 *
	 * @param connection where the answer goes
	 * @param id its number
	 * @param message the question itself
	 */
	private record Question(Connection connection, long id, LockMessage message) {

		void send(Answer answer) throws IOException {
			this.connection.send(FrameType.ANSWER, this.id, ByteBuffer.wrap(answer.encode()));
		}

		/** What has failed if the store has. */
		String failing() {
			return switch (this.message.operation()) {
				case TRY, ACQUIRE, ACQUIRE_FOR_A_TIME, CANCEL -> "Lock '%s' could not be taken";
				case RELEASE -> "Lock '%s' could not be given back";
				case IS_HELD, TOKEN -> "Nobody could tell who has lock '%s'";
			};
		}

	}

}
