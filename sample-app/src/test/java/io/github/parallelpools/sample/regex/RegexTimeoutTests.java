package io.github.parallelpools.sample.regex;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import io.github.parallelpools.pool.ParallelPool;
import io.github.parallelpools.sample.AsyncClient;
import io.github.parallelpools.sample.Hostile;
import io.github.parallelpools.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SampleTest
@TestPropertySource(properties = "spring.mvc.async.request-timeout=100ms")
class RegexTimeoutTests {

	@Autowired
	ParallelPool regex;

	@LocalServerPort
	int port;

	@Test
	void requestThatWaitsForTooLongIsServiceUnavailableAndFreesItsWorker() {
		HttpResponse<String> response = new AsyncClient(this.port).postJson("/regex", Hostile.SEARCH).join();

		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).contains("\"code\":\"503\"");
		// The answer is on its way before the search is cancelled.
		await().until(() -> this.regex.snapshot().totals().cancelled() == 1);
		await().until(() -> this.regex.snapshot().size().busy() == 0);
		assertThat(this.regex.snapshot().totals().cancelled()).isEqualTo(1);
	}

}
