package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

import io.github.parallelpools.shared.store.SharedNames;

/**
 * What a child asks about a lock.
 *
 * @param operation what to do
 * @param lock the lock's name
 * @param thread the number of the thread that asks, 0 for the one that runs tasks
 * @param threadName the thread's name, for people
 */
public record LockMessage(Operation operation, String lock, long thread, String threadName) {

	private static final int LONGEST_THREAD_NAME = 100;

	/**
	 * What to do. The order is part of the protocol.
	 */
	public enum Operation {

		/** Take it if it is free. */
		TRY,

		/** Take it when its turn comes; answered then. */
		ACQUIRE,

		/**
		 * Forget an earlier wish, whose number the message has as its own; the wish is
		 * answered.
		 */
		CANCEL,

		/** Give it back. */
		RELEASE,

		/** Tell whether the thread has it. */
		IS_HELD,

		/** As {@code ACQUIRE}, but the thread gives up after some time. */
		ACQUIRE_FOR_A_TIME,

		/** Tell under which number the thread has it. */
		TOKEN;

		private static final Operation[] VALUES = values();

	}

	/**
	 * Encodes the message.
	 * @return the payload
	 */
	public byte[] encode() {
		return new MessageWriter().number(this.operation.ordinal())
			.text(this.lock)
			.number(this.thread)
			.text(this.threadName)
			.done();
	}

	/**
	 * Decodes a message.
	 * @param payload the payload
	 * @return the message
	 * @throws IOException if it is none
	 */
	public static LockMessage decode(byte[] payload) throws IOException {
		MessageReader reader = new MessageReader(payload);
		long operation = reader.number();
		if (operation < 0 || operation >= Operation.VALUES.length) {
			throw new IOException("Unknown operation %s on a lock".formatted(operation));
		}
		String lock = reader.requiredText();
		if (!SharedNames.isValid(lock)) {
			throw new IOException("A lock can't have a name of %s characters".formatted(lock.length()));
		}
		return new LockMessage(Operation.VALUES[(int) operation], lock, reader.number(),
				shorten(reader.requiredText()));
	}

	private static String shorten(String name) {
		return (name.length() <= LONGEST_THREAD_NAME) ? name : name.substring(0, LONGEST_THREAD_NAME);
	}

	/**
	 * What the application answers.
	 *
	 * @param verdict what came of it
	 * @param token the number of the grant, 0 if nobody has asked for that
	 * @param reason why it can't be done, empty if nothing is wrong
	 */
	public record Answer(Verdict verdict, long token, String reason) {

		/** It was done, or is so. */
		public static final Answer YES = new Answer(Verdict.YES, 0, "");

		/** It was not done, or is not so. */
		public static final Answer NO = new Answer(Verdict.NO, 0, "");

		/**
		 * What came of a question. The order is part of the protocol.
		 */
		public enum Verdict {

			/** It was done, or is so. */
			YES,

			/** It was not done, or is not so. */
			NO,

			/** The thread does not have the lock that it gives back. */
			NOT_HELD,

			/** It can't be done, and nothing has changed. */
			FAILED;

			private static final Verdict[] VALUES = values();

		}

		/**
		 * Under which number a thread has the lock.
		 * @param token the number
		 * @return the answer
		 */
		public static Answer token(long token) {
			return new Answer(Verdict.YES, token, "");
		}

		/**
		 * It can't be done.
		 * @param verdict what came of it
		 * @param reason why
		 * @return the answer
		 */
		public static Answer refusal(Verdict verdict, String reason) {
			return new Answer(verdict, 0, reason);
		}

		/**
		 * Encodes the answer.
		 * @return the payload
		 */
		public byte[] encode() {
			return new MessageWriter().number(this.verdict.ordinal()).number(this.token).text(this.reason).done();
		}

		/**
		 * Decodes an answer.
		 * @param payload the payload
		 * @return the answer
		 * @throws IOException if it is none
		 */
		public static Answer decode(byte[] payload) throws IOException {
			MessageReader reader = new MessageReader(payload);
			long verdict = reader.number();
			if (verdict < 0 || verdict >= Verdict.VALUES.length) {
				throw new IOException("Unknown answer %s about a lock".formatted(verdict));
			}
			return new Answer(Verdict.VALUES[(int) verdict], reader.number(), reader.requiredText());
		}

	}

}
