package io.github.parallelpools.sample.packaged;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.Hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The sample as a process of its own, on a port that was free. */
final class RunningSample implements AutoCloseable {

	static final Duration PATIENCE = Duration.ofSeconds(90);

	private static final Pattern STARTED = Pattern.compile("Started (SampleApplication|Demo) in");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private final Process process;

	private final Path output;

	private final AsyncClient client;

	private RunningSample(Process process, Path output) {
		this.process = process;
		this.output = output;
		await().atMost(PATIENCE).until(() -> !process.isAlive() || STARTED.matcher(output()).find());
		Matcher port = PORT.matcher(output());
		assertThat(process.isAlive() && port.find()).as(output()).isTrue();
		this.client = new AsyncClient(Integer.parseInt(port.group(1)));
	}

	static RunningSample start(Path jar, Path output, String... args) throws IOException {
		return start(Layout.command(jar), Map.of(), output, args);
	}

	static RunningSample start(List<String> java, Map<String, String> variables, Path output, String... args)
			throws IOException {
		List<String> command = new ArrayList<>(java);
		command.add("--server.port=0");
		command.addAll(List.of(args));
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().putAll(variables);
		Process process = builder.start();
		try {
			return new RunningSample(process, output);
		}
		catch (Throwable ex) {
			process.destroyForcibly();
			throw ex;
		}
	}

	AsyncClient client() {
		return this.client;
	}

	long pid() {
		return this.process.pid();
	}

	Process process() {
		return this.process;
	}

	String output() {
		try {
			// It may have been written up to the middle of a character.
			return new String(Files.readAllBytes(this.output), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The processes that the application has started, and those that these have. */
	List<ProcessHandle> descendants() {
		try (Stream<ProcessHandle> descendants = this.process.descendants()) {
			return descendants.toList();
		}
	}

	/**
	 * Sends patterns that spin for ever and waits until a worker process spins on each.
	 */
	List<ProcessHandle> spin(int count) {
		List<CompletableFuture<HttpResponse<String>>> hostile = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			hostile.add(this.client.postJson("/regex", Hostile.SEARCH));
		}
		String busy = "\"busy\":%d,".formatted(count);
		await().atMost(PATIENCE)
			.until(() -> this.client.get("/actuator/parallelpools/regex").join().body().contains(busy));
		assertThat(hostile).noneMatch(CompletableFuture::isDone);
		return descendants();
	}

	@Override
	public void close() throws InterruptedException {
		List<ProcessHandle> descendants = descendants();
		this.process.destroyForcibly().waitFor();
		descendants.forEach(ProcessHandle::destroyForcibly);
	}

}
