package io.github.parallelpools.engine.crew;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Which workers of a pool are to be replaced although they work, and by whom. One at a
 * time is hired beyond the maximal size; when it is ready, one of those who are due
 * leaves as soon as it has no task. Until then it works on, unless it has run as many
 * tasks as it may. Knows nothing of why a worker is due. Not thread-safe: the pool's lock
 * guards it.
 */
final class Recycling<W> {

	private final Set<Member<W>> due = new LinkedHashSet<>();

	/** Hired beyond the maximal size, for one of those who are due. */
	private @Nullable Member<W> successor;

	/** Whether one of those who are due has to leave before somebody can be hired. */
	private boolean leaveFirst;

	/** Those who take no task at present, though they have none. */
	private final List<Member<W>> resting = new ArrayList<>();

	/** Has a worker replaced; returns whether that is new. */
	boolean add(Member<W> member) {
		return this.due.add(member);
	}

	boolean isUnderWay() {
		return !this.due.isEmpty() || this.successor != null;
	}

	boolean wantsSuccessor() {
		return this.successor == null && !this.leaveFirst && !this.due.isEmpty();
	}

	void hired(Member<W> member) {
		this.successor = member;
	}

	/** Nobody can be hired as long as everybody is there. */
	void leaveFirst() {
		this.leaveFirst = true;
	}

	/** How many there are beyond those who are counted: 0 or 1. */
	int extra() {
		return (this.successor != null) ? 1 : 0;
	}

	boolean isSuccessor(Member<W> member) {
		return this.successor == member;
	}

	/** Whether a worker that has no task is to leave; if so, it is replaced. */
	boolean leaves(Member<W> member) {
		if (!this.due.contains(member)) {
			return false;
		}
		Member<W> next = this.successor;
		if (next != null && next.phase() != Member.Phase.STARTING) {
			// It may be itself that is due by now: then another one is hired.
			this.successor = null;
		}
		else if (this.leaveFirst) {
			this.leaveFirst = false;
		}
		else if (!member.isSpent() || !isAnotherSpent(member)) {
			return false;
		}
		// Of those who may do nothing any more only one waits for its successor: the
		// others would be in the way of theirs.
		gone(member);
		return true;
	}

	private boolean isAnotherSpent(Member<W> member) {
		return this.resting.stream().anyMatch((one) -> one != member && one.isSpent());
	}

	/** A worker leaves, or has left. */
	void gone(Member<W> member) {
		this.due.remove(member);
		if (this.successor == member || this.due.isEmpty()) {
			this.successor = null;
		}
		if (this.due.isEmpty()) {
			this.leaveFirst = false;
		}
		wakeResting();
	}

	/** Has those look again who wait for somebody to replace them. */
	void wake(Crew<W> crew) {
		for (Member<W> member : this.due) {
			if (member.phase() == Member.Phase.IDLE) {
				crew.endWait(member);
				member.wake();
			}
		}
	}

	void rest(Member<W> member) {
		this.resting.add(member);
	}

	void endRest(Member<W> member) {
		this.resting.remove(member);
	}

	int resting() {
		return this.resting.size();
	}

	void wakeResting() {
		// Without an iterator: this is done when memory is short, too.
		for (int i = 0; i < this.resting.size(); i++) {
			this.resting.get(i).wake();
		}
	}

}
