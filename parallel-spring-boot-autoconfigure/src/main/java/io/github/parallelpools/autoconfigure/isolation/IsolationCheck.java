package io.github.parallelpools.autoconfigure.isolation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.aspectj.AspectJPrecedenceInformation;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
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

	/**
	 * Warns of what is around a bean in the application only, such as transactions,
	 * caches and the checks of security: a worker process calls the object that it has
	 * made.
	 * @param bean the bean's name
	 * @param proxy the bean with what is around it
	 * @param type the bean's class
	 * @param methods its methods that are isolated
	 */
	void checkAround(String bean, Advised proxy, Class<?> type, Map<Method, Isolation> methods) {
		for (IsolationPool pool : this.pools) {
			List<String> missed = Arrays.stream(proxy.getAdvisors())
				.filter((advisor) -> pool.makesTarget() && !pool.makesBeans()
						&& methods.entrySet()
							.stream()
							.anyMatch((one) -> one.getValue().pool().equals(pool.name())
									&& isInside(advisor, one.getKey(), type)))
				.map(IsolationCheck::nameOf)
				.distinct()
				.toList();
			if (!missed.isEmpty()) {
				logger.warn(
						"Bean '%s' is isolated on pool '%s', whose worker processes call its methods without what is around them in the application: %s. Name the configuration classes that make the bean in the property 'parallel.pools.%s.process.configuration', or use 'kind: thread'."
							.formatted(bean, pool.name(), String.join(", ", missed), pool.name()));
			}
		}
	}

	/** Whether it would be called behind the isolation. */
	private static boolean isInside(Advisor advisor, Method method, Class<?> type) {
		return advisor instanceof PointcutAdvisor around
				&& !(advisor.getAdvice() instanceof AsyncExecutionInterceptor
						|| advisor.getAdvice() instanceof ExposeInvocationInterceptor)
				&& around.getPointcut().getMethodMatcher().matches(method, type);
	}

	private static String nameOf(Advisor advisor) {
		return (advisor instanceof AspectJPrecedenceInformation aspect) ? aspect.getAspectName()
				: ClassUtils.getShortName(advisor.getAdvice().getClass());
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
