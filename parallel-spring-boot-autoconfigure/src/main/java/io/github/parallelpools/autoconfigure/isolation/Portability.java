package io.github.parallelpools.autoconfigure.isolation;

import java.io.Serializable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

import io.github.parallelpools.shared.SharedLock;
import io.github.parallelpools.shared.SharedMap;

/**
 * Whether what a method takes and returns can travel to another process, as far as its
 * declaration tells. An interface tells nothing, as what implements it may be
 * serializable; of a class that is not, those below it may be.
 *
 * @param refused what is certain not to travel, parts of sentences
 * @param doubtful what travels only if it is of a class below the declared one
 */
record Portability(List<String> refused, List<String> doubtful) {

	/** Judges a method of a class, which may say what its type variables are. */
	static Portability of(Method method, Class<?> type) {
		Portability found = new Portability(new ArrayList<>(), new ArrayList<>());
		for (int i = 0; i < method.getParameterCount(); i++) {
			MethodParameter parameter = new MethodParameter(method, i).withContainingClass(type);
			found.judge(ResolvableType.forMethodParameter(parameter), "its parameter " + (i + 1));
		}
		ResolvableType returned = ResolvableType.forMethodReturnType(method, type);
		found.judge(IsolationAdvice.isFuture(method.getReturnType()) ? returned.getGeneric(0) : returned, "its result");
		return found;
	}

	private void judge(ResolvableType declared, String what) {
		Class<?> type = declared.resolve();
		String array = "";
		while (type != null && type.isArray()) {
			type = type.getComponentType();
			array = " in an array";
		}
		if (type == null || canTravel(type)) {
			return;
		}
		String text = "%s is of %s%s, which is not serializable".formatted(what, type.getTypeName(), array);
		if (Modifier.isFinal(type.getModifiers())) {
			this.refused.add(text);
		}
		else {
			this.doubtful.add(text);
		}
	}

	private static boolean canTravel(Class<?> type) {
		return type.isPrimitive() || type.isInterface() || type == Object.class || type == Void.class
				|| Serializable.class.isAssignableFrom(type) || SharedLock.class.isAssignableFrom(type)
				|| SharedMap.class.isAssignableFrom(type);
	}

	/** What is said of one method, {@code null} if there is nothing. */
	static @Nullable String line(Method method, List<String> findings) {
		return findings.isEmpty() ? null : "%s.%s: %s".formatted(method.getDeclaringClass().getSimpleName(),
				method.getName(), String.join(", and ", findings));
	}

}
