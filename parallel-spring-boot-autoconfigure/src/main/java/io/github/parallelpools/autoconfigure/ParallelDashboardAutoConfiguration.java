package io.github.parallelpools.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.util.StringUtils;

import io.github.parallelpools.actuate.dashboard.ParallelDashboardEndpoint;
import io.github.parallelpools.autoconfigure.context.OutsideOfWorkers;

/**
 * Auto-configuration of the page {@code parallelpoolsui}.
 */
@AutoConfiguration(after = { ParallelEndpointAutoConfiguration.class, EndpointAutoConfiguration.class })
@Conditional(OutsideOfWorkers.class)
@ConditionalOnWebApplication
@ConditionalOnClass({ PathMappedEndpoints.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(ParallelDashboardEndpoint.class)
public final class ParallelDashboardAutoConfiguration {

	private static final EndpointId PAGE = EndpointId.of("parallelpoolsui");

	private static final EndpointId ENDPOINT = EndpointId.of("parallelpools");

	@Bean
	@ConditionalOnMissingBean
	ParallelDashboardEndpoint parallelDashboardEndpoint(ObjectProvider<PathMappedEndpoints> paths) {
		return new ParallelDashboardEndpoint(() -> address(paths.getIfAvailable()));
	}

	/**
	 * Where the endpoint is as seen from the page: neither may have the path of its name.
	 */
	private static String address(@Nullable PathMappedEndpoints paths) {
		String page = path(paths, PAGE);
		return "./" + "../".repeat(StringUtils.countOccurrencesOf(page, "/")) + path(paths, ENDPOINT);
	}

	private static String path(@Nullable PathMappedEndpoints paths, EndpointId endpoint) {
		String mapped = (paths != null) ? paths.getRootPath(endpoint) : null;
		return (mapped != null) ? mapped : endpoint.toString();
	}

}
