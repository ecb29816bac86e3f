package io.github.parallelpools.sample.tour;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.springframework.core.io.ClassPathResource;

/**
 * What the tour works on: texts and images on the class path, which is read alike from a
 * directory and from a jar.
 */
final class TourInput {

	/** A search in a text. */
	record Search(String text, String pattern) {
	}

	static final List<Search> SEARCHES = List.of(new Search("raven", "\\b(\\w+)ore\\b"),
			new Search("raven", "(?m)^(And|Ah|Only).*$"), new Search("raven", "\\b(\\w)\\w+ \\1\\w+\\b"),
			new Search("gettysburg", "\\b[Dd]edicat\\w+"), new Search("gettysburg", "(?i)\\bpeople\\b"),
			new Search("gettysburg", "\\b\\w{10,}\\b"), new Search("alice", "\\bAlice\\b"),
			new Search("alice", "\"[^\"]*\""), new Search("alice", "\\w+-\\w+"),
			new Search("access-log", "\\b\\d{1,3}(\\.\\d{1,3}){3}\\b"), new Search("access-log", "\" (4|5)\\d\\d "),
			new Search("access-log", "\\[[^\\]]*\\] \"POST /\\w+"));

	static final List<String> IMAGES = List.of("hills.jpg", "fractal.png", "rings.png", "weave.gif");

	/** Tries 2^40 ways to match, and then 2^39 from the next character on. */
	static final String HOSTILE_PATTERN = "(([a-z]+)*)+$";

	static final String HOSTILE_TEXT = "a".repeat(40) + "!";

	private TourInput() {
	}

	static String text(String name) throws IOException {
		return new ClassPathResource("tour/texts/" + name + ".txt").getContentAsString(StandardCharsets.UTF_8);
	}

	static byte[] image(String name) throws IOException {
		return new ClassPathResource("tour/images/" + name).getContentAsByteArray();
	}

	static byte[] bomb() throws IOException {
		return new ClassPathResource("tour/hostile/bomb.png").getContentAsByteArray();
	}

}
