-- The tables of parallel pools that several instances of an application share. Times are milliseconds since 1970 by the
-- clock of the database. Can be run again.

CREATE TABLE IF NOT EXISTS pp_node (
	id VARCHAR(200) NOT NULL,
	name VARCHAR(200) NOT NULL,
	build VARCHAR(200) NOT NULL,
	status LONGTEXT NOT NULL,
	joined_at BIGINT NOT NULL,
	lease_ms BIGINT NOT NULL,
	lives_until BIGINT NOT NULL,
	live_key BIGINT,
	CONSTRAINT pp_node_pk PRIMARY KEY (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS pp_task (
	seq BIGINT NOT NULL AUTO_INCREMENT,
	id VARCHAR(200) NOT NULL,
	pool VARCHAR(200) NOT NULL,
	state CHAR(1) NOT NULL,
	priority INTEGER NOT NULL,
	needs VARCHAR(200) NOT NULL,
	tag VARCHAR(200),
	on_end VARCHAR(200),
	submitter VARCHAR(200) NOT NULL,
	owner VARCHAR(200),
	attempt BIGINT NOT NULL,
	counted INTEGER NOT NULL,
	max_attempts INTEGER NOT NULL,
	submitted_at BIGINT NOT NULL,
	queued_at BIGINT NOT NULL,
	expires_after BIGINT,
	expires_at BIGINT,
	ended_at BIGINT,
	cancelled LONGTEXT,
	code VARCHAR(20),
	reason LONGTEXT,
	payload LONGBLOB NOT NULL,
	result LONGBLOB,
	CONSTRAINT pp_task_pk PRIMARY KEY (id),
	CONSTRAINT pp_task_seq UNIQUE (seq)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE INDEX IF NOT EXISTS pp_task_queued ON pp_task (pool, state, priority DESC, seq);
CREATE INDEX IF NOT EXISTS pp_task_expiring ON pp_task (state, expires_at);
CREATE INDEX IF NOT EXISTS pp_task_running ON pp_task (state, owner, pool);
CREATE INDEX IF NOT EXISTS pp_task_ended ON pp_task (state, ended_at);
CREATE INDEX IF NOT EXISTS pp_task_tagged ON pp_task (tag, pool);
CREATE INDEX IF NOT EXISTS pp_task_untold ON pp_task (on_end, state);

-- A name is longer by one than that of a pool: those who count a pool's tasks have their turns here
CREATE TABLE IF NOT EXISTS pp_lock (
	name VARCHAR(201) NOT NULL,
	node VARCHAR(200),
	owner VARCHAR(200),
	token BIGINT NOT NULL,
	freed_at BIGINT NOT NULL,
	CONSTRAINT pp_lock_pk PRIMARY KEY (name)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS pp_map (
	map_name VARCHAR(200) NOT NULL,
	map_key VARCHAR(200) NOT NULL,
	content LONGBLOB NOT NULL,
	version BIGINT NOT NULL,
	CONSTRAINT pp_map_pk PRIMARY KEY (map_name, map_key)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

CREATE TABLE IF NOT EXISTS pp_desired (
	pool VARCHAR(200) NOT NULL,
	version BIGINT NOT NULL,
	state LONGTEXT NOT NULL,
	CONSTRAINT pp_desired_pk PRIMARY KEY (pool)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin;

-- Tokens of locks and versions of values: they rise and never come again
CREATE SEQUENCE IF NOT EXISTS pp_token;
