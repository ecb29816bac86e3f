package io.github.parallelpools.autoconfigure;

import org.springframework.context.ApplicationListener;

import io.github.parallelpools.actuate.metrics.ParallelPoolMetrics;
import io.github.parallelpools.autoconfigure.event.HangFoundEvent;

/** Has hangs measured at places that become known only while the application runs. */
final class HangMeterListener implements ApplicationListener<HangFoundEvent> {

	private final ParallelPoolMetrics metrics;

	HangMeterListener(ParallelPoolMetrics metrics) {
		this.metrics = metrics;
	}

	@Override
	public void onApplicationEvent(HangFoundEvent event) {
		this.metrics.hangFound(event.getPool(), event.getPlace());
	}

}
