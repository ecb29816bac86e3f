package io.github.parallelpools.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import io.github.parallelpools.actuate.endpoint.ParallelPoolsEndpoint;
import io.github.parallelpools.pool.Parallel;
import io.github.parallelpools.pool.ParallelPool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/** Applications with the actuator whose tests put mocks in the place of what they use. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "parallel.pools.mocked.max-size=1", "parallel.pools.real.max-size=1",
				"management.endpoints.jmx.exposure.include=parallelpools", "spring.jmx.enabled=true" })
class MockedPoolTests {

	@MockitoBean(name = "mocked")
	private ParallelPool mocked;

	@MockitoBean
	private Parallel parallel;

	@Autowired
	private ParallelPoolsEndpoint endpoint;

	@Autowired
	private CompositeHealthContributor health;

	@Autowired
	private MeterRegistry registry;

	@Test
	void theApplicationStartsAndShowsItsOtherPools() {
		given(this.mocked.renew("somebody")).willReturn(7);
		assertThat(this.mocked.renew("somebody")).isEqualTo(7);
		assertThat(this.parallel.tasks()).isEmpty();
		assertThat(String.valueOf(this.endpoint.pool("real"))).contains("state=RUNNING");
		assertThat(this.health.stream().map(CompositeHealthContributor.Entry::name)).containsExactly("real");
		assertThat(this.registry.get("parallel.pool.size.max").tag("pool", "real").gauge().value()).isOne();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ LifecycleAutoConfiguration.class, MetricsAutoConfiguration.class,
			SimpleMetricsExportAutoConfiguration.class, ParallelAutoConfiguration.class,
			ParallelMetricsAutoConfiguration.class, ParallelHealthAutoConfiguration.class,
			ParallelEndpointAutoConfiguration.class })
	static class Application {

	}

}
