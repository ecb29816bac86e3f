package io.github.parallelpools.engine.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * An unbounded queue, first in, first out, without a lock: segments of slots. A thread
 * that adds or takes draws the number of a slot and swaps the content of that slot. If a
 * slot is taken before its element was put there, both threads give it up and draw again.
 * The algorithm is the FAAArrayQueue of Correia and Ramalhete (2016). Those who add and
 * those who take write to different cache lines, and a task needs four bytes and no node.
 * Thread-safe.
 *
 * @param <E> what is queued
 */
final class SlotQueue<E> {

	private static final int SLOTS = 512;

	/** The content of a slot that was taken or given up. */
	private static final Object TAKEN = new Object();

	private static final VarHandle HEAD;

	private static final VarHandle TAIL;

	private static final VarHandle NEXT;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HEAD = lookup.findVarHandle(SlotQueue.class, "head", Segment.class);
			TAIL = lookup.findVarHandle(SlotQueue.class, "tail", Segment.class);
			NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Where is taken, and where is added; both only move on. */
	private volatile Segment head = new Segment();

	private volatile Segment tail = this.head;

	/**
	 * A part of the queue. One that is used up is its own successor, so that it keeps no
	 * younger ones.
	 */
	private static final class Segment {

		private final AtomicReferenceArray<@Nullable Object> slots = new AtomicReferenceArray<>(SLOTS);

		private final LoneCount adds = new LoneCount();

		private final LoneCount takes = new LoneCount();

		private volatile @Nullable Segment next;

		/** Returns whether there was a slot left. */
		boolean add(Object element) {
			for (int slot; (slot = (int) this.adds.getAndIncrement()) < SLOTS;) {
				if (this.slots.compareAndSet(slot, null, element)) {
					return true;
				}
			}
			return false;
		}

		boolean isUsedUp() {
			return this.takes.get() >= SLOTS;
		}

		/** Whether all elements that were added have been taken. */
		boolean isEmpty() {
			int slot = (int) this.takes.get();
			// The count of adds is read last: its cache line belongs to threads that add.
			return slot >= SLOTS || (this.slots.get(slot) == null && slot >= this.adds.get());
		}

		/** What was added first, {@code null} if there is nothing now. */
		@Nullable Object take() {
			while (!isEmpty()) {
				int slot = (int) this.takes.getAndIncrement();
				Object element = (slot < SLOTS) ? this.slots.getAndSet(slot, TAKEN) : null;
				if (element != null) {
					return element;
				}
			}
			return null;
		}

		/** What would be taken next, if nobody takes it meanwhile. */
		@Nullable Object peek() {
			for (int slot = (int) this.takes.get(); slot < Math.min(SLOTS, this.adds.get()); slot++) {
				Object element = this.slots.get(slot);
				if (element != null && element != TAKEN) {
					return element;
				}
			}
			return null;
		}

	}

	/** Adds an element at the end; nothing was added if memory is too short for that. */
	void add(E element) {
		while (true) {
			Segment last = this.tail;
			if (last.add(element)) {
				return;
			}
			Segment next = last.next;
			if (next == null) {
				Segment made = new Segment();
				if (NEXT.compareAndSet(last, null, made)) {
					next = made;
				}
				else {
					continue;
				}
			}
			TAIL.compareAndSet(this, last, next);
		}
	}

	/** Takes the first element, {@code null} if there is none. */
	@SuppressWarnings("unchecked")
	@Nullable E poll() {
		while (true) {
			Segment first = this.head;
			Object element = first.take();
			if (element != null) {
				return (E) element;
			}
			if (!first.isUsedUp() || !isAdvanced(first)) {
				return null;
			}
		}
	}

	/** Leaves a segment that is used up; returns whether there is another one. */
	private boolean isAdvanced(Segment first) {
		Segment next = first.next;
		if (next == null) {
			return false;
		}
		// Nothing is taken from the first segment any more, so nothing may be added
		// there.
		TAIL.compareAndSet(this, first, next);
		if (HEAD.compareAndSet(this, first, next)) {
			first.next = first;
		}
		return true;
	}

	boolean isEmpty() {
		Segment first = this.head;
		return first.isEmpty() && first.next == null;
	}

	/** The first element, {@code null} if there is none; it may be taken meanwhile. */
	@SuppressWarnings("unchecked")
	@Nullable E peek() {
		for (Segment segment = this.head; segment != null;) {
			Object element = segment.peek();
			if (element != null) {
				return (E) element;
			}
			Segment next = segment.next;
			// One that was left meanwhile leads to itself.
			segment = (next == segment) ? this.head : next;
		}
		return null;
	}

}
