package io.github.parallelpools.cluster.store;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What a cluster shares, in the memory of one JVM, for tests: each instance of an
 * application has its own {@link #open() handle}. Its clock is the test's, and so are its
 * faults. It keeps its promises by one lock. Safe for use by several threads.
 */
public final class MemoryCluster {

	final MemoryNodes nodes;

	final MemoryTasks tasks;

	final MemoryLockTable locks;

	final MemoryMapTable maps;

	final MemoryWishes wishes;

	private final MemoryNotices notices = new MemoryNotices();

	private volatile boolean down;

	/** Makes an empty memory that goes by the system's clock. */
	public MemoryCluster() {
		this(InstantSource.system());
	}

	/**
	 * Makes an empty memory.
	 * @param clock by which all instants are compared
	 */
	public MemoryCluster(InstantSource clock) {
		this.nodes = new MemoryNodes(clock, this.notices);
		this.tasks = new MemoryTasks(clock, this.nodes, this.notices);
		this.locks = new MemoryLockTable(this.nodes, this.notices);
		this.maps = new MemoryMapTable();
		this.wishes = new MemoryWishes(this.notices);
	}

	/**
	 * The way of one instance to this memory.
	 * @return a new one
	 */
	public MemoryClusterStore open() {
		return new MemoryClusterStore(this);
	}

	/**
	 * Whether a node that watches is dead as soon as none of its watches is connected.
	 * @param shows {@code false}, as it is at first, if only leases tell
	 */
	public void showsDeath(boolean shows) {
		this.nodes.showsDeath(shows);
	}

	/**
	 * Whether notices get lost from now on.
	 * @param lost {@code true} if nobody is told anything
	 */
	public void losesNotices(boolean lost) {
		this.notices.lose(lost);
	}

	/**
	 * Loses a task, as a server that is killed may.
	 * @param task its id
	 */
	public synchronized void lose(String task) {
		this.tasks.lose(task);
	}

	/** Nobody reaches this memory, which keeps what it has. */
	public void down() {
		this.down = true;
	}

	/** Everybody reaches this memory again, which has just been started. */
	public void up() {
		synchronized (this) {
			this.nodes.restarted();
		}
		this.down = false;
		this.notices.missed();
	}

	/**
	 * Since when this memory is up.
	 * @return the instant
	 */
	public synchronized Instant upSince() {
		return this.nodes.upSince();
	}

	boolean isDown() {
		return this.down;
	}

	MemoryNotices notices() {
		return this.notices;
	}

	synchronized <R> R ask(Function<MemoryCluster, R> question) {
		return question.apply(this);
	}

}
