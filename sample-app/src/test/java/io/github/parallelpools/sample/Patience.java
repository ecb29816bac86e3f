package io.github.parallelpools.sample;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has all tests wait for a minute for what they wait for. Awaitility itself gives up
 * after 10 s, in which a loaded machine may not even have started a process.
 */
public final class Patience implements BeforeAllCallback {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(MINUTE);
	}

}
