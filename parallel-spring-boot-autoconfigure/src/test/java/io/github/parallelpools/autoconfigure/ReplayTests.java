package io.github.parallelpools.autoconfigure;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.github.parallelpools.autoconfigure.replay.PoolReplay;
import io.github.parallelpools.autoconfigure.replay.ReplayFileException;
import io.github.parallelpools.autoconfigure.replay.ReplayFiles;
import io.github.parallelpools.autoconfigure.replay.ReplayMask;
import io.github.parallelpools.autoconfigure.replay.ReplayOutcome;
import io.github.parallelpools.fixture.FreePort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskFuture;
import io.github.parallelpools.task.TaskHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Dead letters are written to files and run again, with and without the application. */
@Timeout(120)
class ReplayTests {

	@TempDir
	private static Path directory;

	private static ConfigurableApplicationContext application;

	/** Items kill the worker for as long as this is there. */
	private static Path deadly;

	@BeforeAll
	static void start() throws IOException {
		deadly = Files.writeString(directory.resolve("deadly"), "");
		application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.main.banner-mode=off", "--spring.application.name=shop", "--parallel.defaults.kind=process",
					"--parallel.defaults.process.max-heap=64MB", "--parallel.defaults.max-size=1",
					"--parallel.defaults.replay.directory=" + directory.resolve("letters"),
					"--parallel.pools.fragile.handler=" + Fragile.class.getName(),
					"--parallel.pools.fragile.args.password=s3cret",
					"--parallel.pools.strict.handler=" + Fragile.class.getName(),
					"--parallel.pools.strict.process.serial-filter=java.base/*;!*",
					"--parallel.pools.other.handler=" + Other.class.getName(), "--parallel.pools.light.kind=thread",
					"--parallel.pools.silent.replay.directory=",
					"--parallel.pools[größe].handler=" + Other.class.getName(),
					"--parallel.pools[grüße].handler=" + Other.class.getName());
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static ParallelPool pool(String name) {
		return application.getBean(name, ParallelPool.class);
	}

	private static Path letter(ParallelPool pool, TaskFuture<?> task) {
		await().until(() -> pool.deadLetters().stream().anyMatch((one) -> one.id().equals(task.id())));
		return application.getBean(ReplayFiles.class).write(pool, task.id());
	}

