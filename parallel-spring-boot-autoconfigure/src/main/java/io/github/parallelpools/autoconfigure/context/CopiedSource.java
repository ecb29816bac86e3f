package io.github.parallelpools.autoconfigure.context;

import java.util.Map;

/**
 * A property source of the application as a worker process gets it.
 *
 * @param name its name
 * @param kind what it becomes
 * @param properties the properties, empty for what the process has itself
 */
record CopiedSource(String name, Kind kind, Map<String, String> properties) {

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
