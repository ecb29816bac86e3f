package io.github.parallelpools.autoconfigure;

import java.util.List;
import java.util.UUID;

/** Tasks that belong to transactions on H2. */
class H2TransactionalSubmissionTests extends TransactionalSubmissionContract {

	@Override
	List<String> database() {
		return List.of("spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
	}

}