	/** The same file, with a digest that fits. */
	private static Path forged(Path file, UnaryOperator<String> change) throws Exception {
		String text = Files.readString(file, StandardCharsets.ISO_8859_1);
		int line = text.indexOf('\n');
		int head = Integer.parseInt(text.substring(0, line).replaceAll(".* head=(\\d+) .*", "$1"));
		String changed = change.apply(text.substring(line + 1, line + 1 + head));
		byte[] rest = (changed + text.substring(line + 1 + head)).getBytes(StandardCharsets.ISO_8859_1);
		String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rest));
		String first = text.substring(0, line)
			.replaceAll("head=\\d+", "head=" + changed.length())
			.replaceAll("sha256=.*", "sha256=" + digest);
		Path made = Files.createTempFile(directory, "forged", ".replay");
		Files.writeString(made, first + "\n", StandardCharsets.ISO_8859_1);
		return Files.write(made, rest, java.nio.file.StandardOpenOption.APPEND);
	}

	@Test
	void anItemRunsAgainAsItDidAndWhenTheReasonIsGone() throws Exception {
		Trap.decoded.set(0);
		ParallelPool pool = pool("fragile");
		Path mine = Files.writeString(directory.resolve("mine"), "");
		TaskFuture<String> task = pool.send(new Trap(mine.toString()), String.class);
		Path file = letter(pool, task);
		assertThat(application.getBean(ReplayFiles.class).find(pool, task.id())).contains(file);
		assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
			.contains("\"pool\": \"fragile\"", task.id(), "\"application\": \"shop\"", "exit code 7", "last words",
					"\"process.max-heap\": \"67108864B\"", "\"handler\": \"" + Fragile.class.getName() + "\"")
			.doesNotContain("s3cret");
		long submitted = pool.snapshot().totals().submitted();
		ReplayOutcome again = PoolReplay.of(file).in(application).run();
		assertThat(again.result().code()).isEqualTo("31399");
		assertThat(again.text()).contains("31399", "exit code 7", "last words");
		Files.delete(mine);
		ReplayOutcome inApplication = PoolReplay.of(file).in(application).run();
		assertThat(inApplication.isSuccess()).as(inApplication.text()).isTrue();
		assertThat(inApplication.value()).isEqualTo("handled with s3cret");
		ReplayOutcome alone = PoolReplay.of(file).run();
		assertThat(alone.value()).as(alone.text()).isEqualTo("handled with null");
		// Neither was anything decoded here, nor did it pass the pool.
		assertThat(Trap.decoded).hasValue(0);
		assertThat(pool.snapshot().totals().submitted()).isEqualTo(submitted);
		assertThat(pool.deadLetters()).anyMatch((one) -> one.id().equals(task.id()));
		assertThatExceptionOfType(ReplayFileException.class)
			.isThrownBy(() -> application.getBean(ReplayFiles.class).write(pool, task.id()))
			.withMessageContaining("already");
	}

	@Test
	void poolsMayShareADirectory() {
		ReplayFiles files = application.getBean(ReplayFiles.class);
		ParallelPool one = pool("größe");
		ParallelPool other = pool("grüße");
		TaskFuture<String> task = one.send(new Trap(deadly.toString()), String.class);
		// Ids differ in what a name of a file can't have.
		TaskFuture<String> same = other.send(new Trap(deadly.toString()), String.class);
		Path file = letter(one, task);
		assertThat(files.find(other, task.id())).isEmpty();
		assertThat(files.find(other, same.id())).isEmpty();
		Path second = letter(other, same);
		assertThat(second).isNotEqualTo(file);
		assertThat(files.find(one, task.id())).contains(file);
		assertThat(files.find(other, same.id())).contains(second);
		assertThat(files.find(one, same.id())).isEmpty();
	}

	@Test
	void theFilterOfThePoolHoldsAlsoForFiles() throws Exception {
		ParallelPool pool = pool("other");
		TaskFuture<String> task = pool.send(new Trap(deadly.toString()), String.class);
		Path file = letter(pool, task);
		Path forged = forged(file,
				(head) -> head.replace("\"pool\": \"other\"", "\"pool\": \"strict\"").replace("$Other", "$Fragile"));
		ReplayOutcome refused = PoolReplay.of(forged).in(application).run();
		assertThat(refused.result().code()).as(refused.text()).isEqualTo("21399");
		assertThat(refused.text()).contains("REJECTED").contains("Trap");
		// Settings of a file are for people: no command of it is run.
		Path commanding = forged(file, (head) -> head.replace("\"process.command-prefix\": []",
				"\"process.command-prefix\": [\"/nowhere/command\"]"));
		assertThat(Files.readString(commanding, StandardCharsets.ISO_8859_1)).contains("/nowhere/command");
		assertThat(PoolReplay.of(commanding).in(application).run().text()).contains("exit code 8");
		assertThat(PoolReplay.of(commanding).run().text()).contains("exit code 8");
	}

	@Test
	void aLambdaRunsAgainInTheBuildThatHasWrittenIt() throws Exception {
		ParallelPool pool = pool("fragile");
		String path = Files.writeString(directory.resolve("for a lambda"), "").toString();
		TaskFuture<String> task = pool.submit(() -> {
			if (Files.exists(Path.of(path))) {
				Runtime.getRuntime().halt(9);
			}
			return "computed";
		});
		Path file = letter(pool, task);
		Files.delete(Path.of(path));
		assertThat(PoolReplay.of(file).run().value()).isEqualTo("computed");
		Path otherBuild = forged(file, (head) -> head.replaceAll("(ReplayTests\": \")....", "$10000"));
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> PoolReplay.of(otherBuild).run())
			.withMessageContainingAll(ReplayTests.class.getName(), "another build");
	}

	@Test
	void theCrashReportOfTheJvmIsInTheFileAndInTheOutcome() throws Exception {
		ParallelPool pool = pool("fragile");
		Path file = letter(pool, pool.submit(() -> crash()));
		assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
			.contains("A fatal error has been detected by the Java Runtime Environment");
		assertThat(PoolReplay.of(file).in(application).run().crashReport())
			.contains("A fatal error has been detected by the Java Runtime Environment");
	}

	@Test
	void theWorkerWaitsForADebuggerThatIsWished() throws Exception {
		ParallelPool pool = pool("fragile");
		Path mine = Files.writeString(directory.resolve("debugged"), "");
		Path file = letter(pool, pool.send(new Trap(mine.toString()), String.class));
		Files.delete(mine);
		int port = FreePort.find();
		CompletableFuture<ReplayOutcome> outcome = CompletableFuture.supplyAsync(() -> {
			try {
				return PoolReplay.of(file).in(application).debug(port).run();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		try (Jdwp debugger = Jdwp.attach(port)) {
			assertThat(outcome).isNotDone();
			debugger.resume();
			assertThat(outcome.join().isSuccess()).as(outcome.join().text()).isTrue();
		}
	}

	@Test
	void whatDoesNotFitToTheApplicationIsRefused() throws Exception {
		ParallelPool pool = pool("other");
		Path file = letter(pool, pool.send(new Trap(deadly.toString()), String.class));
		refuses(forged(file, (head) -> head.replace("\"pool\": \"other\"", "\"pool\": \"gone\"")), "no pool 'gone'",
				"fragile");
		refuses(forged(file, (head) -> head.replace("\"pool\": \"other\"", "\"pool\": \"fragile\"")),
				"'fragile' has the handler '" + Fragile.class.getName(), Other.class.getName());
		refuses(forged(file, (head) -> head.replace("\"pool\": \"other\"", "\"pool\": \"light\"")),
				"no worker processes");
		refuses(forged(file, (head) -> head.replace("\"work\": \"item\"", "\"work\": \"poll\"")), "'poll'");
		refuses(forged(file, (head) -> head.replace("\"work\"", "\"wrok\"")), "no 'work'");
		Path lost = forged(file, (head) -> head.replace("$Other", "$Lost"));
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> PoolReplay.of(lost).run())
			.withMessageContainingAll("$Lost", "no such class");
		for (String foreign : List.of("java.lang.StringBuilder", "java.lang.StringBuilder#append",
				Fragile.class.getName() + "#handle")) {
			Path named = forged(file,
					(head) -> head.replaceAll("(handlerClass\": \")[^\"]+", "$1" + foreign.replace("$", "\\$")));
			assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> PoolReplay.of(named).run())
				.withMessageContainingAll(foreign, "is no TaskHandler");
		}
	}

	private static void refuses(Path file, String... why) {
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> PoolReplay.of(file).in(application).run())
			.withMessageContainingAll(why);
	}

	@Test
	void nothingIsWrittenUnlessAPropertySaysSo() {
		ReplayFiles files = application.getBean(ReplayFiles.class);
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> files.write(pool("silent"), "x"))
			.withMessageContaining("'parallel.pools.silent.replay.directory'");
		assertThatExceptionOfType(java.util.NoSuchElementException.class)
			.isThrownBy(() -> files.write(pool("fragile"), "../../etc/passwd"))
			.withMessageContaining("no dead letter '../../etc/passwd'");
		assertThatExceptionOfType(ReplayFileException.class).isThrownBy(() -> files.write(pool("light"), "x"))
			.withMessageContaining("kind: process");
	}

	private static int crash() throws Exception {
		new ProcessBuilder("kill", "-SEGV", Long.toString(ProcessHandle.current().pid())).start();
		Thread.currentThread().join();
		return 1;
	}

	/** An item that notes where it is decoded. */
	record Trap(String path) implements Serializable {

		static final AtomicInteger decoded = new AtomicInteger();

		Trap {
			if (StackWalker.getInstance()
				.walk((frames) -> frames.anyMatch((one) -> one.getClassName().contains("odec")))) {
				decoded.incrementAndGet();
			}
		}

	}

	/** Dies as long as a file is there. */
	public static class Fragile implements TaskHandler<Trap, String> {

		@Override
		public String handle(Trap item, TaskContext context) {
			if (Files.exists(Path.of(item.path()))) {
				System.out.println("last words");
				Runtime.getRuntime().halt(7);
			}
			return "handled with " + context.args().get("password");
		}

	}

	/** Dies in another way. */
	public static class Other implements TaskHandler<Trap, String> {

		@Override
		public String handle(Trap item, TaskContext context) {
			Runtime.getRuntime().halt(8);
			return "";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(ParallelAutoConfiguration.class)
	static class Application {

	}

}
