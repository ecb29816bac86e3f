package io.github.parallelpools.contract;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.github.parallelpools.pool.ParallelTask;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskContext;
import io.github.parallelpools.task.TaskNotPortableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What standalone tasks do in processes of their own only. */
class ProcessTaskTests extends TaskFixture {

	ProcessTaskTests() {
		super(WorkerKind.PROCESS);
	}

	@Test
	void aProcessThatIsKilledIsNoticedAndTheTaskCanStartAgain() throws Exception {
		ParallelTask<Object, String> task = running(task(waiting()).build());
		ProcessHandle.of(task.pid().orElseThrow()).orElseThrow().destroyForcibly();
		task.join(LONG);
		assertThat(task.isRunning()).isFalse();
		assertThat(task.pid()).isEmpty();
		assertThat(task.result().orElseThrow().code()).isEqualTo("31399");
		assertThat(task.result().orElseThrow().message()).contains("Task 'sum'", "its worker died", "SIGKILL");
		this.gate.open();
		assertThat(task.start().join()).isEqualTo("done");
		task.join();
		assertNothingIsLeft();
	}

	@Test
	void aProcessIsGoneWhenItsTaskHasEnded() throws Exception {
		ParallelTask<Object, String> task = running(task(waiting()).build());
		ProcessHandle process = ProcessHandle.of(task.pid().orElseThrow()).orElseThrow();
		this.gate.open();
		task.join();
		await().until(() -> !process.isAlive());
	}

	@Test
	void aProcessThatCanNotStartFailsTheRun() throws Exception {
		ParallelTask<Object, String> task = task(waiting()).jvmArgs("-XX:NoSuchOption").build();
		task.start();
		task.join(LONG);
		assertThat(task.result().orElseThrow().code()).isEqualTo("21399");
		assertThat(task.result().orElseThrow().message()).contains("NoSuchOption");
		assertNothingIsLeft();
	}

	@Test
	void whatCanNotTravelIsRefusedAtTheStart() {
		Object secret = new Object();
		ParallelTask<Object, String> captured = task((Object item, TaskContext context) -> "" + secret).build();
		assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(captured::start)
			.withMessageContaining("java.lang.Object")
			.withMessageContaining("captured variable 1");
		assertThat(captured.isRunning()).isFalse();
		ParallelTask<Object, Object> plain = task((Object item, TaskContext context) -> item).build();
		assertThatExceptionOfType(TaskNotPortableException.class).isThrownBy(() -> plain.start(new Object()))
			.withMessageContaining("java.lang.Object");
		assertThat(plain.start("text").join()).isEqualTo("text");
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void isBoundToProcessorsAtEachStartAndWhileItRuns() throws Exception {
		int last = Runtime.getRuntime().availableProcessors() - 1;
		ParallelTask<Object, String> task = task(stepping()).build();
		assertThat(task.runningCpu()).isEmpty();
		task.bindCpu(0);
		running(task);
		long pid = task.pid().orElseThrow();
		assertThat(allowed(pid)).isEqualTo("0");
		assertThat(task.runningCpu()).hasValue(0);
		task.bindCpu(last);
		assertThat(allowed(pid)).isEqualTo(Integer.toString(last));
		await().untilAsserted(() -> assertThat(task.runningCpu()).hasValue(last));
		task.forceStop();
		task.join(LONG);
		assertThat(task.runningCpu()).isEmpty();
		running(task);
		assertThat(allowed(task.pid().orElseThrow())).isEqualTo(Integer.toString(last));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void isNotBoundToAProcessorThatDoesNotExist() {
		ParallelTask<Object, String> task = task(stepping()).build();
		assertThatIllegalArgumentException().isThrownBy(() -> task.bindCpu(4711))
			.withMessageContaining("There is no processor 4711. There are: [0");
		assertThatIllegalArgumentException().isThrownBy(task::bindCpu).withMessageContaining("at least one");
	}

	private static String allowed(long pid) throws Exception {
		return Files.readAllLines(Path.of("/proc/" + pid + "/status"))
			.stream()
			.filter((line) -> line.startsWith("Cpus_allowed_list:"))
			.map((line) -> line.substring(line.indexOf(':') + 1).strip())
			.findFirst()
			.orElseThrow();
	}

	@Test
	void manyEndedProcessesLeaveNothingBehind() throws Exception {
		for (int i = 0; i < 10; i++) {
			ParallelTask<Integer, Integer> task = task((Integer n, TaskContext context) -> n).build();
			assertThat(task.start(i).join()).isEqualTo(i);
			task.join();
		}
		assertNothingIsLeft();
		await().until(() -> ProcessHandle.current()
			.children()
			.noneMatch((child) -> child.info().commandLine().orElse("").contains("ChildMain")));
	}

}
