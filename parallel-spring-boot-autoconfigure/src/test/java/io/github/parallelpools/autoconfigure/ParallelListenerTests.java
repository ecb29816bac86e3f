package io.github.parallelpools.autoconfigure;

import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AliasFor;

import io.github.parallelpools.autoconfigure.annotation.ParallelListener;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFailedException;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** Methods of beans are the handlers of pools, on every kind of worker. */
class ParallelListenerTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	private ApplicationContextRunner orders(String kind, Class<?> bean) {
		return this.runner.withBean("desk", bean)
			.withPropertyValues("parallel.pools.orders.kind=" + kind, "parallel.pools.orders.max-size=1",
					"parallel.pools.orders.args.currency=EUR");
	}

	private static Object send(ParallelPool pool, Object item) throws Exception {
		return pool.send(item).get(60, TimeUnit.SECONDS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void aMethodHandlesWhatIsSent(String kind) {
		orders(kind, Desk.class).run((context) -> {
			ParallelPool pool = context.getBean(ParallelPool.class);
			Receipt receipt = pool.send(new Order("tea", 3), Receipt.class).get(60, TimeUnit.SECONDS);
			assertThat(receipt.lines()).containsExactly("3 tea", "EUR");
			assertThat(receipt.pid() == ProcessHandle.current().pid()).isEqualTo(kind.equals("thread"));
			assertThat(pool.settings().work().handler()).isEqualTo("desk#take");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void whatTheMethodThrowsIsTheFailure(String kind) {
		orders(kind, Desk.class).run((context) -> {
			TaskFuture<?> failed = context.getBean(ParallelPool.class).send(new Order("tea", 0));
			assertThatException().isThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(TaskFailedException.class)
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessage("Nothing is ordered");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void anItemOfAnotherTypeIsRefusedByName(String kind) {
		orders(kind, Desk.class).run((context) -> {
			TaskFuture<?> failed = context.getBean(ParallelPool.class).send("tea");
			assertThatException().isThrownBy(() -> failed.get(60, TimeUnit.SECONDS))
				.withMessageContaining(
						"Method 'Desk.take(Order, TaskContext)' takes a %s, but was sent a java.lang.String",
						Order.class.getTypeName());
		});
	}

	@Test
	void workerProcessesHaveTheBeanFromTheirConfiguration() {
		this.runner.withUserConfiguration(OfClerk.class)
			.withPropertyValues("parallel.pools.orders.kind=process", "parallel.pools.orders.max-size=1",
					"parallel.pools.orders.process.configuration=" + OfClerk.class.getName())
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), 20)).isEqualTo(42));
	}

	@Test
	void theBeanIsCalledAsItIsWithWhatIsAroundIt() {
		this.runner.withUserConfiguration(OfProxy.class)
			.withPropertyValues("parallel.pools.orders.max-size=1")
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), 20)).isEqualTo(-42));
	}

	@Test
	void theNameMayBePartOfAnotherAnnotationAndHavePlaceholders() {
		this.runner.withBean("desk", AnnotatedDesk.class)
			.withPropertyValues("desk.pool=io-bound", "parallel.pools.io-bound.max-size=1",
					"parallel.pools.prices.max-size=1")
			.run((context) -> {
				assertThat(send(context.getBean("io-bound", ParallelPool.class), "x")).isEqualTo("taken x");
				assertThat(send(context.getBean("prices", ParallelPool.class), 1L)).isEqualTo(2L);
			});
	}

	@Test
	void thePropertyMayNameAMethodToo() {
		this.runner
			.withPropertyValues("parallel.pools.one.handler=" + Clerk.class.getName() + "#add",
					"parallel.pools.one.kind=process", "parallel.pools.one.max-size=1")
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), 20)).isEqualTo(42));
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void theMethodMayOverrideOneThatTakesAnyItem(String kind) {
		orders(kind, TeaDesk.class)
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), "tea")).isEqualTo("TEA taken"));
	}

	@Test
	void aPoolThatIsNotConfiguredIsNamedWithTheMethod() {
		this.runner.withBean("desk", Desk.class)
			.withPropertyValues("parallel.pools.order.max-size=1")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessage(
						"@ParallelListener of method 'ParallelListenerTests.Desk.take' of bean 'desk' names the pool "
								+ "'orders', which is not configured. Configure it below 'parallel.pools', or name another. "
								+ "Did you mean 'order'?"));
	}

	@Test
	void aPoolHasOneHandler() {
		orders("thread", Desk.class).withBean("other", Desk.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("'other#take' is the method of a @ParallelListener, and the pool has the handler "
						+ "'desk#take' already. Remove one of them"));
		orders("thread", Desk.class).withPropertyValues("parallel.pools.orders.handler=someOther")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("the pool has the handler 'someOther' already"));
	}

	@Test
	void aMethodThatCanNotTakeAnItemIsRefused() {
		this.runner.withBean("desk", Silent.class)
			.withPropertyValues("parallel.pools.orders.max-size=1")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining(
						"'desk#take' can't be given an item: its method has other parameters. Let it take "
								+ "the item, and a TaskContext behind it if it wants one."));
		this.runner.withBean("clerk", Plain.class)
			.withPropertyValues("parallel.pools.orders.handler=clerk#subtract")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("'clerk#subtract' names no method that handles items: %s has no such method",
						Plain.class.getTypeName()));
		this.runner.withBean("clerk", Plain.class)
			.withPropertyValues("parallel.pools.orders.handler=clerk#several")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("there are several: Plain.several("));
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void aBeanThatDoesNotTellItsClassIsRefusedOnceItIsMade(String kind) {
		this.runner.withUserConfiguration(OfInterface.class)
			.withPropertyValues("parallel.pools.orders.kind=" + kind)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("'clerk#add' is the method of a @ParallelListener that was not found, as the "
						+ "bean did not tell its class before it was made. Declare the bean's method with "
						+ "ParallelListenerTests.Clerk as its return type, or name the method in "
						+ "'parallel.pools.orders.handler'."));
		this.runner.withUserConfiguration(OfInterface.class)
			.withPropertyValues("parallel.pools.orders.handler=someOther", "parallel.pools.orders.kind=" + kind)
			.withBean("someOther", Greeter.class)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("the pool has the handler 'someOther' already"));
	}

	@Test
	void aBeanThatDoesNotTellItsClassMayBeNamedByTheProperty() {
		this.runner.withUserConfiguration(OfInterface.class)
			.withPropertyValues("parallel.pools.orders.handler=clerk#add")
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), 20)).isEqualTo(42));
	}

	@Test
	void aMethodOfAnInterfaceIsCalledThroughItsProxy() {
		this.runner.withUserConfiguration(OfJdkProxy.class)
			.withBean("clerk", Clerk.class)
			.withPropertyValues("parallel.pools.orders.max-size=1")
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), 20)).isEqualTo(-42));
	}

	@Test
	void aMethodThatTheProxyDoesNotHaveIsRefused() {
		this.runner.withUserConfiguration(OfJdkProxy.class)
			.withBean("desk", HiddenDesk.class)
			.withPropertyValues("parallel.pools.orders.max-size=1")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("'desk#take' is the method of a @ParallelListener that the proxy around the "
						+ "bean does not have, as that only has its interfaces. Add the method to an interface of "
						+ "ParallelListenerTests.HiddenDesk, or have the proxy made of the class"));
		orders("process", HiddenDesk.class).withUserConfiguration(OfJdkProxy.class)
			.run((context) -> assertThat(send(context.getBean(ParallelPool.class), "tea")).isEqualTo("tea"));
	}

	@Test
	void aBeanOfAScopeHandlesItems() {
		this.runner.withUserConfiguration(OfScope.class)
			.withInitializer((context) -> context.getBeanFactory().registerScope("some", new SimpleThreadScope()))
			.withPropertyValues("parallel.pools.orders.max-size=1")
			.run((context) -> {
				assertThat(send(context.getBean(ParallelPool.class), "tea")).isEqualTo("tea");
				assertThat(context.getBean(ScopedDesk.class).take("rum")).isEqualTo("rum");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OfScope {

		@Bean
		@Scope(scopeName = "some", proxyMode = ScopedProxyMode.TARGET_CLASS)
		ScopedDesk desk() {
			return new ScopedDesk();
		}

	}

	static class ScopedDesk {

		@ParallelListener(pool = "orders")
		public String take(String order) {
			return order;
		}

	}

	@Test
	void aBeanThatProcessesCanNotMakeIsRefused() {
		this.runner.withBean("clerk", Bound.class, () -> new Bound("x"))
			.withPropertyValues("parallel.pools.orders.kind=process")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasMessageContaining("'clerk#take' is %s, which has no constructor without arguments",
						Bound.class.getTypeName()));
	}

	record Order(String what, int count) implements Serializable {
	}

	record Receipt(List<String> lines, long pid) implements Serializable {
	}

	static class Desk {

		@ParallelListener(pool = "orders")
		Receipt take(Order order, TaskContext context) {
			if (order.count() == 0) {
				throw new IllegalStateException("Nothing is ordered");
			}
			return new Receipt(List.of(order.count() + " " + order.what(), context.args().get("currency")),
					ProcessHandle.current().pid());
		}

	}

	abstract static class AnyDesk<I extends Serializable> {

		@ParallelListener(pool = "orders")
		public abstract String take(I item);

	}

	static class TakingDesk<I extends Serializable> extends AnyDesk<I> {

		@Override
		public String take(I item) {
			return item + " taken";
		}

	}

	static class TeaDesk extends TakingDesk<String> {

		@Override
		public String take(String item) {
			return super.take(item.toUpperCase(Locale.ROOT));
		}

	}

	static class Silent {

		@ParallelListener("orders")
		void take() {
		}

	}

	static class Bound {

		private final String text;

		Bound(String text) {
			this.text = text;
		}

		@ParallelListener("orders")
		String take(String item) {
			return this.text + item;
		}

	}

	static class Clerk implements Adds {

		private final int bonus;

		Clerk() {
			this(22);
		}

		Clerk(int bonus) {
			this.bonus = bonus;
		}

		@Override
		@ParallelListener("orders")
		public int add(int item) {
			return item + this.bonus;
		}

	}

	static class HiddenDesk implements Adds {

		@Override
		public int add(int item) {
			return item;
		}

		@ParallelListener("orders")
		String take(String item) {
			return item;
		}

	}

	static class Greeter implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) {
			return "hello " + item;
		}

	}

	static class Plain {

		void several(String item) {
		}

		void several(Integer item) {
		}

	}

	interface Adds {

		int add(int item);

	}

	@Retention(RetentionPolicy.RUNTIME)
	@ParallelListener
	@interface TakesFrom {

		@AliasFor(annotation = ParallelListener.class, attribute = "pool")
		String value();

	}

	static class AnnotatedDesk {

		@TakesFrom("${desk.pool}")
		String take(Object item) {
			return "taken " + item;
		}

		@ParallelListener("${prices.pool:prices}")
		private long price(long item) {
			return item + 1;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfClerk {

		@Bean
		Clerk clerk() {
			return new Clerk(22);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfInterface {

		@Bean
		Adds clerk() {
			return new Clerk();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfJdkProxy {

		@Bean
		static BeanPostProcessor negating() {
			return new Negating();
		}

	}

	/** Makes proxies of interfaces, and comes when Spring's own do. */
	static class Negating implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			if (!(bean instanceof Adds)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.setInterfaces(Adds.class);
			factory.addAdvice((MethodInterceptor) (invocation) -> -(Integer) invocation.proceed());
			return factory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfProxy {

		@Bean
		static BeanPostProcessor negating() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					if (!(bean instanceof Clerk)) {
						return bean;
					}
					ProxyFactory factory = new ProxyFactory(bean);
					factory.addAdvice((MethodInterceptor) (invocation) -> -(Integer) invocation.proceed());
					return factory.getProxy();
				}

			};
		}

		@Bean
		Clerk clerk() {
			return new Clerk();
		}

	}

}
