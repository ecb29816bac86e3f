package io.github.parallelpools.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/** Writes figures as a table: one row for each metric and peer. */
final class Table {

	private static final String NOTHING = "";

	private Table() {
	}

	static String of(List<Figures> all) {
		StringBuilder table = new StringBuilder();
		table.append(row("what", "unit", "ours", "peer", "peer's", "ours / peer", "spread", "goal"));
		table.append(row("---", "---", "---:", "---", "---:", "---:", "---", "---"));
		for (Figures figures : all) {
			for (Metric metric : figures.scenario().metrics()) {
				table.append(rows(figures, metric));
			}
		}
		return table.toString();
	}

	private static String rows(Figures figures, Metric metric) {
		Scenario scenario = figures.scenario();
		String unit = metric.unit() + ((metric.better() == Metric.Better.HIGHER) ? " ↑" : " ↓");
		String ours = median(figures, scenario.ours(), metric);
		StringBuilder rows = new StringBuilder();
		String goal = metric.goals().get(NOTHING);
		if (goal != null || scenario.peers().isEmpty()) {
			String spread = spread(figures.values(scenario.ours(), metric));
			rows.append(row(scenario.name(), unit, ours, NOTHING, NOTHING, NOTHING, spread, text(goal)));
		}
		for (Contender peer : scenario.peers()) {
			List<Double> ratios = figures.ratios(peer, metric);
			String ratio = ratios.isEmpty() ? NOTHING : "**" + number(Figures.median(ratios)) + "**";
			rows.append(row(scenario.name(), unit, ours, peer.name(), median(figures, peer, metric), ratio,
					spread(ratios), text(metric.goals().get(peer.name()))));
		}
		return rows.toString();
	}

	private static String median(Figures figures, Contender contender, Metric metric) {
		List<Double> values = figures.values(contender, metric);
		return values.isEmpty() ? orElse(figures.missing(contender), () -> NOTHING) : number(Figures.median(values));
	}

	private static String spread(List<Double> values) {
		if (values.size() < 2) {
			return NOTHING;
		}
		List<Double> sorted = values.stream().sorted().toList();
		return number(sorted.get(0)) + " to " + number(sorted.get(sorted.size() - 1));
	}

	/** Three digits, or all of those before the point. */
	static String number(double value) {
		int decimals = (value >= 100) ? 0 : (value >= 10) ? 1 : (value >= 0.1) ? 2 : 3;
		return String.format(Locale.ROOT, "%,." + decimals + "f", value);
	}

	private static String text(@Nullable String text) {
		return orElse(text, () -> NOTHING);
	}

	private static String orElse(@Nullable String text, Supplier<String> other) {
		return (text != null) ? text : other.get();
	}

	private static String row(String... cells) {
		return List.of(cells).stream().collect(Collectors.joining(" | ", "| ", " |\n"));
	}

}
