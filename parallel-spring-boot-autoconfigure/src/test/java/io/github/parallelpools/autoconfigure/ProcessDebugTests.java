package io.github.parallelpools.autoconfigure;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.github.parallelpools.fixture.FreePort;
import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.pool.PoolSettings;
import io.github.parallelpools.pool.WorkerSnapshot;
import io.github.parallelpools.task.TaskFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A debugger can be attached to the first worker of a pool, from this machine only. */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class ProcessDebugTests {

	@Test
	void theFirstWorkerWaitsForADebuggerAndLimitsAreOff(@TempDir Path directory, CapturedOutput output)
			throws Exception {
		int port = FreePort.find();
		String go = directory.resolve("go").toString();
		PoolContextRunner.with()
			.withPropertyValues("parallel.pools.halted.kind=process", "parallel.pools.halted.max-size=2",
					"parallel.pools.halted.process.max-heap=64MB", "parallel.pools.halted.process.debug=" + port,
					"parallel.pools.halted.worker-overtime=1ms", "parallel.pools.halted.overtime-policy=kill",
					"parallel.pools.halted.recycle.max-tasks=1", "parallel.pools.halted.kill-budget.max-kills=1",
					"parallel.pools.halted.kill-grace=1m")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ParallelPool pool = context.getBean("halted", ParallelPool.class);
				assertThat(output).contains("WARN", "'halted'", "DEBUGGER on 127.0.0.1:" + port,
						"Remove 'process.debug'");
				PoolSettings settings = pool.settings();
				assertThat(settings.overtime().isLimited()).isFalse();
				assertThat(settings.overtime().killBudget().isLimited()).isFalse();
				assertThat(settings.upkeep().recycle().maxTasks()).isZero();
				assertThat(settings.size().releaseTime()).isZero();
				List<TaskFuture<Boolean>> both = List.of(pool.submit(() -> isDebugged(go)),
						pool.submit(() -> isDebugged(go)));
				try (Jdwp debugger = Jdwp.attach(port)) {
					assertLoopbackOnly(port);
					await().until(() -> pool.snapshot().size().busy() == 2);
					Files.createFile(Path.of(go));
					assertThat(both).extracting(TaskFuture::join).containsExactlyInAnyOrder(true, false);
				}
				// The next worker has the port when the first one has gone.
				pool.workers().stream().map(WorkerSnapshot::id).forEach(pool::killWorker);
				await().until(() -> pool.workers().isEmpty());
				assertThat(pool.submit(() -> isDebugged(go)).join()).isTrue();
				Jdwp.attach(port).close();
			});
	}

	private static boolean isDebugged(String go) throws InterruptedException {
		while (!Files.exists(Path.of(go))) {
			Thread.sleep(5);
		}
		return ManagementFactory.getRuntimeMXBean().getInputArguments().toString().contains("jdwp");
	}

	private static void assertLoopbackOnly(int port) throws Exception {
		List<InetAddress> others = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !address.isLoopbackAddress())
			.toList();
		assertThat(others).noneMatch((address) -> Jdwp.isListening(address, port));
	}

	@Test
	void whatMakesNoSenseIsRefused() {
		refuses("is the port of pool '", "parallel.pools.halted.kind=process", "parallel.pools.other.kind=process",
				"parallel.pools.other.process.debug=5005", "parallel.pools.halted.process.debug=5005");
		refuses("are threads", "parallel.pools.halted.process.debug=5005");
		refuses("from 1 to 65535", "parallel.pools.halted.kind=process", "parallel.pools.halted.process.debug=70000");
		refuses("have a debugger already (-agentlib:jdwp=transport=dt_socket)", "parallel.pools.halted.kind=process",
				"parallel.pools.halted.process.debug=5005",
				"parallel.pools.halted.process.jvm-args=-agentlib:jdwp=transport=dt_socket");
	}

	private static void refuses(String why, String... properties) {
		PoolContextRunner.with()
			.withPropertyValues(properties)
			.run((context) -> assertThat(context).getFailure().hasStackTraceContaining(why));
	}

	@Test
	void noOperatorOpensAPort() {
		assertThat(PoolReconfiguration.isOfNewWorkers("process.debug")).isFalse();
	}

}
