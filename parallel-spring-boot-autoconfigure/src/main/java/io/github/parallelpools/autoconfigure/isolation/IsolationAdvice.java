package io.github.parallelpools.autoconfigure.isolation;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Function;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.spi.MethodCall;
import io.github.parallelpools.task.TaskCallable;
import io.github.parallelpools.task.TaskFuture;

/**
 * Has a bean's calls run on their pools.
 */
final class IsolationAdvice implements MethodInterceptor {

	private final String bean;

	private final IsolatedMethods methods;

	private final Function<String, ParallelPool> pools;

	/**
	 * Makes an advice.
	 * @param bean the name of the bean
	 * @param methods how its methods are isolated
	 * @param pools finds a pool by its name
	 */
	IsolationAdvice(String bean, IsolatedMethods methods, Function<String, ParallelPool> pools) {
		this.bean = bean;
		this.methods = methods;
		this.pools = pools;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Method method = invocation.getMethod();
		Class<?> target = AopProxyUtils
			.ultimateTargetClass(Objects.requireNonNull(invocation.getThis(), "A bean is never null"));
		Isolation isolation = this.methods.of(method, target);
		CallChain chain = CallChain.current();
		if (isolation == null || (chain != null && chain.has(isolation.pool()))) {
			return invocation.proceed();
		}
		boolean waits = !isFuture(method.getReturnType());
		ParallelPool pool = this.pools.apply(isolation.pool());
		TaskFuture<@Nullable Object> task = pool.submit(
				call(pool, invocation, target, !waits, new CallChain(isolation.pool(), waits ? chain : null)),
				isolation.options());
		CallEnd end = new CallEnd(method, isolation);
		return waits ? end.await(task) : new CallFuture(task, end);
	}

	private TaskCallable<@Nullable Object> call(ParallelPool pool, MethodInvocation invocation, Class<?> target,
			boolean awaits, CallChain chain) {
		List<@Nullable Object> arguments = new ArrayList<>(Arrays.asList(invocation.getArguments()));
		MethodCall portable = new MethodCall(new MethodCall.Target(this.bean, TargetClass.nameOf(target)),
				MethodCall.MethodName.of(invocation.getMethod()), arguments, awaits);
		return (pool.settings().kind() == WorkerKind.PROCESS) ? portable : new LocalCall(portable, invocation, chain);
	}

	/** Whether a method does not wait for what it returns. */
	static boolean isFuture(Class<?> type) {
		return type == Future.class || type == CompletionStage.class || type == CompletableFuture.class;
	}

}
