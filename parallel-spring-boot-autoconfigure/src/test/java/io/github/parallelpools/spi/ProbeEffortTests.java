package io.github.parallelpools.spi;

import java.io.InvalidObjectException;
import java.time.Duration;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ProbeEffortTests {

	private final ProbeEffort effort = new ProbeEffort(Duration.ZERO);

	/** Keys that want one and the same place in the table, and a value for each. */
	private static Object[] entries(int count) {
		Object[] entries = new Object[2 * count];
		for (int i = 0; i < count; i++) {
			entries[2 * i] = 2 * count * i;
			entries[2 * i + 1] = "value";
		}
		return entries;
	}

	@Test
	void keysThatWantTheSamePlaceAreRefused() {
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> this.effort.tryTable(entries(1000), 2))
			.withMessageContaining("took more than 0 ms");
	}

	@Test
	void whatSeveralTablesTakeCountsTogether() {
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> {
			for (int i = 0; i < 1000; i++) {
				this.effort.tryTable(entries(40), 2);
			}
		});
	}

	@Test
	void keysThatHavePlacesOfTheirOwnAreNot() throws Exception {
		Object[] elements = new Object[100_000];
		for (int i = 0; i < elements.length; i++) {
			elements[i] = i;
		}
		this.effort.tryTable(elements, 1);
	}

	@Test
	void whatCanBeNoKeyIsLeftToTheTableItself() throws Exception {
		this.effort.tryTable(new Object[1000], 1);
		Object[] equal = new Object[1000];
		Arrays.fill(equal, "key");
		this.effort.tryTable(equal, 1);
	}

}
