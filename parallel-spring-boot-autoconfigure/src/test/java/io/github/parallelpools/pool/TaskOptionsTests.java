package io.github.parallelpools.pool;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TaskOptionsTests {

	@Test
	void eachIsSetWithoutTheOthers() {
		TaskOptions all = TaskOptions.ofTag("order 7").withPriority(3).withDeadline(Duration.ofSeconds(2));
		assertThat(all).isEqualTo(new TaskOptions("order 7", 3, Duration.ofSeconds(2)));
		assertThat(TaskOptions.ofDeadline(Duration.ofSeconds(2)).withPriority(3).withTag("order 7")).isEqualTo(all);
		assertThat(all.inTransaction()).isFalse();
		TaskOptions joined = new TaskOptions("order 7", 3, Duration.ofSeconds(2), true);
		assertThat(all.withTransaction()).isEqualTo(joined);
		assertThat(TaskOptions.ofTransaction().withDeadline(Duration.ofSeconds(2)).withTag("order 7").withPriority(3))
			.isEqualTo(joined);
		TaskOptions named = new TaskOptions("order 7", 3, Duration.ofSeconds(2), true, "mail");
		assertThat(joined.withOnEnd("mail")).isEqualTo(named);
		assertThat(TaskOptions.onEnd("mail")
			.withTransaction()
			.withDeadline(Duration.ofSeconds(2))
			.withTag("order 7")
			.withPriority(3)).isEqualTo(named);
		assertThat(joined.onEnd()).isNull();
		assertThat(TaskOptions.ofPriority(0)).isSameAs(TaskOptions.DEFAULTS);
		assertThat(TaskOptions.ofPriority(-1)).isEqualTo(new TaskOptions(null, -1, null));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\nb", "\u0007" })
	void aTagIsOneLineWithText(String tag) {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskOptions.ofTag(tag))
			.withMessage("A tag can't be '%s'. Use one line of 1 to 200 characters, or leave it out.",
					tag.replaceAll("\\p{Cntrl}", "?"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\nb" })
	void theNameOfABeanIsOneLineWithText(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskOptions.onEnd(name))
			.withMessage(
					"The name of a bean that is told of an end can't be '%s'. Use one line of 1 to 200 characters, or leave it out.",
					name.replaceAll("\\p{Cntrl}", "?"));
	}

	@Test
	void aTagIsNotLong() {
		assertThat(TaskOptions.ofTag("t".repeat(200)).tag()).hasSize(200);
		assertThatIllegalArgumentException().isThrownBy(() -> TaskOptions.ofTag("t".repeat(201)))
			.withMessageContaining("t...'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT876000H0.000000001S" })
	void aDeadlineIsLaterThanNowAndNotForEver(Duration deadline) {
		assertThatIllegalArgumentException().isThrownBy(() -> TaskOptions.ofDeadline(deadline))
			.withMessage(
					"A task can't have %s to begin. Give it more than zero and at most 36500 days, or leave the deadline out.",
					deadline);
	}

	@Test
	void theLongestDeadlineIsPossible() {
		assertThat(TaskOptions.ofDeadline(Duration.ofDays(36500)).deadline()).hasDays(36500);
		assertThat(TaskOptions.ofDeadline(Duration.ofNanos(1)).deadline()).hasNanos(1);
	}

}
