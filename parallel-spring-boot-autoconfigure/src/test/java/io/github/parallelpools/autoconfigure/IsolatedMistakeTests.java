package io.github.parallelpools.autoconfigure;

import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import io.github.parallelpools.autoconfigure.annotation.Isolated;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.task.TaskPoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/** Isolated beans that could not work are refused at the start, and no others. */
@ExtendWith(OutputCaptureExtension.class)
class IsolatedMistakeTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	private final ApplicationContextRunner threads = this.runner.withPropertyValues("parallel.pools.work.max-size=1");

	private final ApplicationContextRunner processes = this.threads
		.withPropertyValues("parallel.pools.work.kind=process");

	private static void fails(ApplicationContextRunner runner, String message) {
		runner.run((context) -> assertThat(context).hasFailed().getFailure().hasStackTraceContaining(message));
	}

	@Test
	void aMissingPoolIsToldWithThoseThereAre() {
		fails(this.runner.withBean(Plain.class).withPropertyValues("parallel.pools.words.max-size=1"),
				"@Isolated names the pool 'work', which is not configured. Configure it below 'parallel.pools', or name another. There are: words.");
	}

	@Test
	void aPoolThatIsABeanNeedNotBeConfigured() {
		this.runner.withBean(Plain.class)
			.withUserConfiguration(OfPool.class)
			.run((context) -> assertThat(context.getBean(Plain.class).twice(21)).isEqualTo(42));
	}

	@Test
	void aPoolThatFetchesItsWorkOrIsOfTheClusterIsRefused() {
		fails(this.threads.withBean("plain", Plain.class)
			.withBean("source", TaskPoller.class, () -> (context) -> null)
			.withPropertyValues("parallel.pools.work.poller=source"),
				"Bean 'plain' can't be isolated on pool 'work', which fetches its own work with its poller 'source'. Name another pool in @Isolated.");
		fails(this.threads.withBean("plain", Plain.class).withPropertyValues("parallel.pools.work.scope=cluster"),
				"which has 'scope: cluster'");
	}

	@Test
	void aClassThatAWorkerProcessCanNotMakeIsRefused() {
		fails(this.processes.withBean("dependent", Dependent.class, () -> new Dependent("x")),
				"Bean 'dependent' can't be isolated on pool 'work': it is of " + Dependent.class.getTypeName()
						+ ", which has no constructor without arguments by which a worker process could make it. Name the configuration classes that make the bean in the property 'parallel.pools.work.process.configuration'");
		fails(this.processes.withUserConfiguration(OfLambda.class),
				"Bean 'length' can't be isolated on pool 'work': it is made by a lambda or a proxy, which a worker process can't make again.");
		this.threads.withUserConfiguration(OfLambda.class)
			.run((context) -> assertThat(context.getBean(Length.class).of("four")).isEqualTo(4));
	}

	@Test
	void typesThatCanNotTravelAreToldMethodByMethod() {
		String message = """
				Bean 'homesick' can't be isolated on pool 'work', as these of its methods can't be called in another process:

				    Homesick.array: its parameter 2 is of %1$s in an array, which is not serializable
				    Homesick.both: its parameter 1 is of %1$s, which is not serializable, and its result is of java.util.Optional, which is not serializable
				    Homesick.later: its result is of %1$s, which is not serializable

				Make the types serializable or use others"""
			.formatted(Point.class.getTypeName());
		fails(this.processes.withBean("homesick", Homesick.class), message);
		fails(this.threads.withBean("homesick", Homesick.class)
			.withPropertyValues("parallel.pools.work.verify-portable=true"), message);
		this.threads.withBean("homesick", Homesick.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void nothingIsRefusedThatMayTravel(CapturedOutput output) {
		this.processes.withBean("traveller", Traveller.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output.getOut())
				.contains("Bean 'traveller' is isolated on pool 'work', and calls of these of its")
				.contains("Traveller.doubtful: its parameter 1 is of java.io.InputStream, which is not serializable")
				.doesNotContain("Traveller.certain")
				.doesNotContain("Traveller.unknown");
		});
	}

	@Test
	void whatIsAroundABeanInTheApplicationOnlyIsTold(CapturedOutput output) {
		ApplicationContextRunner cached = this.processes.withUserConfiguration(OfCache.class);
		String warning = "Bean 'prices' is isolated on pool 'work', whose worker processes call its methods without what is around them in the application: CacheInterceptor. Name the configuration classes that make the bean in the property 'parallel.pools.work.process.configuration', or use 'kind: thread'.";
		cached.withPropertyValues("parallel.pools.work.process.configuration=" + OfCache.class.getName())
			.run((context) -> {
				assertThat(context.getBean(Prices.class).count(1)).isEqualTo(1);
				assertThat(context.getBean(Prices.class).count(1)).isEqualTo(1);
			});
		this.threads.withUserConfiguration(OfCache.class).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output.getOut()).doesNotContain("is isolated on pool 'work', whose worker processes");
		cached.run((context) -> {
			assertThat(context.getBean(Prices.class).count(1)).isEqualTo(1);
			assertThat(context.getBean(Prices.class).count(1)).isEqualTo(2);
		});
		assertThat(output.getOut()).containsOnlyOnce(warning);
	}

	@Test
	void ofAProxyByInterfacesOnlyTheirMethodsCount() {
		this.processes.withBean("narrow", Narrow.class)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(context).hasNotFailed());
		fails(this.processes.withBean("narrow", Narrow.class), "Narrow.point: its result is of");
	}

	@Test
	void finalClassesAndMethodsAreTold(CapturedOutput output) {
		fails(this.threads.withBean("last", Last.class),
				"Bean 'last' can't be isolated: its class " + Last.class.getTypeName()
						+ " is final and implements no interface, so that there can't be a proxy of it.");
		this.threads.withBean("half", Half.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output.getOut()).contains(
					"Bean 'half' is isolated, but not its final methods [fixed]: a call of one runs in the caller");
		});
	}

	@Test
	void whatIsWrittenWrongIsToldWithItsMethod() {
		fails(this.threads.withBean("late", Late.class),
				"@Isolated of method 'IsolatedMistakeTests.Late.call' of bean 'late' can't have the timeout 'soon'. Write a duration such as '2s'");
		fails(this.threads.withBean("nowhere", Nowhere.class),
				"@Isolated of method 'IsolatedMistakeTests.Nowhere.call' of bean 'nowhere' names no pool.");
		fails(this.threads.withBean("marked", Marked.class),
				"@Isolated of method 'IsolatedMistakeTests.Marked.call' of bean 'marked' has an impossible tag.");
	}

	@Test
	void theStartFailsWithARemedy(CapturedOutput output) {
		assertThatException().isThrownBy(() -> {
			SpringApplication application = new SpringApplication(OfPlain.class);
			application.run("--spring.main.web-application-type=none");
		});
		assertThat(output.getOut()).contains("APPLICATION FAILED TO START")
			.contains("@Isolated names the pool 'work', which is not configured.")
			.contains("Configure it below 'parallel.pools', or name another.");
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ParallelAutoConfiguration.class, Plain.class })
	static class OfPlain {

	}

	@Configuration(proxyBeanMethods = false)
	static class OfPool {

		@Bean
		io.github.parallelpools.pool.ParallelPool work(PoolBuilder builder) {
			return builder.name("work").size(0, 1).build();
		}

	}

	@Isolated("work")
	static class Plain {

		public int twice(int number) {
			return 2 * number;
		}

	}

	@Isolated("work")
	static class Dependent {

		Dependent(String text) {
		}

		public void call() {
		}

	}

	interface Length {

		int of(String text);

	}

	@Configuration(proxyBeanMethods = false)
	static class OfLambda {

		@Bean
		@Isolated("work")
		Length length() {
			return String::length;
		}

	}

	record Point(int x) {
	}

	@Isolated("work")
	static class Homesick {

		public Optional<String> both(Point point, int number) {
			return Optional.empty();
		}

		public void array(int number, Point[][] points) {
		}

		public CompletableFuture<Point> later() {
			return new CompletableFuture<>();
		}

		public void fine(String text, List<Point> perhapsEmpty) {
		}

		/** Only public ones are isolated. */
		Point near() {
			return new Point(1);
		}

	}

	enum Colour {

		RED

	}

	record Line(int length) implements Serializable {
	}

	@Isolated("work")
	static class Traveller {

		public Line certain(String text, int[] numbers, Colour colour, Class<?> type, Line[] lines) {
			return lines[0];
		}

		public <T> Stream<T> unknown(Object any, T one, SharedMap<String> map, @Nullable List<?> list,
				CharSequence text, Number number) {
			return Stream.of(one);
		}

		public CompletableFuture<Void> doubtful(InputStream stream) {
			return CompletableFuture.completedFuture(null);
		}

	}

	interface Wide {

		int x();

	}

	@Isolated("work")
	static class Narrow implements Wide {

		@Override
		public int x() {
			return point().x();
		}

		public Point point() {
			return new Point(1);
		}

	}

	@Isolated("work")
	static final class Last {

		public void call() {
		}

	}

	@Isolated("work")
	static class Half {

		public void call() {
		}

		public final void fixed() {
		}

	}

	@Isolated(pool = "work", timeout = "soon")
	static class Late {

		public void call() {
		}

	}

	static class Nowhere {

		@Isolated(timeout = "1s")
		public void call() {
		}

	}

	@Isolated("work")
	static class Marked {

		@Isolated(tag = "two\nlines")
		public void call() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class OfCache {

		@Bean
		CacheManager caches() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		Prices prices() {
			return new Prices();
		}

	}

	@Isolated("work")
	static class Prices {

		private int count;

		@Cacheable("prices")
		public int count(int article) {
			return this.count += article;
		}

	}

}
