package io.github.parallelpools.spi;

import java.time.Instant;
import java.util.Optional;

import io.github.parallelpools.task.TaskProgress;
import io.github.parallelpools.task.TaskUsage;

/** The run of a task of which nobody asks anything, unless a test says otherwise. */
public class UndisturbedRun implements TaskRun {

	@Override
	public String taskId() {
		return "tests-1";
	}

	@Override
	public int attempt() {
		return 1;
	}

	@Override
	public Optional<Instant> deadline() {
		return Optional.empty();
	}

	@Override
	public boolean isDecided() {
		return false;
	}

	@Override
	public boolean isPauseRequested() {
		return false;
	}

	@Override
	public boolean isStopRequested() {
		return false;
	}

	@Override
	public int requestRound() {
		return 0;
	}

	@Override
	public void waitingElsewhere(boolean waiting, int round) {
	}

	@Override
	public void checkpoint() {
	}

	@Override
	public void progress(TaskProgress progress) {
	}

	@Override
	public void used(TaskUsage usage) {
	}

}
