package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

import io.github.parallelpools.pool.ParallelPool;

/** An application that is processed ahead of time. It tells where its pools run tasks. */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(ParallelAutoConfiguration.class)
class AheadOfTimeApplication {

	public static void main(String[] args) {
		new SpringApplicationBuilder(AheadOfTimeApplication.class).web(WebApplicationType.NONE).run(args);
	}

	@Bean
	ApplicationRunner tells(BeanFactory beans) {
		return (args) -> {
			for (String name : List.of("early", "laterOn")) {
				long pid = beans.getBean(name, ParallelPool.class)
					.submit(() -> ProcessHandle.current().pid())
					.get(100, TimeUnit.SECONDS);
				System.out.println(name + " ran in this process: " + (pid == ProcessHandle.current().pid()));
			}
		};
	}

}
