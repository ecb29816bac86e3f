package io.github.parallelpools.worker.process.log;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.spi.PlainText;
import io.github.parallelpools.worker.process.wire.LogMessage;
import io.github.parallelpools.worker.process.wire.LoggedError;

/**
 * What a worker says, as text that can't pass for another event: line ends and other
 * control characters (but tabs) are written as escapes, and so are those that change the
 * direction of a text. What says nothing of the kind is left as it is.
 */
final class OneLine {

	private OneLine() {
	}

	static LogMessage of(LogMessage message) {
		LogMessage.Source from = message.source();
		LogMessage.Source source = new LogMessage.Source(of(from.logger()), of(from.thread()),
				ofNullable(from.taskId()), from.caller());
		Map<String, String> context = new LinkedHashMap<>();
		message.context().forEach((key, value) -> context.put(of(key), of(value)));
		return new LogMessage(message.level(), message.time(), source, of(message.text()), of(message.error()),
				context);
	}

	private static @Nullable LoggedError of(@Nullable LoggedError error) {
		if (error == null) {
			return null;
		}
		List<StackTraceElement> frames = error.frames().stream().map(OneLine::of).toList();
		List<LoggedError> suppressed = error.suppressed().stream().map(OneLine::present).toList();
		return new LoggedError(of(error.className()), ofNullable(error.message()), frames, of(error.cause()),
				suppressed);
	}

	private static LoggedError present(LoggedError error) {
		LoggedError escaped = of(error);
		return (escaped != null) ? escaped : error;
	}

	private static StackTraceElement of(StackTraceElement frame) {
		return new StackTraceElement(of(frame.getClassName()), of(frame.getMethodName()),
				ofNullable(frame.getFileName()), frame.getLineNumber());
	}

	private static @Nullable String ofNullable(@Nullable String text) {
		return (text != null) ? of(text) : null;
	}

	static String of(String text) {
		return PlainText.escaped(text);
	}

}
