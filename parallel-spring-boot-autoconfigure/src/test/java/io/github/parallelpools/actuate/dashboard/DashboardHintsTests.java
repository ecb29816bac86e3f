package io.github.parallelpools.actuate.dashboard;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

import static org.assertj.core.api.Assertions.assertThat;

/** Native images have each file of the page. */
class DashboardHintsTests {

	@Test
	void eachFileOfThePageIsHinted() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new DashboardHints().registerHints(hints, null);
		String directory = "io/github/parallelpools/actuate/dashboard/";
		Resource[] files = new PathMatchingResourcePatternResolver().getResources("classpath*:" + directory + "*.*s");
		assertThat(files).hasSizeGreaterThan(7);
		for (Resource file : files) {
			if (!file.getFilename().endsWith(".class")) {
				assertThat(RuntimeHintsPredicates.resource().forResource(directory + file.getFilename()))
					.as(file.getFilename())
					.accepts(hints);
			}
		}
		assertThat(RuntimeHintsPredicates.resource()
			.forResource(new ClassPathResource("page.html", DashboardPage.class).getPath())).accepts(hints);
	}

}
