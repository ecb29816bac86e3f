package io.github.parallelpools.cluster;

import io.github.parallelpools.shared.LockUser;
import io.github.parallelpools.shared.store.LockOwner;
import io.github.parallelpools.shared.store.LockSession;

/**
 * How the store calls the owner of one grant: so that people of other instances can read
 * who that is, with a number that makes it unlike any other grant of the node.
 */
public final class OwnerName {

	private static final String SEPARATOR = "|";

	private static final int PARTS = 5;

	private static final int LONGEST_PART = 50;

	private OwnerName() {
	}

	/** Names the owner of a grant. */
	static String of(long number, String instance, LockOwner owner) {
		return String.join(SEPARATOR, Long.toString(number), part(instance), part(owner.session().name()),
				Long.toString(owner.thread()), part(owner.threadName()));
	}

	private static String part(String text) {
		StringBuilder part = new StringBuilder();
		for (int i = 0; i < Math.min(text.length(), LONGEST_PART); i++) {
			char one = text.charAt(i);
			boolean plain = one >= ' ' && one != SEPARATOR.charAt(0) && !Character.isSurrogate(one);
			part.append(plain ? one : '?');
		}
		return part.toString();
	}

	/**
	 * Reads a name that any instance has written, also one with another idea of names.
	 */
	static LockOwner read(String name, String node) {
		String[] parts = name.split("\\" + SEPARATOR, -1);
		if (parts.length == PARTS) {
			try {
				return new LockOwner(new LockSession(parts[1], parts[2]), Long.parseLong(parts[3]), parts[4]);
			}
			catch (NumberFormatException ex) {
				return unknown(name, node);
			}
		}
		return unknown(name, node);
	}

	private static LockOwner unknown(String name, String node) {
		return new LockOwner(new LockSession(node, LockSession.APPLICATION), 0, name);
	}

	/**
	 * Who that is, for people.
	 * @param name the name in the store
	 * @param node the id of the node that has the lock
	 * @return the thread
	 */
	public static LockUser user(String name, String node) {
		return read(name, node).user();
	}

}
