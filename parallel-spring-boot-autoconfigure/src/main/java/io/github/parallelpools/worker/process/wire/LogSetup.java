package io.github.parallelpools.worker.process.wire;

import java.io.IOException;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where a child's log goes, and who makes the logger that handlers are given.
 *
 * @param target where it goes
 * @param file the log file's path with its placeholders, used by {@link Target#FILE}
 * @param pattern how a line of the file looks
 * @param formatClass the class that makes lines of the pattern, {@code null} if there is
 * none
 * @param factoryClass the class that makes the logger for handlers, {@code null} for the
 * standard one
 * @param factoryArgs its arguments with their placeholders
 */
public record LogSetup(Target target, String file, String pattern, @Nullable String formatClass,
		@Nullable String factoryClass, Map<String, String> factoryArgs) {

	/** To the application, without a logger factory. */
	public static final LogSetup FORWARD = new LogSetup(Target.FORWARD, "", "", null, null, Map.of());

	/** Where a log goes. The order is part of the protocol. */
	public enum Target {

		/** To the application. */
		FORWARD,

		/** Into a file. */
		FILE,

		/** Nowhere. */
		NONE

	}

	public LogSetup {
		factoryArgs = Map.copyOf(factoryArgs);
	}

	MessageWriter write(MessageWriter writer) {
		return writer.number(this.target.ordinal())
			.text(this.file)
			.text(this.pattern)
			.text(this.formatClass)
			.text(this.factoryClass)
			.texts(this.factoryArgs);
	}

	static LogSetup read(MessageReader reader) throws IOException {
		return new LogSetup(reader.constant(Target.values()), reader.requiredText(), reader.requiredText(),
				reader.text(), reader.text(), reader.texts());
	}

}
