package io.github.parallelpools.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.github.parallelpools.spi.MethodHandler;

/**
 * Has the classes put into native images that pools name in their properties, as far as
 * the properties are known when the image is built: handlers, pollers and factories of
 * loggers, which are made by reflection, and methods of beans, which are called so. What
 * is named as a bean is Spring's.
 */
final class NamedClassHints implements BeanFactoryInitializationAotProcessor {

	private static final List<String> PROPERTIES = List.of("handler", "poller", "logging.factory");

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beans) {
		Environment environment = beans.getBean(Environment.class);
		List<Consumer<ReflectionHints>> hints = new ArrayList<>();
		for (PoolName pool : PoolName.findIn(environment)) {
			for (String property : PROPERTIES) {
				WrittenProperty written = WrittenProperty.find(environment, pool.property(property),
						PoolName.DEFAULTS.append(property));
				hints.add(hint(environment.resolvePlaceholders(written.text("")), beans));
			}
		}
		return (context, code) -> hints.forEach((hint) -> hint.accept(context.getRuntimeHints().reflection()));
	}

	private static Consumer<ReflectionHints> hint(String name, ConfigurableListableBeanFactory beans) {
		MethodHandler.Name method = MethodHandler.Name.of(name);
		if (method != null && beans.containsBean(method.owner())) {
			Class<?> type = Objects.requireNonNullElse(beans.getType(method.owner(), false), Object.class);
			return (hints) -> called(ClassUtils.getUserClass(type), method.method(), hints);
		}
		if (beans.containsBean(name) || !ClassUtils.isPresent(name, beans.getBeanClassLoader())) {
			return (hints) -> {
			};
		}
		Class<?> type = ClassUtils.resolveClassName(name, beans.getBeanClassLoader());
		return (hints) -> made(type, hints);
	}

	private static void called(Class<?> type, String name, ReflectionHints hints) {
		Method[] methods = ReflectionUtils.getUniqueDeclaredMethods(type);
		Arrays.stream(methods)
			.filter((method) -> method.getName().equals(name))
			.forEach((method) -> hints.registerMethod(method, ExecutableMode.INVOKE));
	}

	/** Spring makes handlers as it makes beans: it also looks at fields and methods. */
	private static void made(Class<?> type, ReflectionHints hints) {
		hints.registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS,
				MemberCategory.ACCESS_DECLARED_FIELDS);
	}

}
