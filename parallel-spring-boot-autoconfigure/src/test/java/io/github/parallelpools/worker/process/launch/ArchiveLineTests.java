package io.github.parallelpools.worker.process.launch;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.worker.process.launch.ArchiveLine.Phase;
import io.github.parallelpools.worker.process.launch.ArchiveLine.Role;

import static org.assertj.core.api.Assertions.assertThat;

class ArchiveLineTests {

	private static final Duration FAST = Duration.ofMillis(80);

	private static final Duration USUAL = Duration.ofMillis(100);

	private static final Duration SLOW = Duration.ofMillis(120);

	private static ArchiveLine atTrial() {
		ArchiveLine line = new ArchiveLine(Phase.TRIAL);
		assertThat(line.next()).isEqualTo(Role.PLAIN);
		assertThat(line.ready(Role.PLAIN, USUAL)).isNull();
		return line;
	}

	@Test
	void oneWorkerLearnsAndTheOthersStartAsUsual() {
		ArchiveLine line = new ArchiveLine(Phase.EMPTY);
		assertThat(Stream.generate(line::next).limit(3)).containsExactly(Role.LEARNER, Role.PLAIN, Role.PLAIN);
		assertThat(line.learned()).isTrue();
		assertThat(line.learned()).isFalse();
		assertThat(line.next()).isEqualTo(Role.PLAIN);
		line.made();
		assertThat(line.phase()).isEqualTo(Phase.TRIAL);
	}

	@Test
	void afterThreeLearnersThatWereKilledThereIsNone() {
		ArchiveLine line = new ArchiveLine(Phase.EMPTY);
		for (int i = 0; i < 2; i++) {
			assertThat(line.next()).isEqualTo(Role.LEARNER);
			assertThat(line.failed(Role.LEARNER)).isNull();
		}
		assertThat(line.next()).isEqualTo(Role.LEARNER);
		assertThat(line.failed(Role.LEARNER)).contains("good order");
		assertThat(line.next()).isEqualTo(Role.PLAIN);
	}

	@Test
	void nobodyTriesAnArchiveBeforeItIsKnownHowLongOthersTake() {
		ArchiveLine line = new ArchiveLine(Phase.TRIAL);
		assertThat(List.of(line.next(), line.next())).containsOnly(Role.PLAIN);
	}

	@Test
	void oneCanaryIsOutUntilItIsReady() {
		ArchiveLine line = atTrial();
		assertThat(Stream.generate(line::next).limit(3)).containsExactly(Role.CANARY, Role.PLAIN, Role.PLAIN);
		assertThat(line.ready(Role.CANARY, FAST)).isNull();
		assertThat(Stream.generate(line::next).limit(2)).containsOnly(Role.USER);
	}

	@Test
	void anArchiveThatBringsNothingIsGivenUpAtTheThirdTry() {
		ArchiveLine line = atTrial();
		for (int i = 0; i < 2; i++) {
			assertThat(line.next()).isEqualTo(Role.CANARY);
			assertThat(line.ready(Role.CANARY, SLOW)).isNull();
		}
		assertThat(line.next()).isEqualTo(Role.CANARY);
		assertThat(line.ready(Role.CANARY, SLOW)).contains("120 ms instead of 100 ms");
		assertThat(line.next()).isEqualTo(Role.PLAIN);
	}

	@Test
	void aSlowCanaryMayHaveHadBadLuck() {
		ArchiveLine line = atTrial();
		assertThat(line.next()).isEqualTo(Role.CANARY);
		assertThat(line.ready(Role.CANARY, SLOW)).isNull();
		assertThat(line.next()).isEqualTo(Role.CANARY);
		assertThat(line.ready(Role.CANARY, FAST)).isNull();
		assertThat(line.phase()).isEqualTo(Phase.TRUSTED);
	}

	@Test
	void aCanaryThatWasStoppedBeforeItWasReadyProvesNothing() {
		ArchiveLine line = atTrial();
		assertThat(line.next()).isEqualTo(Role.CANARY);
		line.undecided(Role.CANARY);
		assertThat(line.next()).isEqualTo(Role.CANARY);
	}

	@Test
	void whatAWorkerDidNotStartOrHasCrashedWithIsGivenUpOnce() {
		ArchiveLine line = atTrial();
		assertThat(line.next()).isEqualTo(Role.CANARY);
		assertThat(line.failed(Role.CANARY)).contains("crashed");
		assertThat(line.failed(Role.USER)).isNull();
		assertThat(line.ready(Role.CANARY, FAST)).isNull();
		assertThat(line.next()).isEqualTo(Role.PLAIN);
	}

	@Test
	void aWorkerWithoutAnArchiveSaysNothingOfIt() {
		ArchiveLine line = new ArchiveLine(Phase.TRUSTED);
		assertThat(line.failed(Role.PLAIN)).isNull();
		assertThat(line.next()).isEqualTo(Role.USER);
	}

}
