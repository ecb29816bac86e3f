package io.github.parallelpools.sample;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Starts the sample with its real pools, but less patient, and without the tour. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.tour.enabled=false", "parallel.pools.regex.worker-overtime=1s",
				"parallel.pools.batches.worker-overtime=1s" })
@AutoConfigureRestTestClient
public @interface SampleTest {

}
