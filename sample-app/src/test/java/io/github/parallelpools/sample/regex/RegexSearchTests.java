package io.github.parallelpools.sample.regex;

import org.junit.jupiter.api.Test;

import io.github.parallelpools.sample.regex.RegexMatches.Match;
import io.github.parallelpools.sample.web.InvalidInputException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RegexSearchTests {

	@Test
	void matchesAreToldInTheOrderOfTheText() throws Exception {
		RegexMatches found = RegexSearch.of("a+", "baab a", 10).call();
		assertThat(found.matches()).containsExactly(new Match(1, 3), new Match(5, 6));
		assertThat(found.truncated()).isFalse();
		assertThat(found.pid()).isEqualTo(ProcessHandle.current().pid());
		assertThat(found.elapsedMs()).isNotNegative();
	}

	@Test
	void asManyMatchesAsAllowedAreNotTruncated() throws Exception {
		RegexMatches found = RegexSearch.of("a", "aaa", 3).call();
		assertThat(found.matches()).hasSize(3);
		assertThat(found.truncated()).isFalse();
	}

	@Test
	void moreMatchesThanAllowedAreTruncated() throws Exception {
		RegexMatches found = RegexSearch.of("a", "aaaa", 3).call();
		assertThat(found.matches()).hasSize(3);
		assertThat(found.truncated()).isTrue();
	}

	@Test
	void emptyMatchesEnd() throws Exception {
		assertThat(RegexSearch.of("x*", "ab", 10).call().matches()).containsExactly(new Match(0, 0), new Match(1, 1),
				new Match(2, 2));
	}

	@Test
	void patternThatDoesNotCompileIsInvalidInput() {
		assertThatExceptionOfType(InvalidInputException.class).isThrownBy(RegexSearch.of("(a", "a", 10)::call)
			.withMessageContaining("Unclosed group");
	}

}
