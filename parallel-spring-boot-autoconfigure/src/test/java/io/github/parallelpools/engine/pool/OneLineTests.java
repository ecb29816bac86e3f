package io.github.parallelpools.engine.pool;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.engine.task.Execution;
import io.github.parallelpools.fixture.Death;
import io.github.parallelpools.fixture.ScriptedWorkers;
import io.github.parallelpools.pool.WorkerKind;
import io.github.parallelpools.task.TaskException;

import static org.assertj.core.api.Assertions.assertThat;

/** The message of an exception is one line, whatever went wrong. */
class OneLineTests {

	private final StillPool pool = new StillPool(WorkerKind.PROCESS, ScriptedWorkers.processes().still(),
			(recipe) -> recipe.size(1, 1))
		.opened();

	private TaskException failure(Execution<?> task) {
		this.pool.worker().step();
		return (TaskException) StillPool.failure(task);
	}

	@Test
	void aTextOfOneLineIsLeftAlone() {
		String text = "  all is well ";
		assertThat(OneLine.of(text)).isSameAs(text);
	}

	@Test
	void linesStandOneAfterTheOther() {
		assertThat(OneLine.of("it ended:\r\n\tfirst\n\n  second\r")).isEqualTo("it ended: | first | second");
		assertThat(OneLine.of("\n")).isEmpty();
		assertThat(OneLine.of("\u001b[31mred\nmo\u2028re")).isEqualTo("\\u001b[31mred | mo\\u2028re");
	}

	@Test
	void aTaskThatThrowsAMessageOfSeveralLinesHasAMessageOfOne() {
		TaskException failed = failure(this.pool.submit(() -> {
			throw new IllegalStateException("first\nsecond");
		}));
		assertThat(failed.getMessage()).endsWith("failed: java.lang.IllegalStateException: first | second");
		assertThat(failed.result().message()).isEqualTo("first\nsecond");
		assertThat(failed.result().stack()).contains("IllegalStateException: first\nsecond\n\tat ");
	}

	@Test
	void theLastLinesOfAWorkerThatDiedAreOneInTheMessageAndSeveralInTheResult() {
		TaskException died = failure(this.pool.submit(() -> {
			throw Death.of("exit code 3; its last output:\nfirst\nsecond");
		}));
		assertThat(died.getMessage()).endsWith(": exit code 3; its last output: | first | second");
		assertThat(died.result().message()).isEqualTo(died.getMessage());
		assertThat(died.result().stack()).isEqualTo("exit code 3; its last output:\nfirst\nsecond");
	}

}
