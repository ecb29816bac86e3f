package io.github.parallelpools.worker.process.child;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedLockException;
import io.github.parallelpools.shared.store.LockAnswers;
import io.github.parallelpools.worker.process.wire.FrameType;
import io.github.parallelpools.worker.process.wire.LockMessage;
import io.github.parallelpools.worker.process.wire.LockMessage.Answer.Verdict;
import io.github.parallelpools.worker.process.wire.LockMessage.Operation;

/**
 * A lock as a worker process sees it: the application has it and answers when it is this
 * thread's turn.
 */
final class ChildLock implements SharedLock {

	private final String name;

	private final Calls calls;

	private final Thread taskThread;

	ChildLock(String name, Calls calls, Thread taskThread) {
		this.name = name;
		this.calls = calls;
		this.taskThread = taskThread;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public void lock() {
		requireGranted(this.calls.answer(FrameType.LOCK, message(Operation.ACQUIRE)));
	}

	@Override
	public void lockInterruptibly() throws InterruptedException {
		requireNoInterrupt();
		Calls.Call call = this.calls.ask(FrameType.LOCK, message(Operation.ACQUIRE));
		awaitOrGiveUp(call, LockAnswers.NEVER);
		requireGranted(Calls.await(call));
	}

	@Override
	public boolean tryLock() {
		return isYes(this.calls.answer(FrameType.LOCK, message(Operation.TRY)));
	}

	@Override
	public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
		requireNoInterrupt();
		long nanos = Math.min(unit.toNanos(time), LockAnswers.NEVER);
		if (nanos <= 0) {
			return tryLock();
		}
		Calls.Call call = this.calls.ask(FrameType.LOCK, message(Operation.ACQUIRE_FOR_A_TIME));
		if (!awaitOrGiveUp(call, nanos)) {
			return isYes(cancel(call));
		}
		requireGranted(Calls.await(call));
		return true;
	}

	/** Waits; returns whether the answer is there. */
	private boolean awaitOrGiveUp(Calls.Call call, long nanos) throws InterruptedException {
		try {
			return LockAnswers.awaitDone(call.answer(), nanos);
		}
		catch (InterruptedException ex) {
			giveUp(call);
			throw ex;
		}
	}

	/** Gives back what was granted meanwhile. */
	private void giveUp(Calls.Call call) {
		if (decode(cancel(call)).verdict() == Verdict.YES) {
			unlock();
		}
	}

	/** Takes a wish back, and waits for what came of it. */
	private byte[] cancel(Calls.Call call) {
		this.calls.add(call, FrameType.LOCK, message(Operation.CANCEL));
		return Calls.await(call);
	}

	private static void requireNoInterrupt() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	@Override
	public void unlock() {
		isYes(this.calls.answer(FrameType.LOCK, message(Operation.RELEASE)));
	}

	@Override
	public boolean isHeldByCurrentThread() {
		return isYes(this.calls.answer(FrameType.LOCK, message(Operation.IS_HELD)));
	}

	@Override
	public long token() {
		LockMessage.Answer answer = decode(this.calls.answer(FrameType.LOCK, message(Operation.TOKEN)));
		requireDone(answer);
		return answer.token();
	}

	private byte[] message(Operation operation) {
		Thread thread = Thread.currentThread();
		return new LockMessage(operation, this.name, number(thread), thread.getName()).encode();
	}

	@SuppressWarnings("deprecation")
	private long number(Thread thread) {
		return (thread == this.taskThread) ? 0 : thread.getId();
	}

	private void requireGranted(byte[] answer) {
		if (!isYes(answer)) {
			throw new CancellationException("The task was ended while it waited for lock '%s'.".formatted(this.name));
		}
	}

	private static boolean isYes(byte[] encoded) {
		return requireDone(decode(encoded));
	}

	private static boolean requireDone(LockMessage.Answer answer) {
		return switch (answer.verdict()) {
			case YES -> true;
			case NO -> false;
			case NOT_HELD -> throw new IllegalMonitorStateException(answer.reason());
			case FAILED -> throw new SharedLockException(answer.reason(), null);
		};
	}

	private static LockMessage.Answer decode(byte[] answer) {
		try {
			return LockMessage.Answer.decode(answer);
		}
		catch (IOException ex) {
			throw new IllegalStateException("The application's answer makes no sense", ex);
		}
	}

	@Override
	public String toString() {
		return "Shared lock '" + this.name + "'";
	}

}
