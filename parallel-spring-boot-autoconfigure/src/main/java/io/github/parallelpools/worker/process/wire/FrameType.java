package io.github.parallelpools.worker.process.wire;

import java.io.IOException;

/**
 * What a message says. The order is part of the protocol.
 *
 * <pre>
 *   child                              application
 *     | ---- HELLO token, pid ------------> |
 *     | &lt;--- LEVELS ----------------------- |   and again whenever they change
 *     | &lt;--- SETUP pool, worker, handler -- |
 *     | ---- READY -----------------------> |   or REFUSED why
 *     | &lt;--- TASK ------------------------- |
 *     | &lt;--- REQUEST pause, stop, ... ----- |   or before its TASK
 *     | ---- STATUS waits, progress ------> |
 *     | ---- RESULT ----------------------> |   in the order of the tasks, each before the next begins
 *     | &lt;--- TAKE_BACK -------------------- |   at any time from READY on
 *     | ---- RETURNED which tasks --------> |   the last ones, which are not run
 *     | ---- LOCK, MAP -------------------> |   at any time from READY on, any number at once
 *     | &lt;--- ANSWER ----------------------- |
 *     | ---- LOG -------------------------> |   whenever something is logged, from SETUP on
 *     | &lt;--- LOG_READ --------------------- |   so that more may be logged
 *     | &lt;--- STACKS_ASKED --------------- |   at any time from READY on
 *     | ---- STACKS ----------------------> |
 *     | &lt;--- STOP ------------------------- |
 *     | ---- end of file -----------------> |   and likewise whenever one side dies
 * </pre>
 */
public enum FrameType {

	/** The child proves who it is. */
	HELLO,

	/** The child is told what it is to be. */
	SETUP,

	/** The child can take tasks. */
	READY,

	/** The child can't become what it was told to be. */
	REFUSED,

	/** A task is to be run. */
	TASK,

	/** A task has ended. */
	RESULT,

	/** The child is to end. */
	STOP,

	/** The child asks for a lock. */
	LOCK,

	/** The child asks something of a map. */
	MAP,

	/** The application answers a question of the child that has the same number. */
	ANSWER,

	/** Something was logged in the child. */
	LOG,

	/** The application has read from the child's log. */
	LOG_READ,

	/** The levels of loggers. */
	LEVELS,

	/** A task is to wait, to go on, to end by itself, or is interrupted. */
	REQUEST,

	/** A task waits or goes on, or has come so far. */
	STATUS,

	/** The child is to tell what its threads do. */
	STACKS_ASKED,

	/** What the child's threads do, the task's first; answers the same number. */
	STACKS,

	/** The child is to give back the tasks that it has not begun. */
	TAKE_BACK,

	/** The numbers of the tasks that the child gives back; answers each question. */
	RETURNED;

	private static final FrameType[] VALUES = values();

	static FrameType of(int ordinal) throws IOException {
		if (ordinal < 0 || ordinal >= VALUES.length) {
			throw new IOException("Unknown frame type " + ordinal);
		}
		return VALUES[ordinal];
	}

}
