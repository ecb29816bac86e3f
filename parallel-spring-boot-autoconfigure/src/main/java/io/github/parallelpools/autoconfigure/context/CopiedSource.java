package io.github.parallelpools.autoconfigure.context;

import java.util.Map;

/**
 * A property source of the application as a worker process gets it.
 *
 * @param name its name
 * @param kind what it becomes
 * @param properties the properties; for what the process has itself, only the prefix of
 * its variables if there is one
 */
record CopiedSource(String name, Kind kind, Map<String, String> properties) {

	/** What stands before the names of the process's own variables. */
	static final String PREFIX = "prefix";

	/** What a source becomes. The order is part of the protocol. */
	enum Kind {

		/** Properties with their names. */
		PROPERTIES,

		/** Properties that are named like environment variables. */
		VARIABLES,

		/** The process's own source of that name: its variables, for instance. */
		OWN

	}

}
