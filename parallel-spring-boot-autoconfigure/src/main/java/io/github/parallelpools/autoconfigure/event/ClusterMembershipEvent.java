package io.github.parallelpools.autoconfigure.event;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;

/**
 * This instance has joined the cluster, also anew after it was taken for dead, or is
 * fenced: it could not renew itself in time, so that its tasks and locks may belong to
 * others. Immutable.
 */
public final class ClusterMembershipEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final @Nullable String node;

	/**
	 * Makes an event.
	 * @param source who tells
	 * @param node the node that this instance is now, {@code null} if it is fenced
	 */
	public ClusterMembershipEvent(Object source, @Nullable String node) {
		super(source);
		this.node = node;
	}

	/**
	 * Which node this instance has become.
	 * @return its id; empty if it is fenced
	 */
	public Optional<String> getNode() {
		return Optional.ofNullable(this.node);
	}

	@Override
	public String toString() {
		return "ClusterMembershipEvent: "
				+ ((this.node != null) ? "this instance is node " + this.node : "this instance is fenced");
	}

}
