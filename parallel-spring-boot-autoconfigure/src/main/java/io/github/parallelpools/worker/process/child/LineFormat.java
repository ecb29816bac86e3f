package io.github.parallelpools.worker.process.child;

import io.github.parallelpools.worker.process.wire.LogMessage;

/**
 * Makes lines of a log file. Its class is named when the process is told what to be and
 * has a public constructor that takes the pattern and the placeholders' meaning: the
 * library that knows patterns is loaded with the first line. Safe for use by several
 * threads.
 */
@FunctionalInterface
public interface LineFormat {

	/**
	 * Makes the text of a message.
	 * @param message what was logged
	 * @return its lines, the line end included
	 */
	String format(LogMessage message);

}
