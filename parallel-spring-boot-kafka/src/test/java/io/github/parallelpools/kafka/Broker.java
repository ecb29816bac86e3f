package io.github.parallelpools.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;

import static org.awaitility.Awaitility.await;

/** A real broker, controller included, on free ports of the loopback interface. */
final class Broker implements AutoCloseable {

	/** How often a record is delivered that nobody does. */
	static final int DELIVERIES = 3;

	static final Duration PATIENCE = Duration.ofSeconds(120);

	private final Path folder;

	private final Process process;

	private final Map<String, Object> address;

	private final Admin admin;

	private final Producer<String, String> producer;

	Broker() throws IOException {
		this.folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")).toAbsolutePath(), "broker");
		int port = freePort();
		int controller = freePort();
		while (controller == port) {
			controller = freePort();
		}
		Path settings = Files.writeString(this.folder.resolve("broker.properties"), """
				process.roles=broker,controller
				node.id=1
				listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
				advertised.listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
				controller.listener.names=CONTROLLER
				controller.quorum.bootstrap.servers=127.0.0.1:%2$d
				listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
				log.dirs=%3$s
				broker.session.timeout.ms=60000
				num.partitions=1
				offsets.topic.replication.factor=1
				offsets.topic.num.partitions=1
				share.coordinator.state.topic.replication.factor=1
				share.coordinator.state.topic.min.isr=1
				share.coordinator.state.topic.num.partitions=1
				group.share.delivery.count.limit=%4$d
				group.share.min.record.lock.duration.ms=1000
				group.share.max.record.lock.duration.ms=3600000
				group.share.heartbeat.interval.ms=500
				group.share.min.heartbeat.interval.ms=500
				""".formatted(port, controller, this.folder.resolve("data").toString().replace('\\', '/'), DELIVERIES));
		String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
		ProcessBuilder builder = new ProcessBuilder(java, "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp",
				System.getProperty("java.class.path"), "-Dlogback.configurationFile=broker-logback.xml",
				BrokerMain.class.getName(), settings.toString(), Uuid.randomUuid().toString())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("broker.log").toFile());
		this.process = builder.start();
		this.address = Map.of("bootstrap.servers", "127.0.0.1:" + port);
		this.admin = Admin.create(this.address);
		this.producer = new KafkaProducer<>(this.address, new StringSerializer(), new StringSerializer());
		await().atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> !this.process.isAlive() || !this.admin.describeCluster().nodes().get().isEmpty());
		if (!this.process.isAlive()) {
			throw new AssertionError(Files.readString(this.folder.resolve("broker.log")));
		}
	}

	/**
	 * A free port outside the range from which the system hands out ports: the broker
	 * binds it later.
	 */
	private static int freePort() throws IOException {
		while (true) {
			int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
			try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
				return probe.getLocalPort();
			}
			catch (BindException ex) {
				// The port is taken.
			}
		}
	}

	/** What clients need. */
	Map<String, Object> address() {
		return this.address;
	}

	/**
	 * Makes a topic, and a group of that name that reads it from its beginning.
	 * @param name the name of both
	 * @param lock how long records are locked
	 */
	void create(String name, Duration lock) throws Exception {
		this.admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
		ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, name);
		this.admin.incrementalAlterConfigs(Map.of(group, List.of(
				new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET),
				new AlterConfigOp(new ConfigEntry("share.record.lock.duration.ms", String.valueOf(lock.toMillis())),
						AlterConfigOp.OpType.SET))))
			.all()
			.get();
		// The controller has it; the broker learns of it a moment later.
		await().atMost(PATIENCE)
			.until(() -> "earliest".equals(this.admin.describeConfigs(List.of(group))
				.all()
				.get()
				.get(group)
				.get("share.auto.offset.reset")
				.value()));
	}

	void send(String topic, String... values) throws Exception {
		for (String value : values) {
			this.producer.send(new ProducerRecord<>(topic, value)).get();
		}
	}

	@Override
	public void close() throws IOException {
		this.producer.close();
		this.admin.close();
		this.process.getOutputStream().close();
		this.process.onExit().join();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
