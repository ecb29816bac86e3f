package io.github.parallelpools.autoconfigure;

import java.io.Serializable;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.LinkedCaseInsensitiveMap;

import io.github.parallelpools.shared.SharedMap;
import io.github.parallelpools.shared.SharedMapException;
import io.github.parallelpools.shared.store.SharedStore;
import io.github.parallelpools.spi.ApplicationObjects;
import io.github.parallelpools.spi.SharedObjects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What others have put into shared maps is decoded by the application if it is of its own
 * code, which its main class and its packages tell.
 */
class ReceivedFromMapsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ParallelAutoConfiguration.class));

	/** What a worker has put; the application has put nothing of that kind. */
	private static SharedMap<Object> mapWith(ApplicationContext context, Object value) {
		String tag = value.getClass().getSimpleName();
		new ApplicationObjects(context.getBean(SharedStore.class), ReceivedFromMapsTests.class.getClassLoader())
			.map(tag)
			.put("key", value);
		return context.getBean(SharedObjects.class).map(tag);
	}

	private static void assertRefused(ApplicationContext context, Object value) {
		SharedMap<Object> map = mapWith(context, value);
		assertThatExceptionOfType(SharedMapException.class).isThrownBy(() -> map.get("key"))
			.withMessageContaining(value.getClass().getName())
			.withMessageContaining("'parallel.shared.serial-filter'");
	}

	@Test
	void whatLiesBesideTheMainClassIsDecoded() {
		this.runner.withUserConfiguration(Main.class).run((context) -> {
			assertThat(mapWith(context, new Own()).get("key")).isInstanceOf(Own.class);
			assertRefused(context, new LinkedCaseInsensitiveMap<>());
		});
	}

	@Test
	void whatIsInItsPackagesIsDecodedWhereverItLies() {
		this.runner.withUserConfiguration(Packages.class).run((context) -> {
			assertThat(mapWith(context, new LinkedCaseInsensitiveMap<>()).get("key")).isNotNull();
			assertRefused(context, new Own());
		});
	}

	@Test
	void aMethodOrAClassThatIsNoMainClassTellsNothing() {
		this.runner.withUserConfiguration(Plain.class).run((context) -> assertRefused(context, new Own()));
	}

	@Test
	void theFilterAllowsMoreOrAnything() {
		ApplicationContextRunner main = this.runner.withUserConfiguration(Main.class);
		main.withPropertyValues("parallel.shared.serial-filter=org.springframework.util.*").run((context) -> {
			assertThat(mapWith(context, new LinkedCaseInsensitiveMap<>()).get("key")).isNotNull();
			assertThat(mapWith(context, new Own()).get("key")).isInstanceOf(Own.class);
		});
		this.runner.withPropertyValues("parallel.shared.serial-filter=*")
			.run((context) -> assertThat(mapWith(context, new Own()).get("key")).isInstanceOf(Own.class));
	}

	@Test
	void whatTheApplicationItselfHasPutIsDecoded() {
		this.runner.run((context) -> {
			SharedMap<Object> map = context.getBean(SharedObjects.class).map("tag");
			map.put("key", new Own());
			assertThat(map.get("key")).isInstanceOf(Own.class);
		});
	}

	static final class Own implements Serializable {

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	static class Main {

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage(basePackages = "org.springframework.util")
	static class Packages {

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		Own own() {
			return new Own();
		}

	}

}
