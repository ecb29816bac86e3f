package io.github.parallelpools.autoconfigure.isolation;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * What is to be said of the class of a bean that worker processes make.
 */
final class TargetClass {

	private TargetClass() {
	}

	/**
	 * The name by which another JVM finds a class.
	 * @return empty if it does not
	 */
	static String nameOf(Class<?> type) {
		Class<?> written = ClassUtils.getUserClass(type);
		return (written.isHidden() || written.isSynthetic() || Proxy.isProxyClass(written)) ? "" : written.getName();
	}

	/** The interfaces that a proxy has, as of Spring's {@code ProxyProcessorSupport}. */
	static List<Class<?>> interfacesOf(Class<?> type) {
		return Arrays.stream(ClassUtils.getAllInterfacesForClass(type))
			.filter((one) -> one.getMethods().length > 0 && !IsolatedMethods.isOfContainer(one))
			.toList();
	}

	/**
	 * Why a process can't make an object by a constructor without arguments.
	 * @return a part of a sentence, {@code null} if it can
	 */
	static @Nullable String obstacle(Class<?> type) {
		if (nameOf(type).isEmpty()) {
			return "is made by a lambda or a proxy, which a worker process can't make again";
		}
		if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
			return "is declared as %s, which is abstract, so that a worker process can't make it"
				.formatted(type.getTypeName());
		}
		if (type.isAnonymousClass() || type.isLocalClass()
				|| (type.isMemberClass() && !Modifier.isStatic(type.getModifiers()))) {
			return "is of %s, an inner class, which a worker process can't make".formatted(type.getTypeName());
		}
		return Arrays.stream(type.getDeclaredConstructors()).anyMatch((one) -> one.getParameterCount() == 0) ? null
				: "is of %s, which has no constructor without arguments by which a worker process could make it"
					.formatted(type.getTypeName());
	}

}
