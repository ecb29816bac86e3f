package io.github.parallelpools.stress;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who does nothing with what he is told: the owner of tasks that are alone, the
 * pool of a worker that is alone.
 */
public final class Silent {

	private Silent() {
	}

	/**
	 * Does nothing and answers nothing, false and zero.
	 * @param role what he is taken for
	 * @param <T> the type of that
	 * @return somebody
	 */
	public static <T> T as(Class<T> role) {
		return role.cast(Proxy.newProxyInstance(role.getClassLoader(), new Class<?>[] { role },
				(self, method, arguments) -> answer(method.getReturnType())));
	}

	private static @Nullable Object answer(Class<?> type) {
		if (type == boolean.class) {
			return false;
		}
		if (type == long.class) {
			return 0L;
		}
		if (type == int.class) {
			return 0;
		}
		if (type == Duration.class) {
			return Duration.ZERO;
		}
		if (type == Optional.class) {
			return Optional.empty();
		}
		return (type == String.class) ? "" : null;
	}

}
