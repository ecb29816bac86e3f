package io.github.parallelpools.spi;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The thread locals that a thread had at one moment, to be set again after a task may
 * have added, changed or removed some: notes of loggers (MDC), users, transactions. No
 * API tells or erases them, so the thread's own tables are exchanged, as frameworks for
 * fork and join do; where that is not possible, nothing is done. What a task changes
 * within a value stays changed. Confined to the thread.
 */
final class ThreadLocals {

	private static final @Nullable Tables TABLES = Tables.find();

	private final @Nullable Part own;

	private final @Nullable Part inherited;

	private ThreadLocals(Thread thread, @Nullable Tables tables) {
		this.own = (tables != null) ? new Part(tables, thread, tables.own()) : null;
		this.inherited = (tables != null) ? new Part(tables, thread, tables.inherited()) : null;
	}

	static ThreadLocals of(Thread thread) {
		return new ThreadLocals(thread, TABLES);
	}

	void restore() {
		if (this.own != null && this.inherited != null) {
			this.own.restore();
			this.inherited.restore();
		}
	}

	/** What one of the thread's two maps was like. */
	private static final class Part {

		private final Tables tables;

		private final Thread thread;

		/** Where the thread has the map. */
		private final long place;

		/** The map, {@code null} if the thread had none. */
		private final @Nullable Object map;

		/** A copy of the entries that no task has seen. */
		private Object[] entries = new Object[0];

		/** The entries that are set: few, as a rule. */
		private Kept[] kept = new Kept[0];

		private int size;

		private int threshold;

		/** What the map has as its table as long as it only has these entries. */
		private @Nullable Object table;

		Part(Tables tables, Thread thread, long place) {
			this.tables = tables;
			this.thread = thread;
			this.place = place;
			this.map = tables.get(thread, place);
			if (this.map != null) {
				keep(this.map);
			}
		}

		private void keep(Object present) {
			Object[] now = this.tables.table(present);
			this.table = now;
			this.entries = now.clone();
			this.size = this.tables.size(present);
			this.threshold = this.tables.threshold(present);
			List<Kept> set = new ArrayList<>();
			for (Object entry : now) {
				if (entry instanceof Reference<?> key && key.get() instanceof ThreadLocal<?> local) {
					set.add(new Kept(key, new WeakReference<>(local), this.tables.value(key)));
				}
			}
			this.kept = set.toArray(Kept[]::new);
		}

		void restore() {
			if (this.tables.get(this.thread, this.place) != this.map) {
				this.tables.set(this.thread, this.place, this.map);
			}
			Object present = this.map;
			if (present == null) {
				return;
			}
			if (hasOthers(present)) {
				Object[] fresh = this.entries.clone();
				this.table = fresh;
				this.tables.fill(present, fresh, this.size, this.threshold);
			}
			if (restoreValues()) {
				keep(present);
			}
		}

		/** One may be in the place of another that was removed, then or before. */
		private boolean hasOthers(Object present) {
			Object[] now = this.tables.table(present);
			if (now != this.table) {
				return true;
			}
			for (int i = 0; i < now.length; i++) {
				if (now[i] != this.entries[i]) {
					return true;
				}
			}
			return false;
		}

		/** Returns whether entries had to be made anew. */
		private boolean restoreValues() {
			boolean anew = false;
			for (Kept one : this.kept) {
				if (this.tables.value(one.entry()) != one.value()) {
					if (one.entry().refersTo(null)) {
						anew |= one.isSetAnew();
					}
					else {
						this.tables.value(one.entry(), one.value());
					}
				}
			}
			return anew;
		}

	}

	/**
	 * A thread local that was set.
	 *
	 * @param entry what the map has of it, which refers to nothing and has no value once
	 * it is removed
	 * @param local the thread local, which may be collected
	 * @param value its value
	 */
	private record Kept(Reference<?> entry, WeakReference<ThreadLocal<?>> local, @Nullable Object value) {

		/** Sets one again that was removed, unless nobody can ask for it any more. */
		@SuppressWarnings("unchecked")
		boolean isSetAnew() {
			ThreadLocal<@Nullable Object> removed = (ThreadLocal<@Nullable Object>) this.local.get();
			if (removed == null) {
				return false;
			}
			try {
				removed.set(this.value);
				return true;
			}
			catch (RuntimeException | Error ex) {
				// It is a class of its own that does not let itself be set: it stays
				// removed.
				return false;
			}
		}

	}

	/** Where a thread has its tables. */
	@SuppressWarnings("removal") // There is no other way, and none is used where it is
									// gone
	private record Tables(sun.misc.Unsafe unsafe, long own, long inherited, long table, long size, long threshold,
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

		@Nullable Object get(Thread thread, long place) {
			return this.unsafe.getObject(thread, place);
		}

		void set(Thread thread, long place, @Nullable Object map) {
			this.unsafe.putObject(thread, place, map);
		}

		@Nullable Object value(Reference<?> entry) {
			return this.unsafe.getObject(entry, this.value);
		}

		void value(Reference<?> entry, @Nullable Object changed) {
			this.unsafe.putObject(entry, this.value, changed);
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
