package io.github.parallelpools.autoconfigure;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Lets a task of a pool fail if the {@code @Async} method that it runs throws, also where
 * Spring gives the exception to a handler because the method returns no future. Comes
 * after Spring has made the proxies, and refuses what {@link AsyncMethods} refuses for
 * beans whose class was not known before.
 */
final class AsyncFailures implements BeanPostProcessor {

	private final AsyncMethods methods;

	AsyncFailures(AsyncMethods methods) {
		this.methods = methods;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof Advised proxy && !proxy.isFrozen()) {
			Advisor[] advisors = proxy.getAdvisors();
			for (int i = 0; i < advisors.length; i++) {
				if (advisors[i].getAdvice() instanceof AsyncExecutionInterceptor
						&& advisors[i] instanceof PointcutAdvisor async) {
					this.methods.check(name, AopUtils.getTargetClass(bean));
					proxy.addAdvisor(i + 1, new DefaultPointcutAdvisor(async.getPointcut(), new Advice()));
					break;
				}
			}
		}
		return bean;
	}

	/** Runs in the worker, between Spring's handler of exceptions and the method. */
	private static final class Advice implements MethodInterceptor {

		@Override
		public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
			AsyncCall<?> call = AsyncCall.take();
			try {
				return invocation.proceed();
			}
			catch (Throwable ex) {
				if (call != null) {
					call.failed(ex);
				}
				throw ex;
			}
		}

	}

}
