package io.github.parallelpools.autoconfigure.event;

import java.util.List;

import org.springframework.context.ApplicationEvent;

/**
 * This instance has found nodes of the cluster dead and has taken them out: their tasks
 * are queued again, and their locks are free. Each death is told by one of the instances
 * that live. Immutable.
 */
public final class ClusterNodesGoneEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final List<String> nodes;

	/**
	 * Makes an event.
	 * @param source who tells
	 * @param nodes the ids of the nodes
	 */
	public ClusterNodesGoneEvent(Object source, List<String> nodes) {
		super(source);
		this.nodes = List.copyOf(nodes);
	}

	/**
	 * The nodes.
	 * @return their ids, at least one
	 */
	public List<String> getNodes() {
		return this.nodes;
	}

	@Override
	public String toString() {
		return "ClusterNodesGoneEvent: " + this.nodes;
	}

}
