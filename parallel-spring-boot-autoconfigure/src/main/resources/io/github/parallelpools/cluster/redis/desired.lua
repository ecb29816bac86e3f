-- The state that a pool is to have on all nodes.
-- ARGV: pool
-- Returns version and state, as one; false if there is none.
return { redis.call('HGET', P .. 'desired', ARGV[1]) }
