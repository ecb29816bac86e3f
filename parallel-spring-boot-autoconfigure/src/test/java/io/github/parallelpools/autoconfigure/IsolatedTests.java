package io.github.parallelpools.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aop.support.AopUtils;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.javapoet.ClassName;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.LinkedMultiValueMap;

import io.github.parallelpools.autoconfigure.annotation.Isolated;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSetting;
import io.github.parallelpools.task.CurrentContext;
import io.github.parallelpools.task.TaskCancelledException;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskOvertimeException;
import io.github.parallelpools.task.WorkerDiedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which beans are isolated, together with what else Spring does to them. */
@Timeout(120)
class IsolatedTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with()
		.withPropertyValues("parallel.pools.io-bound.max-size=2");

	private final ApplicationContextRunner processes = this.runner.withPropertyValues(
			"parallel.pools.io-bound.kind=process", "parallel.pools.io-bound.max-size=1",
			"parallel.pools.io-bound.process.max-heap=32MB");

	@Test
	void hostileCallsHarmNobodyElse() {
		this.processes.withBean(Hostile.class)
			.withPropertyValues("parallel.pools.io-bound.worker-overtime=2s",
					"parallel.pools.io-bound.overtime-policy=kill")
			.run((context) -> {
				Hostile hostile = context.getBean(Hostile.class);
				assertThatExceptionOfType(TaskOvertimeException.class).isThrownBy(hostile::loop);
				giveTime(context.getBean("io-bound", ParallelPool.class));
				assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(hostile::halt);
				assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(hostile::exit);
				assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(hostile::eat);
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> hostile.haltLater().get(60, TimeUnit.SECONDS))
					.withCauseInstanceOf(WorkerDiedException.class);
				assertThat(hostile.pid()).isNotEqualTo(ProcessHandle.current().pid());
			});
	}

	/**
	 * The first call of a new process may take longer than the limit for a hostile one.
	 */
	private static void giveTime(ParallelPool pool) {
		pool.change(Map.of(PoolSetting.WORKER_OVERTIME, Duration.ofMinutes(1)), "the test");
	}

	@Test
	void aWorkerProcessMakesTheBeanOnce() {
		this.processes.withBean(Counter.class).run((context) -> {
			Counter counter = context.getBean(Counter.class);
			assertThat(counter.next()).isEqualTo(1);
			assertThat(counter.next()).isEqualTo(2);
			assertThat(counter.last).isZero();
			// It is expected, as the method says that it returns it.
			assertThat(counter.ofLibrary()).containsEntry("key", List.of("value"));
		});
	}

	@Test
	void aBeanThatAWorkerProcessCanNotMakeIsTold() {
		this.processes.withBean("broken", Broken.class, () -> new Broken(true))
			.run((context) -> assertThatException().isThrownBy(context.getBean(Broken.class)::use)
				.withMessageContaining("The worker process could not make bean 'broken' with the constructor of "
						+ Broken.class.getName()
						+ ": java.lang.IllegalStateException: No licence. Name the configuration classes that make it in 'process.configuration'"));
	}

	@Test
	void theBeanOfTheWorkerIsFoundByItsClassWhereItsNameIsAnother() {
		this.processes.withBean("another", Ledger.class, () -> new Ledger("here"))
			.withPropertyValues("parallel.pools.io-bound.process.configuration=" + OfLedger.class.getName())
			.run((context) -> assertThat(context.getBean(Ledger.class).owner()).isEqualTo("there, io-bound"));
	}

	@Test
	void aBeanThatTheWorkersConfigurationDoesNotHaveIsAdded() {
		this.processes.withBean(Counter.class)
			.withPropertyValues("parallel.pools.io-bound.process.configuration=" + OfLedger.class.getName())
			.run((context) -> assertThat(context.getBean(Counter.class).next()).isEqualTo(1));
	}

	@Test
	void theWorkersBeanMayHaveAProxyByItsInterfaces() {
		this.processes.withUserConfiguration(OfTransactions.class)
			.withPropertyValues("spring.aop.proxy-target-class=false",
					"parallel.pools.io-bound.process.configuration=" + OfTransactions.class.getName())
			.run((context) -> assertThat(context.getBean(Account.class).book()).isEqualTo("io-bound in a transaction"));
	}

	@Test
	void aTransactionBeginsInTheWorkersThread() {
		this.runner.withUserConfiguration(OfTransactions.class)
			.run((context) -> assertThat(context.getBean(Account.class).book()).isEqualTo("io-bound in a transaction"));
	}

	@Test
	void anAnnotationMayBeWrittenOnAnInterfaceOrBePartOfAnother() {
		this.runner.withBean("marked", Marked.class).withBean("meta", Meta.class).run((context) -> {
			assertThat(context.getBean(ByInterface.class).pool()).isEqualTo("io-bound");
			assertThat(context.getBean(Meta.class).poolAndTag()).isEqualTo("io-bound meta");
		});
	}

	@Test
	void aProxyByInterfacesIsMadeWhereThatIsAskedFor() {
		this.runner.withBean("marked", Marked.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> {
				assertThat(AopUtils.isJdkDynamicProxy(context.getBean("marked"))).isTrue();
				assertThat(context.getBean(ByInterface.class).pool()).isEqualTo("io-bound");
			});
	}

	@Test
	void aFinalClassHasAProxyByItsInterfaces() {
		this.runner.withBean("finished", Finished.class)
			.run((context) -> assertThat(context.getBean(ByInterface.class).pool()).isEqualTo("io-bound"));
	}

	@Test
	void singleMethodsAreIsolated() {
		this.runner.withBean(Single.class)
			.run((context) -> assertThat(context.getBean(Single.class).pools()).isEqualTo("null, null"))
			.run((context) -> assertThat(context.getBean(Single.class).isolated()).isEqualTo("io-bound"));
	}

	@Test
	void beansOfAllScopesAndQualifiersAreIsolated() {
		this.runner.withUserConfiguration(OfScopes.class).run((context) -> {
			assertThat(context.getBean(Named.class).name()).isEqualTo("first on io-bound");
			assertThat(context.getBean(User.class).second.name()).isEqualTo("second on io-bound");
			assertThat(context.getBean("prototype", Named.class).name()).isEqualTo("prototype on io-bound");
			assertThat(context.getBean("prototype")).isNotSameAs(context.getBean("prototype"));
			assertThat(context.getBean("scoped", Named.class).name()).isEqualTo("scoped on io-bound");
			assertThat(context.getBean("plain", Named.class).name()).isEqualTo("plain on null");
		});
	}

	@Test
	void whatTheContainerCallsIsNotIsolated() {
		Life life = new Life();
		this.runner.withBean(Life.class, () -> life).run((context) -> {
			context.getBean(Life.class).close();
			assertThat(life.calls).containsExactly("made on null", "closed on null");
			assertThat(context.getBean(Life.class).pool()).isEqualTo("io-bound");
		});
		assertThat(life.calls).endsWith("destroyed on null");
	}

	@Test
	void anAsynchronousCallWaitsInItsExecutor() {
		this.runner.withUserConfiguration(OfAsync.class).run((context) -> {
			CompletableFuture<String> later = context.getBean(Later.class).pool();
			assertThat(later.get(60, TimeUnit.SECONDS)).isEqualTo("io-bound");
			assertThat(context.getBean("io-bound", ParallelPool.class).snapshot().totals().submitted()).isEqualTo(1);
		});
	}

	@Test
	void aFutureOfACallThatIsCancelledSaysWhy() {
		this.runner.withBean(Endless.class).run((context) -> {
			ParallelPool pool = context.getBean("io-bound", ParallelPool.class);
			CompletableFuture<String> later = context.getBean(Endless.class).later();
			Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> pool.snapshot().size().busy() == 1);
			pool.cancelTagged("endless", true);
			assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(() -> later.get(60, TimeUnit.SECONDS))
				.withMessageContaining("was cancelled: the tasks with the tag 'endless' were");
			assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(later::join);
			assertThat(later).isCancelled();
			CompletableFuture<String> another = context.getBean(Endless.class).later();
			assertThat(another.cancel(true)).isTrue();
			assertThatExceptionOfType(TaskCancelledException.class).isThrownBy(another::join);
		});
	}

	@Test
	void aScheduleIsKilled() {
		this.processes.withUserConfiguration(OfSchedule.class)
			.withPropertyValues("parallel.pools.io-bound.worker-overtime=500ms",
					"parallel.pools.io-bound.overtime-policy=kill")
			.run((context) -> Awaitility.await()
				.atMost(60, TimeUnit.SECONDS)
				.until(() -> context.getBean("io-bound", ParallelPool.class)
					.snapshot()
					.totals()
					.overtime()
					.killed() > 1));
	}

	@Test
	void theDocumentedBeanIsKilledAsIsSaid(@TempDir Path classes) throws Exception {
		DocumentedCode page = DocumentedCode.of(Path.of("..", "docs", "isolated.md"));
		YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
		yaml.setResources(new ByteArrayResource(page.blocks("yaml").get(0).getBytes(StandardCharsets.UTF_8)));
		DocumentedCode.compile("Guide", """
				import java.util.concurrent.CompletableFuture;
				import java.util.regex.Pattern;
				import org.springframework.stereotype.Component;
				import io.github.parallelpools.autoconfigure.annotation.Isolated;
				public class Guide {
				%s
				public static boolean matches(Object bean, String pattern, String text) {
					return ((PatternSearch) bean).matches(pattern, text);
				}
				public static CompletableFuture<Integer> later(Object bean) {
					return ((Analysis) bean).later("four");
				}
				}
				""".formatted(String.join("\n", page.blocks("java")).replaceAll("(?m)^class", "static class")),
				classes);
		DocumentedCode.run(classes,
				(loader) -> PoolContextRunner.with()
					.withClassLoader(loader)
					.withBean("search", loader.loadClass("Guide$PatternSearch"))
					.withBean("analysis", loader.loadClass("Guide$Analysis"))
					.withInitializer((context) -> context.getEnvironment()
						.getPropertySources()
						.addFirst(new PropertiesPropertySource("guide", yaml.getObject())))
					.run((context) -> {
						Method matches = loader.loadClass("Guide")
							.getMethod("matches", Object.class, String.class, String.class);
						Object search = context.getBean("search");
						ParallelPool regex = context.getBean("regex", ParallelPool.class);
						giveTime(regex);
						assertThat(matches.invoke(null, search, "b+", "abb")).isEqualTo(true);
						regex.reset("the test");
						assertThatException()
							.isThrownBy(() -> matches.invoke(null, search, "(([a-z]+)*)+$", "a".repeat(40) + "!"))
							.withCauseInstanceOf(TaskOvertimeException.class);
						giveTime(regex);
						Method later = loader.loadClass("Guide").getMethod("later", Object.class);
						assertThat(
								((Future<?>) later.invoke(null, context.getBean("analysis"))).get(60, TimeUnit.SECONDS))
							.isEqualTo(4);
					}));
	}

	@Test
	void isolatedBeansAreProcessedAheadOfTimeWithoutTheirPools() {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(ParallelAutoConfiguration.class, OfScopes.class);
		InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get("com.example", "Application")), files);
		System.setProperty("spring.aot.processing", "true");
		try {
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
		}
		finally {
			System.clearProperty("spring.aot.processing");
			context.close();
		}
		assertThat(files.getGeneratedFiles(Kind.CLASS).keySet())
			.anyMatch((name) -> name.contains("Named$$SpringCGLIB"));
	}

	@Isolated(pool = "io-bound", tag = "endless")
	static class Endless {

		public CompletableFuture<String> later() throws InterruptedException {
			Thread.sleep(Duration.ofMinutes(10).toMillis());
			return CompletableFuture.completedFuture("");
		}

	}

	@Isolated("io-bound")
	static class Hostile {

		@SuppressWarnings("InfiniteLoopStatement")
		public void loop() {
			while (true) {
				Thread.onSpinWait();
			}
		}

		public void halt() {
			Runtime.getRuntime().halt(3);
		}

		public void exit() {
			System.exit(0);
		}

		public long eat() {
			List<byte[]> all = new ArrayList<>();
			while (all.size() < Integer.MAX_VALUE) {
				all.add(new byte[1024 * 1024]);
			}
			return all.size();
		}

		public CompletableFuture<String> haltLater() {
			halt();
			return CompletableFuture.completedFuture("");
		}

		public long pid() {
			return ProcessHandle.current().pid();
		}

	}

	@Isolated("io-bound")
	static class Counter {

		private int last;

		public int next() {
			return ++this.last;
		}

		public LinkedMultiValueMap<String, String> ofLibrary() {
			return new LinkedMultiValueMap<>(Map.of("key", List.of("value")));
		}

	}

	@Isolated("io-bound")
	static class Broken {

		Broken() {
			this(false);
		}

		Broken(boolean licensed) {
			if (!licensed) {
				throw new IllegalStateException("No licence");
			}
		}

		public void use() {
		}

	}

	@Isolated("io-bound")
	static class Ledger {

		private final String owner;

		Ledger(String owner) {
			this.owner = owner;
		}

		public String owner() {
			return this.owner + ", " + CurrentContext.pool();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLedger {

		@Bean
		Ledger ledger() {
			return new Ledger("there");
		}

	}

	interface Account {

		String book();

	}

	@Isolated("io-bound")
	static class StoredAccount implements Account {

		@Override
		@Transactional
		public String book() {
			return CurrentContext.pool()
					+ (TransactionSynchronizationManager.isActualTransactionActive() ? " in a transaction" : "");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class OfTransactions {

		@Bean
		Account account() {
			return new StoredAccount();
		}

		@Bean
		PlatformTransactionManager transactions() {
			return new AbstractPlatformTransactionManager() {

				@Override
				protected Object doGetTransaction() {
					return this;
				}

				@Override
				protected void doBegin(Object transaction, TransactionDefinition definition) {
				}

				@Override
				protected void doCommit(DefaultTransactionStatus status) {
				}

				@Override
				protected void doRollback(DefaultTransactionStatus status) {
				}

			};
		}

	}

	@Isolated("ioBound")
	interface ByInterface {

		@Nullable String pool();

	}

	static class Marked implements ByInterface {

		@Override
		public @Nullable String pool() {
			return CurrentContext.pool();
		}

	}

	static final class Finished implements ByInterface {

		@Override
		public @Nullable String pool() {
			return CurrentContext.pool();
		}

	}

	@Isolated(pool = "${meta.pool:io-bound}", tag = "meta")
	@Retention(RetentionPolicy.RUNTIME)
	@interface OnIo {

		@AliasFor(annotation = Isolated.class)
		String tag() default "";

	}

	@OnIo(tag = "meta")
	static class Meta {

		public String poolAndTag() {
			TaskContext task = TaskContext.current();
			return task.pool() + " " + task.tag().orElse("");
		}

	}

	static class Single {

		@Isolated("io-bound")
		public @Nullable String isolated() {
			return CurrentContext.pool();
		}

		/** It does not pass the proxy. */
		public String pools() {
			return CurrentContext.pool() + ", " + isolated();
		}

	}

	static class Named {

		private final String name;

		Named(String name) {
			this.name = name;
		}

		public String name() {
			return this.name + " on " + CurrentContext.pool();
		}

	}

	record User(Named second) {
	}

	@Configuration(proxyBeanMethods = false)
	static class OfScopes {

		@Bean
		@Primary
		@Isolated("io-bound")
		Named first() {
			return new Named("first");
		}

		@Bean
		@Lazy
		@Isolated("io-bound")
		Named second() {
			return new Named("second");
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		@Isolated("io-bound")
		Named prototype() {
			return new Named("prototype");
		}

		@Bean
		@Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
		@Isolated("io-bound")
		Named scoped() {
			return new Named("scoped");
		}

		@Bean
		Named plain() {
			return new Named("plain");
		}

		@Bean
		User user(@Qualifier("second") Named second) {
			return new User(second);
		}

	}

	@Isolated("io-bound")
	static class Life implements InitializingBean, DisposableBean, AutoCloseable {

		private final List<String> calls = new ArrayList<>();

		@Override
		public void afterPropertiesSet() {
			this.calls.add("made on " + CurrentContext.pool());
		}

		@Override
		public void close() {
			this.calls.add("closed on " + CurrentContext.pool());
		}

		@Override
		public void destroy() {
			this.calls.add("destroyed on " + CurrentContext.pool());
		}

		public @Nullable String pool() {
			return CurrentContext.pool();
		}

	}

	@Isolated("io-bound")
	static class Later {

		@Async
		public CompletableFuture<String> pool() {
			return CompletableFuture.completedFuture(CurrentContext.pool());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class OfAsync {

		@Bean
		Later later() {
			return new Later();
		}

	}

	@Isolated("io-bound")
	static class Schedule {

		@Scheduled(fixedDelay = 10)
		public void run() {
			new Hostile().loop();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class OfSchedule {

		@Bean
		Schedule schedule() {
			return new Schedule();
		}

	}

}
