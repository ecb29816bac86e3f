package io.github.parallelpools.actuate.dashboard;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.util.function.SingletonSupplier;

/**
 * Serves the page that shows and operates pools, under the exposure and the security of
 * the actuator. The page does what the endpoint {@code parallelpools} allows whoever
 * looks at it. Safe for use by several threads.
 */
@ImportRuntimeHints(DashboardHints.class)
@WebEndpoint(id = "parallelpoolsui", defaultAccess = Access.READ_ONLY)
public class ParallelDashboardEndpoint {

	private final SingletonSupplier<byte[]> page;

	/**
	 * Makes an endpoint.
	 * @param endpoint supplies the address of the endpoint {@code parallelpools}, as seen
	 * from the page; asked once, by the first who looks at it
	 */
	public ParallelDashboardEndpoint(Supplier<String> endpoint) {
		this.page = SingletonSupplier.of(() -> DashboardPage.of(endpoint.get()).getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The page.
	 * @return a whole HTML document
	 */
	@ReadOperation(produces = "text/html;charset=UTF-8")
	public Resource page() {
		return new ByteArrayResource(this.page.obtain());
	}

}
