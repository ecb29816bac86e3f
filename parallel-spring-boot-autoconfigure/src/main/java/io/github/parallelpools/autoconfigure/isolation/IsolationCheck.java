package io.github.parallelpools.autoconfigure.isolation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.util.ClassUtils;

/**
 * Refuses isolated beans that could not work, and warns of what does not become isolated.
 *
 * @param pools the pools that are configured
 * @param byClass whether proxies have the class of the bean rather than its interfaces
 */
record IsolationCheck(Collection<IsolationPool> pools, boolean byClass) {

	private static final Log logger = LogFactory.getLog(IsolationCheck.class);

	/**
	 * Checks a bean.
	 * @param bean its name
	 * @param type its class, or an interface if no more is known
	 * @param methods its methods that are isolated
	 */
	void check(String bean, Class<?> type, Map<Method, Isolation> methods) {
		Map<Method, Isolation> called = called(type, methods);
		for (IsolationPool pool : this.pools) {
			List<Method> on = called.entrySet()
				.stream()
				.filter((one) -> one.getValue().pool().equals(pool.name()))
				.map(Map.Entry::getKey)
				.toList();
			if (!on.isEmpty()) {
				check(bean, type, pool, on);
			}
		}
		if (isByClass(type)) {
			checkProxy(bean, type, called.keySet());
		}
	}

	private boolean isByClass(Class<?> type) {
		return !type.isInterface() && (TargetClass.interfacesOf(type).isEmpty()
				|| (this.byClass && !Modifier.isFinal(type.getModifiers())));
	}

	/** Of a proxy by interfaces nothing else can be called. */
	private Map<Method, Isolation> called(Class<?> type, Map<Method, Isolation> methods) {
		if (type.isInterface() || isByClass(type)) {
			return methods;
		}
		Map<Method, Isolation> called = new LinkedHashMap<>(methods);
		called.keySet()
			.removeIf((method) -> TargetClass.interfacesOf(type)
				.stream()
				.noneMatch((one) -> ClassUtils.hasMethod(one, method.getName(), method.getParameterTypes())));
		return called;
	}

	private void check(String bean, Class<?> type, IsolationPool pool, List<Method> methods) {
		if (pool.obstacle() != null) {
			throw new IsolationException(
					"Bean '%s' can't be isolated on pool '%s', which %s.".formatted(bean, pool.name(), pool.obstacle()),
					"Name another pool in @Isolated.");
		}
		if (pool.makesTarget() && !pool.makesBeans() && !type.isInterface()) {
			String obstacle = TargetClass.obstacle(type);
			if (obstacle != null) {
				throw new IsolationException(
						"Bean '%s' can't be isolated on pool '%s': it %s.".formatted(bean, pool.name(), obstacle),
						"Name the configuration classes that make the bean in the property 'parallel.pools.%s.process.configuration', give the class such a constructor, or use 'kind: thread'."
							.formatted(pool.name()));
			}
		}
		if (pool.portable()) {
			checkTypes(bean, type, pool, methods);
		}
	}

	private static void checkTypes(String bean, Class<?> type, IsolationPool pool, List<Method> methods) {
		String refused = lines(methods, (method) -> Portability.of(method, type).refused());
		if (!refused.isEmpty()) {
			throw new IsolationException(
					"Bean '%s' can't be isolated on pool '%s', as these of its methods can't be called in another process:%n%n%s"
						.formatted(bean, pool.name(), refused),
					"Make the types serializable or use others, move the methods to another bean or make them other than public, or use 'kind: thread'.");
		}
		String doubtful = lines(methods, (method) -> Portability.of(method, type).doubtful());
		if (!doubtful.isEmpty()) {
			logger.warn(
					"Bean '%s' is isolated on pool '%s', and calls of these of its methods fail unless they are given or return objects of a serializable subclass:%n%s"
						.formatted(bean, pool.name(), doubtful));
		}
	}

	private static String lines(List<Method> methods, Function<Method, List<String>> findings) {
		return methods.stream()
			.map((method) -> Portability.line(method, findings.apply(method)))
			.filter(Objects::nonNull)
			.map("    %s%n"::formatted)
			.sorted()
			.reduce("", String::concat);
	}

	private static void checkProxy(String bean, Class<?> type, Collection<Method> methods) {
		if (Modifier.isFinal(type.getModifiers()) && !TargetClass.nameOf(type).isEmpty()) {
			throw new IsolationException(
					"Bean '%s' can't be isolated: its class %s is final and implements no interface, so that there can't be a proxy of it."
						.formatted(bean, type.getTypeName()),
					"Make the class other than final, or let it implement an interface by which it is used.");
		}
		List<String> unseen = methods.stream()
			.filter((method) -> Modifier.isFinal(method.getModifiers()))
			.map(Method::getName)
			.sorted()
			.toList();
		if (!unseen.isEmpty()) {
			logger.warn(
					"Bean '%s' is isolated, but not its final methods %s: a call of one runs in the caller, on a proxy without the bean's state. Make them other than final."
						.formatted(bean, unseen));
		}
	}

}
