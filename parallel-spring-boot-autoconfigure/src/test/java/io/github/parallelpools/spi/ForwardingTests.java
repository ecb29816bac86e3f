package io.github.parallelpools.spi;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ForwardingTests {

	@Test
	void aWorkerForwardsAllButWhatWouldPassByItsExecute() throws Exception {
		assertThat(notForwarded(Worker.class, (worker) -> new ForwardingWorker(worker) {
		})).isEqualTo(Set.of("window", "give"));
	}

	@Test
	void aFactoryForwardsAll() throws Exception {
		assertThat(notForwarded(WorkerFactory.class, (factory) -> new ForwardingWorkerFactory(factory) {
		})).isEmpty();
	}

	@Test
	void aForwardingWorkerTakesOneTaskAtATime() {
		Worker other = proxy(Worker.class, new ArrayList<>());

		assertThat(new ForwardingWorker(other) {
		}.window()).isOne();
	}

	/**
	 * The names of the methods whose calls do not reach what they should be forwarded to.
	 */
	private static <T> Set<String> notForwarded(Class<T> type, Function<T, T> forwarding) throws Exception {
		List<String> called = new ArrayList<>();
		T forwards = forwarding.apply(proxy(type, called));
		Set<String> all = new TreeSet<>();
		for (Method method : type.getMethods()) {
			if (!Modifier.isStatic(method.getModifiers())) {
				all.add(method.getName());
				try {
					method.invoke(forwards, Arrays.stream(method.getParameterTypes()).map((any) -> null).toArray());
				}
				catch (InvocationTargetException ex) {
					assertThat(ex.getCause()).isInstanceOf(UnsupportedOperationException.class);
				}
			}
		}
		assertThat(all).containsAll(called);
		called.forEach(all::remove);
		return all;
	}

	private static <T> T proxy(Class<T> type, List<String> called) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				called.add(method.getName());
				return answer(method.getReturnType());
			}));
	}

	private static Object answer(Class<?> type) {
		if (type == boolean.class) {
			return true;
		}
		if (type == long.class) {
			return 1L;
		}
		if (type == int.class) {
			return 2;
		}
		return (type == OptionalLong.class) ? OptionalLong.empty() : null;
	}

}
