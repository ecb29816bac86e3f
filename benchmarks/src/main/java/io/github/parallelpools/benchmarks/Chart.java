package io.github.parallelpools.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Draws figures as horizontal bars, in SVG: one panel for each scenario and metric. */
final class Chart {

	private static final int WIDTH = 860;

	private static final int LABELS = 290;

	private static final int BARS = 460;

	private static final int LINE = 18;

	private final StringBuilder drawn = new StringBuilder();

	private int y = 8;

	private Chart() {
	}

	static String of(List<Figures> all) {
		Chart chart = new Chart();
		for (Figures figures : all) {
			for (Metric metric : figures.scenario().metrics()) {
				chart.panel(figures, metric);
			}
		}
		return """
				<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
				<rect width="100%%" height="100%%" fill="white"/>
				%s</svg>
				""".formatted(WIDTH, chart.y, chart.drawn);
	}

	private void panel(Figures figures, Metric metric) {
		Scenario scenario = figures.scenario();
		List<Contender> contenders = new ArrayList<>(scenario.contenders());
		contenders.removeIf((contender) -> figures.values(contender, metric).isEmpty());
		double longest = contenders.stream()
			.mapToDouble((contender) -> Figures.median(figures.values(contender, metric)))
			.max()
			.orElse(0);
		String better = (metric.better() == Metric.Better.HIGHER) ? "longer is better" : "shorter is better";
		text(8, "%s (%s, %s)".formatted(scenario.name(), metric.unit(), better), "font-weight=\"bold\"");
		for (Contender contender : contenders) {
			bar(contender, Figures.median(figures.values(contender, metric)), longest, contender == scenario.ours());
		}
		this.y += LINE / 2;
	}

	private void bar(Contender contender, double value, double longest, boolean ours) {
		double length = (longest > 0) ? BARS * value / longest : 0;
		this.drawn
			.append(String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
					LABELS, this.y + 2, length, LINE - 4, ours ? "#2a6fbb" : "#b8bfc8"));
		text(LABELS + (int) length + 6, Table.number(value), "", this.y + LINE - 5);
		text(8, contender.name(), "");
	}

	private void text(int x, String text, String style) {
		text(x, text, style, this.y + LINE - 5);
		this.y += LINE;
	}

	private void text(int x, String text, String style, int baseline) {
		String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
		this.drawn.append("<text x=\"%d\" y=\"%d\" %s>%s</text>\n".formatted(x, baseline, style, escaped));
	}

}
