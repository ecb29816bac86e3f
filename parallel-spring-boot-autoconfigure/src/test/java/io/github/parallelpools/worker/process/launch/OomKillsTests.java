package io.github.parallelpools.worker.process.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import io.github.parallelpools.spi.MarkedProcesses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The message of a worker that the kernel killed because memory ran out says so. */
@Timeout(60)
class OomKillsTests {

	private static final OomKills UNKNOWN = new OomKills(OptionalLong.empty(), OptionalLong.empty());

	private static OomKills kills(long system, long group) {
		return new OomKills(OptionalLong.of(system), OptionalLong.of(group));
	}

	@Test
	void theSurerTheEvidenceTheSurerTheMessage() {
		OomKills before = kills(4, 1);
		assertThat(before.killer(kills(5, 2), Optional.of("Killed process 7 (java)")))
			.startsWith("the kernel killed it because memory ran out")
			.contains("Killed process 7 (java)", "'parallel.memory-budget'");
		assertThat(before.killer(kills(6, 3), Optional.empty()))
			.startsWith("most likely the kernel killed it because memory ran out")
			.contains("with 2 in the application's control group");
		assertThat(before.killer(kills(7, 1), Optional.empty()))
			.contains("perhaps the kernel because memory ran out, as it did with 3 in the whole system");
		assertThat(before.killer(kills(4, 1), Optional.empty()))
			.contains("somebody killed it, and it was not the kernel");
		assertThat(UNKNOWN.killer(UNKNOWN, Optional.empty())).contains("perhaps the system because memory ran out");
	}

	@Test
	void theKernelsLogIsUnderstood() {
		List<String> log = List.of("[ 9.1] Killed process 17 (java) total-vm:1kB",
				"[ 9.2] Memory cgroup out of memory: Killed process 28340 (java) total-vm:3134260kB, anon-rss:1kB",
				"[ 9.3] oom_reaper: reaped process 28340 (java)");
		assertThat(OomKills.victim(log, Set.of(1L, 28340L)))
			.contains("Memory cgroup out of memory: Killed process 28340 (java)");
		assertThat(OomKills.victim(log, Set.of(17L))).contains("Killed process 17 (java)");
		assertThat(OomKills.victim(log, Set.of(2834L, 7L))).isEmpty();
	}

	@Test
	void theKernelsNumbersAreRead(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("memory.events");
		assertThat(OomKills.count(file)).isEmpty();
		Files.writeString(file, "low 0\noom 9\noom_kill 12\noom_group_kill 3\n");
		assertThat(OomKills.count(file)).hasValue(12);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aProcessWithoutMemoryIsSeenToBeKilledByTheKernel(@TempDir Path directory) throws Exception {
		Assumptions.assumeTrue(OomKills.now().system().isPresent(), "needs a kernel that counts");
		Path group = memoryGroup();
		try {
			Process process = new ProcessBuilder("sh", "-c",
					"echo $$ > " + group + "/cgroup.procs; exec tail /dev/zero")
				.redirectErrorStream(true)
				.start();
			ChildProcess child = new ChildProcess(Session.NONE, process, MarkedProcesses.unused(),
					new CrashReport(directory.resolve("crash").toString()),
					BeginFile.create(directory.resolve("begun")), ArchiveStart.NONE, Runnable::run);
			assertThat(child.end(Duration.ofSeconds(50))).isTrue();
			assertThat(child.describeEnd()).contains("exit code 137, signal 9 (SIGKILL)", "because memory ran out")
				.doesNotContain("not the kernel", "perhaps the system");
		}
		finally {
			await().until(() -> isRemoved(group));
		}
	}

	/** A control group with little memory, of either version, where one can be made. */
	private static Path memoryGroup() throws IOException {
		String name = "parallel-test-" + ProcessHandle.current().pid();
		for (Map.Entry<String, String> limit : Map
			.of("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "/sys/fs/cgroup", "memory.max")
			.entrySet()) {
			Path parent = Path.of(limit.getKey());
			if (Files.isRegularFile(parent.resolve("cgroup.procs")) && Files.isWritable(parent)) {
				Path group = Files.createDirectory(parent.resolve(name));
				if (Files.isWritable(group.resolve(limit.getValue()))) {
					Files.writeString(group.resolve(limit.getValue()), String.valueOf(32 * 1024 * 1024));
					return group;
				}
				Files.delete(group);
			}
		}
		return Assumptions.abort("needs a control group for memory");
	}

	private static boolean isRemoved(Path group) {
		try {
			Files.deleteIfExists(group);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void whatTheApplicationHasKilledNobodyElseIsBlamedFor(@TempDir Path directory) throws Exception {
		Process process = new ProcessBuilder("sleep", "1000").redirectErrorStream(true).start();
		ChildProcess child = new ChildProcess(Session.NONE, process, MarkedProcesses.unused(),
				new CrashReport(directory.resolve("crash").toString()), BeginFile.create(directory.resolve("begun")),
				ArchiveStart.NONE, Runnable::run);
		assertThat(child.end(Duration.ZERO)).isFalse();
		assertThat(child.describeEnd()).contains("SIGKILL", "the application killed it").doesNotContain("memory");
	}

}
