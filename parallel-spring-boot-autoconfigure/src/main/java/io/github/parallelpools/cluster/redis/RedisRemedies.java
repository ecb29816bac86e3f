package io.github.parallelpools.cluster.redis;

/** What can be done about an error of the server. Knows its first word only. */
final class RedisRemedies {

	private RedisRemedies() {
	}

	static String of(String error) {
		String word = error.contains("user executing the script") ? "NOPERM" : error.split(" ", 2)[0];
		return switch (word) {
			case "OOM" -> "Its memory is full: raise 'maxmemory'.";
			case "READONLY" -> "It is a replica: the next call looks for the primary. Check spring.data.redis.*";
			case "LOADING" -> "It reads its data after a start: this passes.";
			case "MISCONF" -> "It can't write to its disk: check the space and the rights there.";
			case "NOAUTH", "WRONGPASS" -> "Check spring.data.redis.username and password.";
			case "NOPERM" ->
				"Its user needs ~{prefix}* &{prefix}* and the commands of the cluster, see docs/cluster-redis.md.";
			case "BUSY" -> "Another script runs for long: see SLOWLOG GET, and SCRIPT KILL.";
			case "CLUSTERDOWN", "MASTERDOWN" -> "Some of its servers are down.";
			default -> "The server's log may tell more.";
		};
	}

}
