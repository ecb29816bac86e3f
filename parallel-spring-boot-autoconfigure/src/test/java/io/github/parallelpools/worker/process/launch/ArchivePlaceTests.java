package io.github.parallelpools.worker.process.launch;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.parallelpools.pool.InvalidSettingException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ArchivePlaceTests {

	@Test
	void yamlMakesFalseOfOff() {
		assertThat(ArchivePlace.of("off")).isEqualTo(ArchivePlace.of("false")).isEqualTo(ArchivePlace.OFF);
		assertThat(ArchivePlace.of("auto")).isEqualTo(ArchivePlace.of("true")).isEqualTo(ArchivePlace.AUTO);
	}

	@Test
	void anythingElseIsADirectory() {
		assertThat(ArchivePlace.of("some/where").directory()).isEqualTo(Path.of("some/where").toAbsolutePath());
		assertThat(ArchivePlace.of("/some/where").on()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a\0b" })
	void whatIsNoDirectoryIsRefused(String text) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> ArchivePlace.of(text))
			.withMessageContaining("process.archive");
	}

}
