package io.github.parallelpools.spi;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;

/**
 * The thread locals that a thread had at one moment, to be set again after a task may
 * have added others: notes of loggers (MDC), users, transactions. No API tells or erases
 * them, so the thread's own table is exchanged, as frameworks for fork and join do; where
 * that is not possible, nothing is done. Confined to the thread.
 */
final class ThreadLocals {

	private static final @Nullable Tables TABLES = Tables.find();

	private final Thread thread;

	/** The map, {@code null} if the thread had none. */
	private final @Nullable Object map;

	private final @Nullable Object inherited;

	/** A copy of the entries that no task has seen. */
	private final Object[] entries;

	private final int size;

	private final int threshold;

	/** What the map has as its table as long as it only has these entries. */
	private @Nullable Object table;

	private ThreadLocals(Thread thread, @Nullable Tables tables) {
		this.thread = thread;
		this.map = (tables != null) ? tables.map(thread) : null;
		this.inherited = (tables != null) ? tables.inherited(thread) : null;
		if (tables != null && this.map != null) {
			Object[] now = tables.table(this.map);
			this.table = now;
			this.entries = now.clone();
			this.size = tables.size(this.map);
			this.threshold = tables.threshold(this.map);
		}
		else {
			this.entries = new Object[0];
			this.size = 0;
			this.threshold = 0;
		}
	}

	static ThreadLocals of(Thread thread) {
		return new ThreadLocals(thread, TABLES);
	}

	void restore() {
		Tables tables = TABLES;
		if (tables == null) {
			return;
		}
		Object now = tables.map(this.thread);
		if (now != this.map) {
			tables.map(this.thread, this.map);
		}
		if (tables.inherited(this.thread) != this.inherited) {
			tables.inherited(this.thread, this.inherited);
		}
		Object own = this.map;
		if (own != null && (tables.table(own) != this.table || tables.size(own) != this.size)) {
			Object[] fresh = this.entries.clone();
			this.table = fresh;
			tables.fill(own, fresh, this.size, this.threshold);
		}
	}

	/** Where a thread has its tables. */
	@SuppressWarnings("removal") // There is no other way, and none is used where it is
									// gone
	private record Tables(sun.misc.Unsafe unsafe, long map, long inherited, long table, long size, long threshold) {

		static @Nullable Tables find() {
			if (NativeImage.isRunning()) {
				// Its threads are laid out otherwise.
				return null;
			}
			try {
				Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
				field.setAccessible(true);
				sun.misc.Unsafe unsafe = (sun.misc.Unsafe) field.get(null);
				Class<?> map = Class.forName("java.lang.ThreadLocal$ThreadLocalMap");
				return new Tables(unsafe, unsafe.objectFieldOffset(Thread.class.getDeclaredField("threadLocals")),
						unsafe.objectFieldOffset(Thread.class.getDeclaredField("inheritableThreadLocals")),
						unsafe.objectFieldOffset(map.getDeclaredField("table")),
						unsafe.objectFieldOffset(map.getDeclaredField("size")),
						unsafe.objectFieldOffset(map.getDeclaredField("threshold")));
			}
			catch (ReflectiveOperationException | RuntimeException | LinkageError ex) {
				// Another Java, or one that allows it no more: what a task leaves in
				// thread locals stays, as in any pool of threads.
				return null;
			}
		}

		@Nullable Object map(Thread thread) {
			return this.unsafe.getObject(thread, this.map);
		}

		void map(Thread thread, @Nullable Object value) {
			this.unsafe.putObject(thread, this.map, value);
		}

		@Nullable Object inherited(Thread thread) {
			return this.unsafe.getObject(thread, this.inherited);
		}

		void inherited(Thread thread, @Nullable Object value) {
			this.unsafe.putObject(thread, this.inherited, value);
		}

		Object[] table(Object locals) {
			return (Object[]) this.unsafe.getObject(locals, this.table);
		}

		int size(Object locals) {
			return this.unsafe.getInt(locals, this.size);
		}

		int threshold(Object locals) {
			return this.unsafe.getInt(locals, this.threshold);
		}

		void fill(Object locals, Object[] entries, int count, int limit) {
			this.unsafe.putObject(locals, this.table, entries);
			this.unsafe.putInt(locals, this.size, count);
			this.unsafe.putInt(locals, this.threshold, limit);
		}

	}

}
