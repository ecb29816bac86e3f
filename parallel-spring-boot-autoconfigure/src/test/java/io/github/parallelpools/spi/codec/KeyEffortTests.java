package io.github.parallelpools.spi.codec;

import java.io.InvalidObjectException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KeyEffortTests {

	@Test
	void hashCodesMayVisitSoMuchTogether() throws Exception {
		KeyEffort effort = new KeyEffort(100, Long.MAX_VALUE);
		effort.add(60);
		effort.add(40);
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> effort.add(1))
			.withMessageContaining("more than 100 objects");
	}

	@Test
	void keysMayTakeSoLong() {
		KeyEffort effort = new KeyEffort(Long.MAX_VALUE, 1);
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> {
			while (true) {
				effort.add(1);
			}
		}).withMessageContaining("took more than");
	}

}
