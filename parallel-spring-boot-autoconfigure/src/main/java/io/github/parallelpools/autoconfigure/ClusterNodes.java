package io.github.parallelpools.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

import io.github.parallelpools.cluster.BuildId;
import io.github.parallelpools.cluster.ClusterSettings;

/**
 * What this instance is in the cluster, as it is configured.
 *
 * @param properties how it is configured
 * @param loader the application's class loader
 */
record ClusterNodes(ClusterProperties properties, @Nullable ClassLoader loader) {

	ClusterSettings settings() {
		String name = this.properties.nodeName();
		String build = this.properties.build();
		return new ClusterSettings((name != null) ? name : host(), (build != null) ? build : BuildId.ofClassPath(),
				new ClusterSettings.Times(this.properties.lease(), this.properties.renew(), this.properties.fence(),
						this.properties.poll()),
				this.properties.outcomeRetention(), this.properties.maxPayload().toBytes(), this.properties.name());
	}

	private static String host() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "unknown";
		}
	}

}
