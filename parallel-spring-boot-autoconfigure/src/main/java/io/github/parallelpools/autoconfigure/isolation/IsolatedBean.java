package io.github.parallelpools.autoconfigure.isolation;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Puts the advice of one bean around it, by Spring's rules for proxies.
 */
final class IsolatedBean extends AbstractBeanFactoryAwareAdvisingPostProcessor {

	private final transient IsolatedMethods methods;

	private final transient Advisor isolating;

	/**
	 * Makes what isolates a bean.
	 * @param methods how its methods are isolated
	 * @param advice has them run elsewhere
	 * @param beans the application's beans
	 * @param byClass whether proxies have the class of the bean rather than its
	 * interfaces
	 */
	IsolatedBean(IsolatedMethods methods, IsolationAdvice advice, ConfigurableListableBeanFactory beans,
			boolean byClass) {
		this.methods = methods;
		this.isolating = new DefaultPointcutAdvisor(new Matching(methods), advice);
		this.advisor = this.isolating;
		setBeforeExistingAdvisors(true);
		setProxyTargetClass(byClass);
		setBeanFactory(beans);
		ClassLoader loader = beans.getBeanClassLoader();
		if (loader != null) {
			setBeanClassLoader(loader);
		}
	}

	/** How its methods are isolated. */
	IsolatedMethods methods() {
		return this.methods;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof Advised proxy && !proxy.isFrozen()
				&& AopUtils.canApply(this.isolating, AopUtils.getTargetClass(bean))) {
			int async = lastAsync(proxy.getAdvisors());
			if (async >= 0) {
				proxy.addAdvisor(async + 1, this.isolating);
				return bean;
			}
		}
		return super.postProcessAfterInitialization(bean, name);
	}

	/** What is to run in another thread of the application waits there. */
	private static int lastAsync(Advisor[] advisors) {
		for (int i = advisors.length - 1; i >= 0; i--) {
			if (advisors[i].getAdvice() instanceof AsyncExecutionInterceptor) {
				return i;
			}
		}
		return -1;
	}

	/** A final class has no proxy but one by its interfaces. */
	@Override
	protected ProxyFactory prepareProxyFactory(Object bean, String name) {
		ProxyFactory factory = super.prepareProxyFactory(bean, name);
		if (Modifier.isFinal(bean.getClass().getModifiers())) {
			factory.setProxyTargetClass(false);
		}
		return factory;
	}

	/** The methods that are isolated. */
	private static final class Matching extends StaticMethodMatcherPointcut {

		private final IsolatedMethods methods;

		Matching(IsolatedMethods methods) {
			this.methods = methods;
		}

		@Override
		public boolean matches(Method method, @Nullable Class<?> target) {
			return this.methods.of(method, (target != null) ? target : method.getDeclaringClass()) != null;
		}

	}

}
