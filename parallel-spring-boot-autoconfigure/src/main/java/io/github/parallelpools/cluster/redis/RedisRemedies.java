package io.github.parallelpools.cluster.redis;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be done about an error of the server. Knows one word of it only. */
final class RedisRemedies {

	private static final Pattern MET = Pattern.compile("^ERR Error running script .*?: -([A-Z]+) ", Pattern.DOTALL);

	private RedisRemedies() {
	}

	static String of(String error) {
		return switch (word(error)) {
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

	/**
	 * The word that says what is wrong: the first one, or the one that a script has met,
	 * which some servers put behind words of their own.
	 * @param error what the server has said
	 * @return the word
	 */
	static String word(String error) {
		if (error.contains("user executing the script") || error.contains("ACL failure in script")) {
			return "NOPERM";
		}
		Matcher met = MET.matcher(error);
		return met.find() ? met.group(1) : error.split(" ", 2)[0];
	}

}
