package io.github.parallelpools.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import io.github.parallelpools.autoconfigure.ParallelAutoConfiguration;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskHandler;
import io.github.parallelpools.task.TaskListener;
import io.github.parallelpools.task.TaskOutcome;
import io.github.parallelpools.task.TaskResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Pools take records of a share group from a real broker. */
@Timeout(300)
class KafkaShareSourceTests {

	/** So that nothing is delivered again because a lock has ended. */
	private static final Duration LONG = Duration.ofMinutes(30);

	private static final String SINGLE = "parallel.pools.records.max-size=1";

	private static Broker broker;

	@TempDir
	Path directory;

	private String topic;

	private final List<Application> applications = new ArrayList<>();

	@BeforeAll
	static void startBroker() throws IOException {
		broker = new Broker();
	}

	@AfterAll
	static void stopBroker() throws IOException {
		broker.close();
	}

	@BeforeEach
	void name(TestInfo test) {
		this.topic = test.getTestMethod().orElseThrow().getName();
	}

	@AfterEach
	void close() {
		this.applications.forEach((one) -> one.context.close());
	}

	private Application application(String... properties) {
		Application one = new Application(this.topic, properties);
		this.applications.add(one);
		return one;
	}

	@Test
	void eachRecordIsDoneOnceByOneOfSeveralInstances() throws Exception {
		broker.create(this.topic, LONG);
		Application first = application();
		Application second = application();
		String[] values = IntStream.range(0, 40).mapToObj((i) -> "item-" + i).toArray(String[]::new);
		broker.send(this.topic, values);
		await().atMost(Broker.PATIENCE).until(() -> first.ends.size() + second.ends.size() >= values.length);
		// All that was taken is settled by then.
		first.context.close();
		second.context.close();
		Application third = application();
		broker.send(this.topic, "last");
		await().atMost(Broker.PATIENCE).until(() -> !third.ends.isEmpty());
		List<String> all = new ArrayList<>(first.ends);
		all.addAll(second.ends);
		all.addAll(third.ends);
		assertThat(all).hasSize(values.length + 1).doesNotHaveDuplicates().contains("00000 last", "00000 item-39");
	}

	@Test
	void whatKilledItsWorkerIsDeliveredAgain() throws Exception {
		broker.create(this.topic, LONG);
		Application one = application("parallel.pools.records.kind=process", SINGLE);
		String mark = this.directory.resolve("died").toString();
		broker.send(this.topic, "die:" + mark);
		await().atMost(Broker.PATIENCE).until(() -> one.ends.size() >= 2);
		assertThat(one.ends).containsExactly("31399 null", "00000 die:" + mark);
	}

