package io.github.parallelpools.spi;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskPoller;

/**
 * Of which classes the application decodes objects that worker processes send, where no
 * filter says so: values of the JDK, records and enums, the application's own code and
 * what that extends, the types that it expects, and exceptions that have no code of their
 * own for being decoded. Keeps out the classes of libraries whose objects do things while
 * they are decoded. Safe for use by several threads.
 */
public final class ReceivedClasses {

	/** Of an exception these may run before the application sees it. */
	private static final Set<String> RUN_WHEN_DECODED = Set.of("readObject", "readObjectNoData", "readResolve",
			"readExternal", "hashCode", "equals");

	private final ApplicationCode code;

	private final boolean takesBack;

	/** What was found out, so that it is not again. */
	private final Set<Class<?>> allowed = ConcurrentHashMap.newKeySet();

	private final Set<Class<?>> expected = ConcurrentHashMap.newKeySet();

	private ReceivedClasses(ApplicationCode code, boolean takesBack) {
		this.code = code;
		this.takesBack = takesBack;
	}

	/**
	 * What is received of worker processes.
	 * @param code the application's own code
	 * @return allows that only, until something is expected
	 */
	public static ReceivedClasses ofWorkers(ApplicationCode code) {
		return new ReceivedClasses(code, false);
	}

	/**
	 * What is received of shared maps, into which the application itself may put objects.
	 * @param code the application's own code
	 * @return allows that, and the classes of all that the application has put
	 */
	static ReceivedClasses ofMaps(ApplicationCode code) {
		return new ReceivedClasses(code, true);
	}

	/** The application has written an object of a class. */
	void written(Class<?> type) {
		if (this.takesBack) {
			this.allowed.add(element(type));
		}
	}

	/**
	 * Allows what the application says it expects.
	 * @param type a class of its choice; unless it is the JDK's, with all below it and
	 * the classes that are nested in the same one
	 */
	public void expect(Class<?> type) {
		Class<?> element = element(type);
		if (JdkValues.isJdks(element)) {
			this.allowed.add(element);
		}
		else if (this.expected.add(element)) {
			allowWithAbove(element);
		}
	}

	/**
	 * Allows what the application's handler or poller says it returns.
	 * @param handler its class
	 */
	public void expectResultsOf(Class<?> handler) {
		for (Class<?> type = handler; type != null; type = type.getSuperclass()) {
			expectResultsOf(type.getGenericSuperclass());
			for (Type one : type.getGenericInterfaces()) {
				expectResultsOf(one);
			}
		}
	}

	/**
	 * Allows what a method that handles items says it returns.
	 * @param handler the method
	 */
	public void expectResultsOf(Method handler) {
		expectAll(handler.getGenericReturnType());
	}

	private void expectResultsOf(@Nullable Type type) {
		if (type instanceof ParameterizedType one && one.getRawType() instanceof Class<?> raw) {
			Type[] arguments = one.getActualTypeArguments();
			if (raw == TaskHandler.class || raw == TaskPoller.class) {
				expectAll(arguments[arguments.length - 1]);
			}
			else if (TaskHandler.class.isAssignableFrom(raw) || TaskPoller.class.isAssignableFrom(raw)) {
				// Which of them is that of the results, its own declaration says.
				Arrays.stream(arguments).forEach(this::expectAll);
			}
		}
	}

	private void expectAll(Type type) {
		if (type instanceof Class<?> one) {
			expect(one);
		}
		else if (type instanceof ParameterizedType one) {
			expectAll(one.getRawType());
			for (Type argument : one.getActualTypeArguments()) {
				expectAll(argument);
			}
		}
		else if (type instanceof WildcardType one) {
			expectAll(one.getUpperBounds()[0]);
		}
	}

	/** Whether objects of a class are decoded. */
	boolean allows(Class<?> type) {
		Class<?> element = element(type);
		if (this.allowed.contains(element)) {
			return true;
		}
		if (JdkValues.isJdks(element)) {
			return element.isPrimitive() || JdkValues.has(element);
		}
		if (isExpected(element) || this.code.has(element)) {
			allowWithAbove(element);
			return true;
		}
		return isHarmless(element) && (this.allowed.add(element) || true);
	}

	private boolean isExpected(Class<?> type) {
		for (Class<?> one : this.expected) {
			if (one.isAssignableFrom(type) || one.getNestHost() == type.getNestHost()) {
				return true;
			}
		}
		return false;
	}

	/** What a class extends is a part of its objects. */
	private void allowWithAbove(Class<?> type) {
		for (Class<?> one = type; one != null && !JdkValues.isJdks(one); one = one.getSuperclass()) {
			this.allowed.add(one);
		}
	}

	/** Whether nothing of the class runs, whoever has written it. */
	private static boolean isHarmless(Class<?> type) {
		// Enums whose constants have bodies, too. Of a proxy its handler is asked.
		return Enum.class.isAssignableFrom(type) || type.isInterface() || Proxy.isProxyClass(type)
				|| ((type.isRecord() || Throwable.class.isAssignableFrom(type)) && isPlain(type));
	}

	private static boolean isPlain(Class<?> type) {
		for (Class<?> one = type; one != null && !JdkValues.isJdks(one); one = one.getSuperclass()) {
			for (Method method : one.getDeclaredMethods()) {
				if (RUN_WHEN_DECODED.contains(method.getName()) && !type.isRecord()
						|| method.getName().equals("readResolve")) {
					return false;
				}
			}
		}
		return true;
	}

	/** What an array holds in the end: that is what filters name, too. */
	static Class<?> element(Class<?> type) {
		Class<?> element = type;
		while (element.isArray()) {
			element = element.getComponentType();
		}
		return element;
	}

}
