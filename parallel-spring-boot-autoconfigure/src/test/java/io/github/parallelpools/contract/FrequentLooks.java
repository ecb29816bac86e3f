package io.github.parallelpools.contract;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.pollinterval.IterativePollInterval;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has all tests look at once at a condition that they wait for, then often, and less
 * often the longer it takes, for a minute. Awaitility itself first looks after 100 ms,
 * again only after as long, and gives up after 10 s, in which a loaded machine may not
 * even have started a process.
 */
public final class FrequentLooks implements BeforeAllCallback {

	private static final Duration FIRST = Duration.ofMillis(2);

	private static final Duration LONGEST = Duration.ofMillis(50);

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(PATIENCE);
		Awaitility.setDefaultPollDelay(Duration.ZERO);
		Awaitility.setDefaultPollInterval(new IterativePollInterval(FrequentLooks::longer, FIRST));
	}

	private static Duration longer(Duration rest) {
		Duration next = rest.multipliedBy(3).dividedBy(2);
		return (next.compareTo(LONGEST) < 0) ? next : LONGEST;
	}

}
