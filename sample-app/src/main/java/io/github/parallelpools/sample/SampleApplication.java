package io.github.parallelpools.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

import io.github.parallelpools.sample.cluster.Instances;

/** Starts the sample. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleApplication {

	public static void main(String[] args) {
		Instances.endWithParent();
		SpringApplication.run(SampleApplication.class, args);
	}

}
