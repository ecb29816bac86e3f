package io.github.parallelpools.engine.feed;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.engine.time.SafeLog;

/**
 * Tells the log of something of the application's that fails again and again: once when
 * it begins, once when it fails in another way, and once when it is over. Thread-safe.
 */
final class Trouble {

	private static final System.Logger logger = System.getLogger(Trouble.class.getName());

	private final String what;

	private final AtomicReference<@Nullable String> present = new AtomicReference<>();

	Trouble(String what) {
		this.what = what;
	}

	void failed(Throwable error, String consequence) {
		if (isNew(error.getClass().getName())) {
			SafeLog.log(logger, System.Logger.Level.WARNING, "The " + this.what + " failed; " + consequence, error);
		}
	}

	void silent(String since, String consequence) {
		if (isNew(since)) {
			SafeLog.log(logger, System.Logger.Level.WARNING, "The {0} has not answered for {1}; {2}", this.what, since,
					consequence);
		}
	}

	private boolean isNew(String sort) {
		return !sort.equals(this.present.getAndSet(sort));
	}

	void over() {
		if (this.present.get() != null && this.present.getAndSet(null) != null) {
			SafeLog.log(logger, System.Logger.Level.INFO, "The {0} works again", this.what);
		}
	}

}
