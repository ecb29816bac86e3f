package io.github.parallelpools.worker.process.child;

import io.github.parallelpools.worker.process.wire.LogMessage;

/** Where this process's log goes. Safe for use by several threads; never throws. */
interface LogTarget {

	void log(LogMessage message);

}
