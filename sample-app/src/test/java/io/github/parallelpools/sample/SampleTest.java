package io.github.parallelpools.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * Starts the sample with its real pools, but without the tour, and so patient that a busy
 * machine ends no task: tests of the limit set their own. What a job without a folder of
 * its own reads is not much.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.tour.enabled=false", "sample.checksum-folder=src/main/resources/tour",
				"parallel.pools.regex.worker-overtime=10m", "parallel.pools.batches.worker-overtime=10m",
				"parallel.pools.thumbnails.worker-overtime=10m" })
@AutoConfigureRestTestClient
public @interface SampleTest {

}
