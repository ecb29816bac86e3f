package io.github.parallelpools.engine.task;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.parallelpools.pool.TaskOptions;
import io.github.parallelpools.task.TaskOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/** What one task has come to, whoever says so first. */
class ExecutionTests {

	private final Execution<?> task = new Execution<>(new QuietOwner(), "payload", null, TaskOptions.DEFAULTS, 100);

	static List<TaskOutcome> outcomes() {
		return List.of(new TaskOutcome.Succeeded("done"), new TaskOutcome.Failed(new IllegalStateException()),
				new TaskOutcome.Cancelled("nobody wants it"), new TaskOutcome.Died("signal 9"));
	}

	@ParameterizedTest
	@MethodSource("outcomes")
	void theFirstWhoDecidesIsRight(TaskOutcome first) {
		assertThat(this.task.isDecided()).isFalse();
		assertThat(this.task.decide(first)).isTrue();
		for (TaskOutcome later : outcomes()) {
			assertThat(this.task.decide(later)).isFalse();
		}
		assertThat(this.task.outcome()).isSameAs(first);
	}

	@Test
	void theFirstWhoClaimsToTellOfTheEndTells() {
		assertThat(this.task.claimDelivery()).isTrue();
		assertThat(this.task.claimDelivery()).isFalse();
		assertThat(this.task.decide(new TaskOutcome.Succeeded(1))).as("that is another question").isTrue();
	}

	/**
	 * What happens in turn: the task is asked to end, it is over time, its result is
	 * told. Then whether it is over time, and whether its result says that it ran for
	 * long.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			none           | false | false
			asked          | false | true
			over           | true  | true
			asked over     | true  | true
			over asked     | true  | true
			over over      | true  | true
			told asked     | false | false
			told over      | false | false
			""")
	void isFlaggedUntilItsResultIsTold(String history, boolean over, boolean told) {
		Boolean said = null;
		for (String event : history.split(" ")) {
			switch (event) {
				case "none" -> {
				}
				case "asked" -> this.task.flagAsked();
				case "over" -> {
					boolean before = this.task.isOvertime();
					assertThat(this.task.flagOvertime()).isEqualTo(over && !before);
				}
				case "told" -> said = this.task.tellOvertime();
				default -> throw new AssertionError(event);
			}
		}
		assertThat(this.task.isOvertime()).isEqualTo(over);
		assertThat((said != null) ? said : this.task.tellOvertime()).isEqualTo(told);
	}

	@Test
	void givesAwayWhatItWasGivenOnceItBegins() {
		assertThat(this.task.hasBegun()).isFalse();
		assertThat(this.task.attempts()).isZero();
		assertThat(this.task.started(130)).isEqualTo("payload");
		assertThat(this.task.hasBegun()).isTrue();
		assertThat(this.task.attempts()).isEqualTo(1);
		assertThat(this.task.takePayload()).as("its owner does not keep it").isNull();
		assertThat(this.task.waitedNanos(999)).isEqualTo(30);
		assertThat(this.task.elapsedNanos(170)).isEqualTo(40);
	}

	@Test
	void isAsItWasBeforeWhenItIsRunAgain() {
		this.task.started(130);
		this.task.flagOvertime();
		this.task.control().stop();
		this.task.killed();
		this.task.beginAnew();
		assertThat(this.task.hasBegun()).isFalse();
		assertThat(this.task.isOvertime()).isFalse();
		assertThat(this.task.isStopRequested()).isFalse();
		assertThat(this.task.attempt()).isEqualTo(2);
		assertThat(this.task.attempts()).isEqualTo(1);
		assertThat(this.task.kills()).isEqualTo(1);
		assertThat(this.task.elapsedNanos(999)).isZero();
		assertThat(this.task.waitedNanos(150)).as("it waits still").isEqualTo(50);
	}

	@Test
	void hasWaitedAndRunForNoLessThanNothingThoughTheClockIsMovedBack() {
		assertThat(this.task.waitedNanos(90)).isZero();
		this.task.started(80);
		assertThat(this.task.waitedNanos(80)).isZero();
		assertThat(this.task.elapsedNanos(70)).as("it has run").isPositive();
	}

	@Test
	void hasNotRunWhenItIsGivenBack() {
		this.task.started(130);
		this.task.flagAsked();
		this.task.returned();
		assertThat(this.task.hasBegun()).isFalse();
		assertThat(this.task.returns()).isEqualTo(1);
		assertThat(this.task.attempt()).isEqualTo(1);
		assertThat(this.task.attempts()).isZero();
		assertThat(this.task.tellOvertime()).isFalse();
	}

	@Test
	void aLookThatFoundNothingWasNoTask() {
		Execution<?> nothing = Execution.look(new QuietOwner(), "look", 0);
		Execution<?> something = Execution.look(new QuietOwner(), "look", 0);
		assertThat(nothing.foundNothing()).as("it may find something").isFalse();
		nothing.decide(new TaskOutcome.Succeeded(null));
		something.decide(new TaskOutcome.Succeeded("letter"));
		this.task.decide(new TaskOutcome.Succeeded(null));
		assertThat(nothing.foundNothing()).isTrue();
		assertThat(something.foundNothing()).isFalse();
		assertThat(this.task.foundNothing()).as("it was given something to do").isFalse();
	}

}
