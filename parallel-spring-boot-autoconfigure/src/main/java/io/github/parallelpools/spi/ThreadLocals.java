package io.github.parallelpools.spi;

import java.lang.reflect.Field;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The thread locals that a thread had at one moment, to be set again after a task may
 * have added or changed some: notes of loggers (MDC), users, transactions. No API tells
 * or erases them, so the thread's own tables are exchanged, as frameworks for fork and
 * join do; where that is not possible, nothing is done. Confined to the thread.
 */
final class ThreadLocals {

	private static final @Nullable Tables TABLES = Tables.find();

	private final Thread thread;

	private final @Nullable Saved own;

	private final @Nullable Saved inherited;

	private ThreadLocals(Thread thread, @Nullable Tables tables) {
		this.thread = thread;
		this.own = (tables != null) ? Saved.of(tables, tables.map(thread)) : null;
		this.inherited = (tables != null) ? Saved.of(tables, tables.inherited(thread)) : null;
	}

	static ThreadLocals of(Thread thread) {
		return new ThreadLocals(thread, TABLES);
	}

	void restore() {
		Tables tables = TABLES;
		if (tables == null) {
			return;
		}
		Object map = (this.own != null) ? this.own.map : null;
		if (tables.map(this.thread) != map) {
			tables.map(this.thread, map);
		}
		Object inheritedMap = (this.inherited != null) ? this.inherited.map : null;
		if (tables.inherited(this.thread) != inheritedMap) {
			tables.inherited(this.thread, inheritedMap);
		}
		if (this.own != null) {
			this.own.restore(tables);
		}
		if (this.inherited != null) {
			this.inherited.restore(tables);
		}
	}

	/** What was in one of a thread's two maps. */
	private static final class Saved {

		private final Object map;

		/** A copy of the table that no task has seen. */
		private final Object[] entries;

		private final int size;

		private final int threshold;

		/** Where the table has entries: few, as a rule. */
		private final int[] places;

		/** Of each of these. An entry stays when its thread local is set again. */
		private final @Nullable Object[] values;

		/** What the map has as its table as long as it only has these entries. */
		private Object table;

		private Saved(Tables tables, Object map) {
			this.map = map;
			Object[] now = tables.table(map);
			this.table = now;
			this.entries = now.clone();
			this.size = tables.size(map);
			this.threshold = tables.threshold(map);
			this.places = places(this.entries);
			this.values = new Object[this.places.length];
			for (int i = 0; i < this.places.length; i++) {
				this.values[i] = tables.value(this.entries[this.places[i]]);
			}
		}

		/** Nothing is saved of a thread that has no map yet. */
		static @Nullable Saved of(Tables tables, @Nullable Object map) {
			return (map != null) ? new Saved(tables, map) : null;
		}

		private static int[] places(@Nullable Object[] entries) {
			int[] places = new int[entries.length];
			int count = 0;
			for (int i = 0; i < entries.length; i++) {
				if (entries[i] != null) {
					places[count++] = i;
				}
			}
			return Arrays.copyOf(places, count);
		}

		void restore(Tables tables) {
			if (hasOthers(tables)) {
				Object[] fresh = this.entries.clone();
				this.table = fresh;
				tables.fill(this.map, fresh, this.size, this.threshold);
			}
			for (int i = 0; i < this.places.length; i++) {
				Object entry = this.entries[this.places[i]];
				if (tables.value(entry) != this.values[i]) {
					tables.value(entry, this.values[i]);
				}
			}
		}

		private boolean hasOthers(Tables tables) {
			Object[] now = tables.table(this.map);
			if (now != this.table || tables.size(this.map) != this.size) {
				return true;
			}
			for (int place : this.places) {
				if (now[place] != this.entries[place]) {
					return true;
				}
			}
			return false;
		}

	}

	/** Where a thread has its tables. */
	@SuppressWarnings("removal") // There is no other way, and none is used where it is
									// gone
	private record Tables(sun.misc.Unsafe unsafe, long map, long inherited, long table, long size, long threshold,
			long value) {

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
				Class<?> entry = Class.forName("java.lang.ThreadLocal$ThreadLocalMap$Entry");
				return new Tables(unsafe, unsafe.objectFieldOffset(Thread.class.getDeclaredField("threadLocals")),
						unsafe.objectFieldOffset(Thread.class.getDeclaredField("inheritableThreadLocals")),
						unsafe.objectFieldOffset(map.getDeclaredField("table")),
						unsafe.objectFieldOffset(map.getDeclaredField("size")),
						unsafe.objectFieldOffset(map.getDeclaredField("threshold")),
						unsafe.objectFieldOffset(entry.getDeclaredField("value")));
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

		@Nullable Object value(Object entry) {
			return this.unsafe.getObject(entry, this.value);
		}

		void value(Object entry, @Nullable Object content) {
			this.unsafe.putObject(entry, this.value, content);
		}

		void fill(Object locals, Object[] entries, int count, int limit) {
			this.unsafe.putObject(locals, this.table, entries);
			this.unsafe.putInt(locals, this.size, count);
			this.unsafe.putInt(locals, this.threshold, limit);
		}

	}

}
