package io.github.parallelpools.autoconfigure;

import java.util.List;

import io.github.parallelpools.cluster.jdbc.PostgresServer;

/** Tasks that belong to transactions on PostgreSQL. */
class PostgresTransactionalSubmissionTests extends TransactionalSubmissionContract {

	@Override
	List<String> database() {
		return List.of("spring.datasource.url=" + PostgresServer.shared().url(),
				"parallel.cluster.jdbc.table-prefix=placed_");
	}

}
