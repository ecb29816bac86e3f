package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.SharedMapException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What shared maps may hold is set by properties. */
class SharedMapPropertiesTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with();

	@ParameterizedTest
	@CsvSource({ "max-entries,3,3", "max-map-bytes,10KB,10240", "max-bytes,20KB,20480" })
	void aMapThatIsFullNamesTheProperty(String property, String value, String told) {
		this.runner.withPropertyValues("parallel.shared." + property + "=" + value).run((context) -> {
			SharedMap<Object> map = context.getBean(Parallel.class).map("tag");
			assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> {
				for (int i = 0; i < 100; i++) {
					map.put("key" + i, new byte[1000]);
				}
			})
				.withMessageContaining("'tag'")
				.withMessageContaining("'parallel.shared.%s' is %s".formatted(property, told));
			assertThat(map).hasSizeBetween(3, 20);
		});
	}

	@Test
	void withoutAnyAQuarterOfTheHeapIsForMaps() {
		ParallelProperties.Shared shared = new ParallelProperties.Shared(null, DataSize.ofMegabytes(64), 10, null,
				null);
		assertThat(shared.limits().maxBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
		assertThat(shared.limits().maxMapBytes()).isEqualTo(shared.limits().maxBytes());
	}

	@ParameterizedTest
	@CsvSource({ "max-entries,0,1 or more", "max-map-bytes,-1B,at least 1KB", "max-bytes,0B,at least 1KB" })
	void whatLeavesNoRoomIsRefused(String property, String value, String remedy) {
		this.runner.withPropertyValues("parallel.shared." + property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("shared." + property)
				.hasMessageContaining(remedy));
	}

}
