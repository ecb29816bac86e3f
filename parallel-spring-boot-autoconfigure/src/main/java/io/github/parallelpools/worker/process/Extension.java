package io.github.parallelpools.worker.process;

import java.util.function.Supplier;

import io.github.parallelpools.worker.process.wire.ExtensionSetup;

/**
 * What makes the handlers of worker processes instead of a constructor without arguments.
 *
 * @param className the class of a {@link io.github.parallelpools.spi.ChildExtension} with
 * a public constructor without arguments, on the application's class path
 * @param settings supplies what that class is told; asked for each process, in the thread
 * of its worker
 */
public record Extension(String className, Supplier<byte[]> settings) {

	ExtensionSetup setup() {
		return new ExtensionSetup(this.className, this.settings.get());
	}

}
