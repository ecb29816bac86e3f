package io.github.parallelpools.worker.process;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Processors are chosen and found where the system can do it, and refused elsewhere. */
class LinuxCpusTests {

	@TempDir
	Path root;

	private LinuxCpus cpus(String system) throws Exception {
		Path taskset = Files.createDirectories(this.root.resolve("bin")).resolve("taskset");
		if (!Files.exists(taskset)) {
			Files.writeString(taskset, "");
			assertThat(taskset.toFile().setExecutable(true)).isTrue();
		}
		Files.writeString(Files.createDirectories(this.root.resolve("sys/devices/system/cpu")).resolve("online"),
				"0-2,5\n");
		return new LinuxCpus(system, "/nowhere::" + this.root.resolve("bin"), this.root);
	}

	@Test
	void aProcessIsBoundByWhatStandsBeforeItsCommand() throws Exception {
		assertThat(cpus("Linux").prefix(0, 5)).containsExactly(this.root.resolve("bin/taskset").toString(), "-c",
				"0,5");
	}

	@Test
	void aProcessorThatDoesNotExistIsRefusedWithThoseThatDo() throws Exception {
		for (int wrong : new int[] { -1, 3, 6 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> cpus("Linux").prefix(0, wrong))
				.withMessage("There is no processor " + wrong + ". There are: [0, 1, 2, 5].");
		}
		assertThatIllegalArgumentException().isThrownBy(() -> cpus("Linux").prefix())
			.withMessageContaining("at least one");
	}

	@Test
	void otherSystemsAreRefused() throws Exception {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> cpus("Mac OS X").prefix(0))
			.withMessageContaining("this is Mac OS X");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> cpus("Mac OS X").running(1));
	}

	@Test
	void aMissingTasksetIsTold() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> new LinuxCpus("Linux", "", this.root).prefix(0))
			.withMessageContaining("there is no 'taskset' in the PATH");
	}

	@Test
	void theMainThreadIsTheOneThatHasTheCommandsNameAndIsNotTheFirst() throws Exception {
		thread("", "java", 1);
		thread("task/77/", "java", 1);
		thread("task/78/", "GC Thread#0", 2);
		thread("task/79/", "java", 3);
		assertThat(cpus("Linux").running(77)).hasValue(3);
		assertThat(cpus("Linux").running(78)).isEmpty();
	}

	private void thread(String path, String command, int cpu) throws Exception {
		Path directory = Files.createDirectories(this.root.resolve("proc/77/" + path));
		Files.writeString(directory.resolve("comm"), command + "\n");
		Files.writeString(directory.resolve("stat"), "77 (od d) na)me) S" + " 0".repeat(35) + " " + cpu + " 0 0\n");
	}

}
