package io.github.parallelpools.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskProgress;

/**
 * What the store knows of a standalone task of the cluster. Who executes it has its lock,
 * and the lock's token tells one execution from all others of that name; the record says
 * how far that has come. It is only changed by its version.
 *
 * <pre>
 *   nothing --begins--> run --ends--> ended
 *                       ^ |            |
 *                taken  '-'            '--begins--> run (with the last end)
 * </pre>
 *
 * @param version the version in the store, 0 if there is no record
 * @param end how the last run has ended, {@code null} if none has
 * @param run who executes the task, or did when it died; {@code null} if nobody
 * @param wish what is wanted of the run, {@code null} if nothing
 */
record TaskRecord(long version, @Nullable End end, @Nullable Run run, @Nullable Wish wish) {

	static final TaskRecord NOTHING = new TaskRecord(0, null, null, null);

	/** Version 1 lacks the progress and the name of whoever has given an order. */
	private static final int VERSION = 2;

	/**
	 * The end of a run.
	 *
	 * @param token the token of its last execution
	 * @param outcome how it ended, encoded
	 */
	record End(long token, byte[] outcome) {
	}

	/**
	 * An execution.
	 *
	 * @param token the token of the lock
	 * @param node the id of the node
	 * @param name the name of the instance
	 * @param attempt how many executions of this run have begun
	 * @param since when it began, by the clock of its instance; for people only
	 * @param paused whether it waits at a checkpoint
	 * @param progress how far it has come, {@code null} if it has told nothing
	 */
	record Run(long token, String node, String name, int attempt, long since, boolean paused,
			@Nullable TaskProgress progress) {

		Run at(boolean waits, @Nullable TaskProgress told) {
			return new Run(this.token, this.node, this.name, this.attempt, this.since, waits, told);
		}

	}

	/**
	 * Something that is wanted of a run, whoever executes it.
	 *
	 * @param number which wish this is for the run
	 * @param order what is wanted
	 * @param by who wants it; for people only
	 */
	record Wish(int number, TaskOrder order, String by) {
	}

	/** The token of the last execution that has ended a run, 0 if there was none. */
	long ended() {
		return (this.end != null) ? this.end.token() : 0;
	}

	/** Whether the execution with that token is the one that counts. */
	boolean isRunBy(long token) {
		return this.run != null && this.run.token() == token;
	}

	TaskRecord executedBy(Run now) {
		return new TaskRecord(this.version, this.end, now, this.wish);
	}

	TaskRecord wishing(TaskOrder order, String by) {
		int number = (this.wish != null) ? this.wish.number() + 1 : 1;
		return new TaskRecord(this.version, this.end, this.run, new Wish(number, order, by));
	}

	TaskRecord endedBy(End last) {
		return new TaskRecord(this.version, last, null, null);
	}

	byte[] write() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
		try (DataOutputStream out = new DataOutputStream(bytes)) {
			out.writeByte(VERSION);
			out.writeBoolean(this.run != null);
			if (this.run != null) {
				out.writeLong(this.run.token());
				out.writeUTF(this.run.node());
				out.writeUTF(this.run.name());
				out.writeInt(this.run.attempt());
				out.writeLong(this.run.since());
				out.writeBoolean(this.run.paused());
				write(out, this.run.progress());
			}
			out.writeInt((this.wish != null) ? this.wish.number() : 0);
			if (this.wish != null) {
				out.writeUTF(this.wish.order().name());
				out.writeUTF(this.wish.by());
			}
			out.writeLong(ended());
			if (this.end != null) {
				out.write(this.end.outcome());
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException("Memory does not fail", ex);
		}
		return bytes.toByteArray();
	}

	private static void write(DataOutputStream out, @Nullable TaskProgress progress) throws IOException {
		out.writeDouble((progress != null) ? progress.fraction() : -1);
		out.writeUTF((progress != null && progress.text() != null) ? progress.text() : "");
	}

	private static @Nullable TaskProgress progress(DataInputStream in, int layout) throws IOException {
		if (layout == 1) {
			return null;
		}
		double fraction = in.readDouble();
		String text = in.readUTF();
		return (fraction >= 0) ? new TaskProgress(fraction, text.isEmpty() ? null : text) : null;
	}

	/** Throws {@link IllegalArgumentException} if a newer release has written it. */
	static TaskRecord read(long version, byte[] bytes) {
		try {
			DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
			int layout = in.readByte();
			if (layout < 1 || layout > VERSION) {
				throw new IllegalArgumentException("The record of a standalone task has an unknown version");
			}
			Run run = in.readBoolean() ? new Run(in.readLong(), in.readUTF(), in.readUTF(), in.readInt(), in.readLong(),
					in.readBoolean(), progress(in, layout)) : null;
			int number = in.readInt();
			Wish wish = (number > 0)
					? new Wish(number, TaskOrder.valueOf(in.readUTF()), (layout == 1) ? "" : in.readUTF()) : null;
			long ended = in.readLong();
			return new TaskRecord(version, (ended > 0) ? new End(ended, in.readAllBytes()) : null, run, wish);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The record of a standalone task can't be read", ex);
		}
	}

}
