package io.github.parallelpools.autoconfigure.isolation;

import java.io.Closeable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.github.parallelpools.autoconfigure.annotation.Isolated;
import io.github.parallelpools.pool.TaskOptions;

/**
 * How the methods of one bean are isolated: what its class, its interfaces or its
 * {@code @Bean} method say, and what the methods say themselves. Those that the container
 * calls, and those of {@link Object}, are not. Knows nothing of pools. Safe for use by
 * several threads.
 */
final class IsolatedMethods {

	/** What these declare is called for the sake of the bean in the application. */
	private static final Set<Class<?>> OF_CONTAINER = Set.of(InitializingBean.class, DisposableBean.class,
			SmartInitializingSingleton.class, Closeable.class, AutoCloseable.class, Lifecycle.class,
			SmartLifecycle.class, Phased.class);

	private final String bean;

	private final @Nullable Isolated common;

	private final UnaryOperator<String> placeholders;

	/** Finds the name of the pool that is meant. */
	private final UnaryOperator<String> pools;

	private final Map<Method, Optional<Isolation>> known = new ConcurrentHashMap<>();

	/**
	 * Reads annotations.
	 * @param bean the name of the bean
	 * @param common what is written for the whole bean, {@code null} for nothing
	 * @param placeholders resolves placeholders
	 * @param pools finds the name of the pool that is meant
	 */
	IsolatedMethods(String bean, @Nullable Isolated common, UnaryOperator<String> placeholders,
			UnaryOperator<String> pools) {
		this.bean = bean;
		this.common = common;
		this.placeholders = placeholders;
		this.pools = pools;
	}

	/** How a method is isolated, {@code null} if it is not. */
	@Nullable Isolation of(Method method, Class<?> target) {
		Optional<Isolation> found = this.known.get(method);
		if (found == null) {
			found = Optional.ofNullable(find(method, target));
			this.known.put(method, found);
		}
		return found.orElse(null);
	}

	/** All that are isolated. */
	Map<Method, Isolation> in(Class<?> type) {
		Map<Method, Isolation> found = new LinkedHashMap<>();
		for (Method method : type.getMethods()) {
			Isolation isolation = method.isBridge() ? null : of(method, type);
			if (isolation != null) {
				found.put(method, isolation);
			}
		}
		return found;
	}

	private @Nullable Isolation find(Method method, Class<?> target) {
		Method specific = AopUtils.getMostSpecificMethod(method, target);
		if (!Modifier.isPublic(specific.getModifiers()) || Modifier.isStatic(specific.getModifiers())
				|| specific.isSynthetic() || ReflectionUtils.isObjectMethod(specific) || isOfContainer(specific, target)
				|| AnnotatedElementUtils.hasAnnotation(specific, Bean.class)) {
			return null;
		}
		Isolated own = AnnotatedElementUtils.findMergedAnnotation(specific, Isolated.class);
		if (own == null) {
			own = AnnotatedElementUtils.findMergedAnnotation(method, Isolated.class);
		}
		return (own != null || this.common != null) ? read(own, specific) : null;
	}

	private static boolean isOfContainer(Method method, Class<?> target) {
		for (Class<?> type : ClassUtils.getAllInterfacesForClass(target)) {
			if (isOfContainer(type) && ClassUtils.hasMethod(type, method.getName(), method.getParameterTypes())) {
				return true;
			}
		}
		return false;
	}

	/** Whether an interface is there for the container. */
	static boolean isOfContainer(Class<?> type) {
		return OF_CONTAINER.contains(type) || Aware.class.isAssignableFrom(type);
	}

	private Isolation read(@Nullable Isolated own, Method method) {
		String pool = text((own != null) ? own.pool() : "", (this.common != null) ? this.common.pool() : "");
		String timeout = text((own != null) ? own.timeout() : "", (this.common != null) ? this.common.timeout() : "");
		String tag = text((own != null) ? own.tag() : "", (this.common != null) ? this.common.tag() : "");
		if (pool.isEmpty()) {
			throw new IsolationException("@Isolated of %s names no pool.".formatted(describe(method)),
					"Write @Isolated(\"<pool>\") on the method or on the bean's class.");
		}
		return new Isolation(this.pools.apply(pool), timeout(timeout, method), options(tag, method));
	}

	private String text(String own, String common) {
		return this.placeholders.apply(own.isEmpty() ? common : own).strip();
	}

	private @Nullable Duration timeout(String text, Method method) {
		if (text.isEmpty()) {
			return null;
		}
		Duration timeout;
		try {
			timeout = DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			timeout = Duration.ofMillis(-1);
		}
		if (timeout.isNegative()) {
			throw new IsolationException(
					"@Isolated of %s can't have the timeout '%s'.".formatted(describe(method), text),
					"Write a duration such as '2s' or '500ms', or '0' for no limit.");
		}
		return timeout.isZero() ? null : timeout;
	}

	private TaskOptions options(String tag, Method method) {
		try {
			return tag.isEmpty() ? TaskOptions.DEFAULTS : TaskOptions.ofTag(tag);
		}
		catch (IllegalArgumentException ex) {
			throw new IsolationException("@Isolated of %s has an impossible tag.".formatted(describe(method)),
					String.valueOf(ex.getMessage()));
		}
	}

	/** Names a method for people. */
	String describe(Method method) {
		return "method '%s.%s' of bean '%s'".formatted(ClassUtils.getShortName(method.getDeclaringClass()),
				method.getName(), this.bean);
	}

}
