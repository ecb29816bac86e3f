package io.github.parallelpools.autoconfigure.isolation;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import io.github.parallelpools.autoconfigure.annotation.Isolated;
import io.github.parallelpools.pool.ParallelPool;

/**
 * Finds the beans that are isolated, checks them, and puts the advice before what else is
 * around them. Comes after Spring has made the proxies.
 */
public final class IsolatedBeans implements SmartInstantiationAwareBeanPostProcessor, Ordered {

	private static final String SCOPED = "scopedTarget.";

	private final ConfigurableListableBeanFactory beans;

	private final Environment environment;

	private final SingletonSupplier<Collection<IsolationPool>> pools;

	private final Map<String, Optional<IsolatedBean>> known = new ConcurrentHashMap<>();

	/**
	 * Makes a post-processor.
	 * @param beans the application's beans
	 * @param environment resolves placeholders
	 * @param pools tells the pools that are configured, asked once
	 */
	public IsolatedBeans(ConfigurableListableBeanFactory beans, Environment environment,
			Supplier<Collection<IsolationPool>> pools) {
		this.beans = beans;
		this.environment = environment;
		this.pools = SingletonSupplier.of(pools);
	}

	/**
	 * Checks the beans whose class is known without making them.
	 * @throws IsolationException if one of them could not be isolated
	 */
	public void check() {
		for (String name : this.beans.getBeanDefinitionNames()) {
			Class<?> type = this.beans.getType(name, false);
			if (type != null && !ScopedProxyUtils.isScopedTarget(name)) {
				IsolatedMethods methods = methods(name, ClassUtils.getUserClass(type));
				if (methods != null) {
					check(name, ClassUtils.getUserClass(type), methods);
				}
			}
		}
	}

	private void check(String name, Class<?> type, IsolatedMethods methods) {
		rules().check(name, type, methods.in(type));
	}

	private IsolationCheck rules() {
		return new IsolationCheck(this.pools.obtain(), isByClass());
	}

	/** What the application will be configured with is not known then. */
	private static boolean isBeingBuilt() {
		return Boolean.getBoolean("spring.aot.processing");
	}

	private boolean isByClass() {
		return this.environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true);
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Class<?> determineBeanType(Class<?> beanClass, String name) {
		IsolatedBean isolated = known(name, beanClass, false);
		return (isolated != null) ? isolated.determineBeanType(beanClass, name) : beanClass;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof AopInfrastructureBean || bean instanceof ScopedObject || bean instanceof FactoryBean) {
			return bean;
		}
		boolean first = !this.known.containsKey(name);
		Class<?> type = AopProxyUtils.ultimateTargetClass(bean);
		IsolatedBean isolated = known(name, type, true);
		if (first && isolated != null && bean instanceof Advised proxy && !isBeingBuilt()) {
			rules().checkAround(original(name), proxy, type, isolated.methods().in(type));
		}
		return (isolated != null) ? isolated.postProcessAfterInitialization(bean, name) : bean;
	}

	private @Nullable IsolatedBean known(String name, Class<?> type, boolean checked) {
		Optional<IsolatedBean> found = this.known.get(name);
		if (found == null) {
			found = Optional.ofNullable(find(name, ClassUtils.getUserClass(type), checked));
			if (checked) {
				this.known.put(name, found);
			}
		}
		return found.orElse(null);
	}

	private static String original(String name) {
		return ScopedProxyUtils.isScopedTarget(name) ? name.substring(SCOPED.length()) : name;
	}

	private @Nullable IsolatedBean find(String name, Class<?> type, boolean checked) {
		String original = original(name);
		IsolatedMethods methods = methods(name, type);
		if (methods == null || (checked && methods.in(type).isEmpty())) {
			return null;
		}
		if (checked && !isBeingBuilt()) {
			check(original, type, methods);
		}
		Map<String, ParallelPool> made = new ConcurrentHashMap<>();
		IsolationAdvice advice = new IsolationAdvice(original, methods,
				(pool) -> made.computeIfAbsent(pool, this::pool));
		return new IsolatedBean(methods, advice, this.beans, isByClass());
	}

	private @Nullable IsolatedMethods methods(String name, Class<?> type) {
		Isolated common = common(name, type);
		if (common == null && !AnnotationUtils.isCandidateClass(type, Isolated.class)) {
			return null;
		}
		IsolatedMethods methods = new IsolatedMethods(name, common, this::resolve, this::poolName);
		return (common != null || !methods.in(type).isEmpty()) ? methods : null;
	}

	private @Nullable Isolated common(String name, Class<?> type) {
		Isolated found = this.beans.containsBeanDefinition(name)
				? this.beans.findAnnotationOnBean(name, Isolated.class, false) : null;
		return (found != null) ? found : AnnotatedElementUtils.findMergedAnnotation(type, Isolated.class);
	}

	private String resolve(String text) {
		String resolved = this.beans.hasEmbeddedValueResolver() ? this.beans.resolveEmbeddedValue(text)
				: this.environment.resolveRequiredPlaceholders(text);
		return Objects.requireNonNullElse(resolved, "");
	}

	/** A pool that is a bean of the application's own need not be configured. */
	private String poolName(String written) {
		if (isBeingBuilt()) {
			return written;
		}
		Collection<IsolationPool> configured = this.pools.obtain();
		for (IsolationPool pool : configured) {
			if (pool.isCalled(written)) {
				return pool.name();
			}
		}
		if (this.beans.containsBean(written) && this.beans.isTypeMatch(written, ParallelPool.class)) {
			return written;
		}
		List<String> names = configured.stream().map(IsolationPool::name).toList();
		throw new IsolationException("@Isolated names the pool '%s', which is not configured.".formatted(written),
				"Configure it below 'parallel.pools', or name another.%s"
					.formatted(names.isEmpty() ? "" : " There are: %s.".formatted(String.join(", ", names))));
	}

	private ParallelPool pool(String name) {
		return this.beans.getBean(name, ParallelPool.class);
	}

}
