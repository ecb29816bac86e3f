package io.github.parallelpools.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes all that was measured into a directory: a table, charts, and each figure. */
final class Report {

	private final Path directory;

	Report(Path directory) {
		this.directory = directory;
	}

	/**
	 * Writes it.
	 * @param circumstances when and on what the figures were taken
	 * @param all the figures
	 * @return the table
	 */
	String write(String circumstances, List<Figures> all) throws IOException {
		Files.createDirectories(this.directory);
		StringBuilder text = new StringBuilder(circumstances).append('\n');
		for (Map.Entry<String, List<Figures>> chapter : chapters(all).entrySet()) {
			text.append("\n### ").append(chapter.getKey()).append("\n\n").append(Table.of(chapter.getValue()));
			String chart = chapter.getKey().toLowerCase(Locale.ROOT).replace(' ', '-') + ".svg";
			Files.writeString(this.directory.resolve(chart), Chart.of(chapter.getValue()));
		}
		Files.writeString(this.directory.resolve("table.md"), text);
		Files.writeString(this.directory.resolve("figures.csv"), csv(all));
		return text.toString();
	}

	private static Map<String, List<Figures>> chapters(List<Figures> all) {
		return all.stream()
			.collect(Collectors.groupingBy((figures) -> figures.scenario().chapter(), LinkedHashMap::new,
					Collectors.toList()));
	}

	private static String csv(List<Figures> all) {
		StringBuilder lines = new StringBuilder("scenario;metric;unit;contender;round;value\n");
		for (Figures figures : all) {
			figures.scenario()
				.contenders()
				.forEach((contender) -> figures.scenario()
					.metrics()
					.forEach((metric) -> lines.append(csv(figures, contender, metric))));
		}
		return lines.toString();
	}

	private static String csv(Figures figures, Contender contender, Metric metric) {
		StringBuilder lines = new StringBuilder();
		int round = 1;
		for (double value : figures.values(contender, metric)) {
			lines.append("%s;%s;%s;%s;%d;%s\n".formatted(figures.scenario().name(), metric.name(), metric.unit(),
					contender.name(), round++, value));
		}
		return lines.toString();
	}

}
