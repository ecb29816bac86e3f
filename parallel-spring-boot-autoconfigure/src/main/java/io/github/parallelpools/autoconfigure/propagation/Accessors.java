package io.github.parallelpools.autoconfigure.propagation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The thread locals that are registered with Micrometer's context propagation; none where
 * that library is missing.
 */
public final class Accessors {

	private static final String LIBRARY = "io.micrometer.context.ContextSnapshotFactory";

	private static final boolean PRESENT = arePresent(Accessors.class.getClassLoader());

	private Accessors() {
	}

	/**
	 * Whether the library is there.
	 * @param classLoader where
	 * @return whether it is
	 */
	public static boolean arePresent(@Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(LIBRARY, classLoader);
	}

	/** What the calling thread has, {@code null} if that is nothing. */
	static @Nullable Along ofThisThread() {
		return PRESENT ? Library.capture() : null;
	}

	/**
	 * What the calling thread has of some keys.
	 * @param keys the keys of accessors
	 * @return the values that are there, by key
	 * @throws IllegalStateException if there is no accessor of such a key
	 */
	static Map<String, Object> values(List<String> keys) {
		Map<String, Object> values = new TreeMap<>();
		for (String key : keys) {
			Object value = Library.accessor(key).getValue();
			if (value != null) {
				values.put(key, value);
			}
		}
		return values;
	}

	/**
	 * Values that a thread had elsewhere.
	 * @throws IllegalStateException if there is no accessor of such a key
	 */
	static Along of(Map<String, Object> values) {
		return () -> {
			List<Runnable> before = new ArrayList<>();
			boolean set = false;
			try {
				values.forEach((key, value) -> before.add(0, Library.set(Library.accessor(key), value)));
				set = true;
				return () -> before.forEach(Quietly::run);
			}
			finally {
				if (!set) {
					before.forEach(Quietly::run);
				}
			}
		};
	}

	/** Is loaded only where the library is there. */
	private static final class Library {

		private static final ContextSnapshotFactory FACTORY = ContextSnapshotFactory.builder().build();

		static @Nullable Along capture() {
			for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
				if (accessor.getValue() != null) {
					ContextSnapshot snapshot = FACTORY.captureAll();
					return () -> snapshot.setThreadLocals()::close;
				}
			}
			return null;
		}

		@SuppressWarnings("unchecked") // The value is one of such an accessor
		static ThreadLocalAccessor<Object> accessor(String key) {
			Map<String, ThreadLocalAccessor<?>> all = ContextRegistry.getInstance()
				.getThreadLocalAccessors()
				.stream()
				.collect(Collectors.toMap((accessor) -> String.valueOf(accessor.key()), Function.identity(),
						(first, second) -> first, TreeMap::new));
			ThreadLocalAccessor<?> found = all.get(key);
			if (found == null) {
				throw new IllegalStateException(
						"No ThreadLocalAccessor with the key '%s' is registered in this JVM, which has %s. Worker processes register those that a file META-INF/services/%s names; 'process.context-keys' names keys."
							.formatted(key, all.keySet(), ThreadLocalAccessor.class.getName()));
			}
			return (ThreadLocalAccessor<Object>) found;
		}

		static Runnable set(ThreadLocalAccessor<Object> accessor, Object value) {
			Object before = accessor.getValue();
			accessor.setValue(value);
			return () -> {
				if (before != null) {
					accessor.restore(before);
				}
				else {
					accessor.restore();
				}
			};
		}

	}

}
