package io.github.parallelpools.cluster.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Something that has happened in a store.
 *
 * @param kind what
 * @param name to what or whom; empty for all
 */
record Notice(Kind kind, String name) {

	static Notice queued(String pool) {
		return new Notice(Kind.QUEUED, pool);
	}

	static Notice ended(String submitter, String task) {
		return new Notice(Kind.ENDED, submitter + " " + task);
	}

	static Notice unlocked(String lock) {
		return new Notice(Kind.UNLOCKED, lock);
	}

	static Notice commanded(String node) {
		return new Notice(Kind.COMMANDED, node);
	}

	/** Whether only a node is told. */
	boolean isFor(String node) {
		return switch (this.kind) {
			case ENDED -> this.name.startsWith(node + " ");
			case COMMANDED -> this.name.equals(node);
			case QUEUED, UNLOCKED -> false;
		};
	}

	/** As it travels. */
	String text() {
		return this.kind.letter + this.name;
	}

	/** Reads what has travelled; {@code null} if a newer release has sent it. */
	static @Nullable Notice parse(String text) {
		for (Kind kind : Kind.values()) {
			if (text.startsWith(kind.letter)) {
				return new Notice(kind, text.substring(1));
			}
		}
		return null;
	}

	void tell(NoticeBoard.Reader reader) {
		switch (this.kind) {
			case QUEUED -> reader.listener().queued(this.name);
			case UNLOCKED -> reader.listener().unlocked(this.name);
			case ENDED -> {
				if (this.name.startsWith(reader.node() + " ")) {
					reader.listener().ended(this.name.substring(reader.node().length() + 1));
				}
				else if (this.name.equals(reader.node())) {
					// An older release does not say which.
					reader.listener().ended();
				}
			}
			case COMMANDED -> {
				if (this.name.isEmpty() || this.name.equals(reader.node())) {
					reader.listener().commanded();
				}
			}
		}
	}

	/** What can happen. */
	enum Kind {

		QUEUED("q"), ENDED("e"), UNLOCKED("u"), COMMANDED("c");

		private final String letter;

		Kind(String letter) {
			this.letter = letter;
		}

	}

}