	@Test
	void whatNeverCanBeDoneIsRejectedOrDeliveredNoMoreOftenThanTheBrokerAllows() throws Exception {
		broker.create(this.topic, LONG);
		Application one = application(SINGLE);
		broker.send(this.topic, "undecodable", "fail");
		await().atMost(Broker.PATIENCE).until(() -> one.ends.size() >= Broker.DELIVERIES);
		one.context.close();
		Application other = application(SINGLE);
		broker.send(this.topic, "last");
		await().atMost(Broker.PATIENCE).until(() -> other.ends.contains("00000 last"));
		assertThat(one.ends).containsOnly("21399 null").hasSize(Broker.DELIVERIES);
		assertThat(other.ends).containsExactly("00000 last");
		assertThat(one.undecodable).hasSize(1);
		assertThat(other.undecodable).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "thread", "process" })
	void whatIsHopelessIsRejectedAndWhatCannotBeJudgedIsReleased(String kind) throws Exception {
		this.topic += "-" + kind;
		broker.create(this.topic, LONG);
		Application one = application(SINGLE, "parallel.pools.records.kind=" + kind);
		one.source.rejecting((end) -> {
			if (end instanceof TaskOutcome.Failed failed && failed.error() instanceof IllegalArgumentException) {
				return true;
			}
			throw new IllegalStateException("I can't judge " + end);
		});
		broker.send(this.topic, "hopeless", "fail", "last");
		await().atMost(Broker.PATIENCE).until(() -> one.ends.size() >= Broker.DELIVERIES + 2);
		one.context.close();
		Application other = application(SINGLE);
		broker.send(this.topic, "later");
		await().atMost(Broker.PATIENCE).until(() -> other.ends.contains("00000 later"));
		assertThat(other.ends).containsExactly("00000 later");
		assertThat(one.ends).filteredOn("21399 null"::equals).hasSize(Broker.DELIVERIES + 1);
		assertThat(one.ends).contains("00000 last");
	}

	@Test
	void anInstanceTakesNoMoreThanItRunsAndGivesThatBackWhenItStops() throws Exception {
		// A client may have fetched a record that nobody asks it for, until its lock ends
		broker.create(this.topic, Duration.ofSeconds(15));
		Path gate = this.directory.resolve("gate");
		Application first = application(SINGLE, "parallel.shutdown-timeout=0s");
		String held = "wait:" + gate;
		broker.send(this.topic, held);
		await().atMost(Broker.PATIENCE).until(() -> first.started.size() == 1);
		broker.send(this.topic, "one", "two");
		Application second = application(SINGLE);
		await().atMost(Broker.PATIENCE).until(() -> second.ends.size() == 2);
		assertThat(second.ends).containsExactlyInAnyOrder("00000 one", "00000 two");
		first.context.close();
		await().atMost(Broker.PATIENCE).until(() -> second.started.size() == 3);
		Files.createFile(gate);
		await().atMost(Broker.PATIENCE).until(() -> second.ends.size() == 3);
		assertThat(second.ends).contains("00000 " + held);
		assertThat(first.ends).containsExactly("21004 null");
	}

	@Test
	void theLockIsRenewedWhileTheTaskLasts() throws Exception {
		broker.create(this.topic, Duration.ofSeconds(12));
		Path gate = this.directory.resolve("gate");
		Application one = application(SINGLE);
		Application other = application(SINGLE);
		broker.send(this.topic, "wait:" + gate);
		// The fourth renewal comes after 16 s, when a lock that was not renewed would be
		// over.
		await().atMost(Broker.PATIENCE).until(() -> one.source.renewals() + other.source.renewals() >= 4);
		assertThat(one.started.size() + other.started.size()).isEqualTo(1);
		Files.createFile(gate);
		await().atMost(Broker.PATIENCE).until(() -> one.ends.size() + other.ends.size() == 1);
		broker.send(this.topic, "last");
		await().atMost(Broker.PATIENCE)
			.until(() -> one.ends.contains("00000 last") || other.ends.contains("00000 last"));
		assertThat(one.ends.size() + other.ends.size()).isEqualTo(2);
	}

	/** An instance with a pool that takes from the group. */
	private static final class Application implements TaskListener {

		private final Queue<String> started = new ConcurrentLinkedQueue<>();

		private final Queue<String> ends = new ConcurrentLinkedQueue<>();

		private final Queue<String> undecodable = new ConcurrentLinkedQueue<>();

		private final KafkaShareSource<String> source;

		private final ConfigurableApplicationContext context;

		Application(String topic, String... properties) {
			this.source = new KafkaShareSource<>(settings(), topic, List.of(topic), decoder());
			SpringApplicationBuilder builder = new SpringApplicationBuilder(ParallelAutoConfiguration.class)
				.web(WebApplicationType.NONE)
				.bannerMode(Banner.Mode.OFF)
				.initializers((context) -> {
					GenericApplicationContext generic = (GenericApplicationContext) context;
					generic.registerBean("topic", KafkaShareSource.class, () -> this.source);
					generic.registerBean("listener", TaskListener.class, () -> this);
				});
			List<String> all = new ArrayList<>(List.of("parallel.pools.records.queue.source=topic",
					"parallel.pools.records.handler=" + Handler.class.getName()));
			if (!List.of(properties).contains(SINGLE)) {
				all.add("parallel.pools.records.max-size=2");
			}
			all.addAll(List.of(properties));
			this.context = builder.run(all.stream().map((one) -> "--" + one).toArray(String[]::new));
		}

		/** As Spring Boot makes them of its properties. */
		private static Map<String, Object> settings() {
			Map<String, Object> settings = new HashMap<>(broker.address());
			settings.put("client.id", "records");
			settings.put("isolation.level", "read_uncommitted");
			settings.put("auto.offset.reset", "earliest");
			settings.put("enable.auto.commit", false);
			settings.put("key.deserializer", StringDeserializer.class);
			settings.put("value.deserializer", StringDeserializer.class);
			return settings;
		}

		private Deserializer<String> decoder() {
			StringDeserializer strings = new StringDeserializer();
			return (topic, data) -> {
				String value = strings.deserialize(topic, data);
				if (value.equals("undecodable")) {
					this.undecodable.add(value);
					throw new SerializationException("This is no text");
				}
				return value;
			};
		}

		@Override
		public void started(String id, String pool) {
			this.started.add(id);
		}

		@Override
		public void ended(String id, String pool, TaskResult result, @Nullable Object value) {
			this.ends.add(result.code() + " " + value);
		}

	}

	/** Does what it is told. */
	public static final class Handler implements TaskHandler<String, String> {

		@Override
		public String handle(String item, TaskContext context) throws Exception {
			if (item.equals("fail")) {
				throw new IllegalStateException("I never can");
			}
			if (item.equals("hopeless")) {
				throw new IllegalArgumentException("Nobody can");
			}
			if (item.startsWith("die:") && create(Path.of(item.substring(4)))) {
				Runtime.getRuntime().halt(3);
			}
			if (item.startsWith("wait:")) {
				Path gate = Path.of(item.substring(5));
				while (!Files.exists(gate)) {
					Thread.sleep(20);
				}
			}
			return item;
		}

		private static boolean create(Path path) throws IOException {
			if (Files.exists(path)) {
				return false;
			}
			Files.createFile(path);
			return true;
		}

	}

}
