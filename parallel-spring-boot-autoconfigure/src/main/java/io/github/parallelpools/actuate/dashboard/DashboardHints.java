package io.github.parallelpools.actuate.dashboard;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.core.io.ClassPathResource;

/** Has the files of the page put into native images. */
final class DashboardHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		DashboardPage.files()
			.forEach((file) -> hints.resources().registerResource(new ClassPathResource(file, DashboardPage.class)));
	}

}
