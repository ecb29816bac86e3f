package io.github.parallelpools.autoconfigure.event;

import org.springframework.context.ApplicationEvent;

import io.github.parallelpools.shared.Deadlock;
import io.github.parallelpools.shared.store.SharedNames;

/**
 * Threads wait for each other's shared locks in a circle: of one pool, of several, or of
 * the application itself, so that it is no {@link ParallelPoolEvent}. Each circle is told
 * once, when it closes, and is not broken. Immutable.
 */
public final class DeadlockFoundEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes an event.
	 * @param deadlock who waits for what
	 */
	public DeadlockFoundEvent(Deadlock deadlock) {
		super(deadlock);
	}

	/**
	 * Who waits for what.
	 * @return the circle as it was when it closed
	 */
	public Deadlock getDeadlock() {
		return (Deadlock) getSource();
	}

	@Override
	public String toString() {
		// Locks and threads of workers are called as tasks like.
		return SharedNames.printable("DeadlockFoundEvent: " + getDeadlock().text());
	}

}
