-- How much is to be done for a pool.
-- ARGV: pool
-- Returns queued, running, dead, how long the oldest queued task has waited
local pool = ARGV[1]
local waiting = P .. 'waiting:' .. pool
local oldest = redis.call('ZRANGE', waiting, 0, 0, 'WITHSCORES')[2]
return { redis.call('ZCARD', waiting), redis.call('SCARD', P .. 'running:' .. pool),
	redis.call('ZCARD', P .. 'dead:' .. pool), oldest and int(math.max(now() - oldest, 0)) or 0 }
