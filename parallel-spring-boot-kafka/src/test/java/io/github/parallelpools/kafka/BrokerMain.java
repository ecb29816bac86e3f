package io.github.parallelpools.kafka;

import java.io.IOException;

import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * A broker in a process of its own, which ends with the one that has started it: then its
 * input ends.
 */
final class BrokerMain {

	private BrokerMain() {
	}

	public static void main(String[] args) {
		Thread watch = new Thread(() -> {
			try {
				while (System.in.read() >= 0) {
					// Nothing is said
				}
			}
			catch (IOException ex) {
				// That is an end, too.
			}
			Runtime.getRuntime().halt(0);
		});
		watch.setDaemon(true);
		watch.start();
		int failed = StorageTool.execute(new String[] { "format", "--standalone", "-t", args[1], "-c", args[0] },
				System.out);
		if (failed != 0) {
			throw new IllegalStateException("The broker's folder can't be formatted");
		}
		Kafka.main(new String[] { args[0] });
	}

}
