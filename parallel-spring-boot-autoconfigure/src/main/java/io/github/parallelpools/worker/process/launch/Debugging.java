package io.github.parallelpools.worker.process.launch;

import java.util.List;

import io.github.parallelpools.pool.InvalidSettingException;

/**
 * A debugger may be attached to one worker of a pool, on this machine only.
 *
 * @param port where the JVM of the worker waits for it, from 1 to 65535
 * @param suspended whether the JVM does nothing before a debugger is attached
 */
public record Debugging(int port, boolean suspended) {

	public Debugging {
		if (port < 1 || port > 65535) {
			throw new InvalidSettingException("process.debug", port,
					"Set it to a port from 1 to 65535, or leave it out.");
		}
	}

	/** Where the debugger is attached. */
	public String address() {
		return "127.0.0.1:" + this.port;
	}

	/** What the JVM is told. */
	String option() {
		return "-agentlib:jdwp=transport=dt_socket,server=y,suspend=%s,address=%s".formatted(this.suspended ? "y" : "n",
				address());
	}

	/** A JVM has one such agent at most. */
	void requireNoOther(List<String> options) {
		for (String option : options) {
			if (option.startsWith("-agentlib:jdwp") || option.startsWith("-Xrunjdwp")) {
				throw new InvalidSettingException("process.debug", this.port,
						"The options of the JVM have a debugger already (%s). Remove that, or 'process.debug'."
							.formatted(option));
			}
		}
	}

}
