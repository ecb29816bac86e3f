package io.github.parallelpools.engine.bulk;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The items that were given to the pool and not delivered, in their order. Its monitor
 * guards the set; threads that end an item only add to a queue.
 *
 * @param <I> the type of the items
 * @param <O> the type of the values
 */
final class InFlight<I extends @Nullable Object, O extends @Nullable Object> {

	/** A queue if they are delivered in their order, otherwise a set. */
	private final Collection<Slot<I, O>> slots;

	/** The same queue, {@code null} if there is none. */
	private final @Nullable Queue<Slot<I, O>> line;

	/** The last one that has ended, and those before it that the reader has not seen. */
	private final AtomicReference<@Nullable Slot<I, O>> news = new AtomicReference<>();

	/** In the order in which they have ended, if there is no line; the reader's. */
	private final Deque<Slot<I, O>> ended = new ArrayDeque<>();

	/** Written under the monitor. */
	private volatile int size;

	private boolean closed;

	InFlight(boolean inOrder) {
		this.line = inOrder ? new ArrayDeque<>() : null;
		this.slots = (this.line != null) ? this.line : new LinkedHashSet<>();
	}

	/** Adds an item; returns whether it is not too late for that. */
	synchronized boolean add(Slot<I, O> slot) {
		if (this.closed) {
			return false;
		}
		this.slots.add(slot);
		this.size = this.slots.size();
		return true;
	}

	int size() {
		return this.size;
	}

	/** The one to be delivered next, {@code null} for the first one that ends. */
	synchronized @Nullable Slot<I, O> awaited() {
		return (this.line != null) ? this.line.peek() : null;
	}

	/** An item has ended. Allocates nothing. */
	void ended(Slot<I, O> slot) {
		if (this.line == null) {
			Slot<I, O> before;
			do {
				before = this.news.get();
				slot.follow(before);
			}
			while (!this.news.compareAndSet(before, slot));
		}
	}

	private @Nullable Slot<I, O> firstEnded() {
		if (this.ended.isEmpty()) {
			for (Slot<I, O> one = this.news.getAndSet(null); one != null; one = one.earlier()) {
				this.ended.addFirst(one);
			}
		}
		return this.ended.peek();
	}

	/** Whether there is one to be delivered. */
	boolean isReady() {
		Slot<I, O> next = (this.line != null) ? awaited() : firstEnded();
		return next != null && next.hasEnded();
	}

	/** Removes the one to be delivered, if there is one. */
	synchronized @Nullable Slot<I, O> poll() {
		Slot<I, O> next = (this.line != null) ? this.line.peek() : firstEnded();
		if (next == null || !next.hasEnded()) {
			return null;
		}
		// What has ended after it was closed is not delivered.
		boolean mine = this.slots.remove(next);
		this.ended.poll();
		this.size = this.slots.size();
		return mine ? next : null;
	}

	/** All of them. */
	synchronized List<Slot<I, O>> all() {
		return List.copyOf(this.slots);
	}

	/** Removes all of them, and takes no more. */
	synchronized List<Slot<I, O>> close() {
		List<Slot<I, O>> left = List.copyOf(this.slots);
		this.closed = true;
		this.slots.clear();
		this.size = 0;
		return left;
	}

}
