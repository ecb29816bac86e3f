package io.github.parallelpools.autoconfigure;

import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint is there when it can be reached, and the application starts without it.
 */
class WithoutActuatorTests {

	private final ApplicationContextRunner runner = PoolContextRunner.with(ParallelEndpointAutoConfiguration.class)
		.withPropertyValues("parallel.pools.regex.max-size=2");

	@Test
	void withoutTheActuatorTheApplicationStarts() {
		this.runner.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("parallelPoolsEndpoint"));
		this.runner.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("parallelPoolsEndpoint"));
	}

	@Test
	void anEndpointThatIsNotExposedIsNotMade() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(ParallelPoolsEndpoint.class));
	}

	@Test
	void anExposedEndpointIsMade() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=parallelpools")
			.run((context) -> assertThat(context).hasSingleBean(ParallelPoolsEndpoint.class));
	}

	@Test
	void withoutAccessTheEndpointIsNotMade() {
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=parallelpools",
					"management.endpoint.parallelpools.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ParallelPoolsEndpoint.class));
	}

}
