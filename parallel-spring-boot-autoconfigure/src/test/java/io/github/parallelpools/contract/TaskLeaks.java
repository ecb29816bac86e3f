package io.github.parallelpools.contract;

import java.util.Collection;
import java.util.Objects;

import org.springframework.test.util.ReflectionTestUtils;

import io.github.parallelpools.engine.ParallelEngine;

/** Counts what an engine holds, which nobody but a test wants to know. */
final class TaskLeaks {

	private TaskLeaks() {
	}

	static int pools(ParallelEngine engine) {
		return ((Collection<?>) field(engine, "pools")).size();
	}

	/** What the supervisor looks after, beside its helpers. */
	static int watched(ParallelEngine engine) {
		Object supervisor = field(field(engine, "services"), "supervisor");
		return ((Collection<?>) field(supervisor, "watched")).size() - 1;
	}

	/** Platform threads that live. */
	static long threads(String part) {
		return Thread.getAllStackTraces().keySet().stream().filter((thread) -> thread.getName().contains(part)).count();
	}

	private static Object field(Object owner, String name) {
		return Objects.requireNonNull(ReflectionTestUtils.getField(owner, name));
	}

}
