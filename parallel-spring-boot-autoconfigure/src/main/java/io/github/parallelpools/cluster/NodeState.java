package io.github.parallelpools.cluster;

/** What an instance knows of its own life in the cluster. */
public enum NodeState {

	/** Its last renewal has succeeded. */
	LIVE,

	/** The store does not answer, but its record is there for sure. */
	UNAVAILABLE,

	/** It does not know whether its record is still there, or knows that it is not. */
	FENCED

}
