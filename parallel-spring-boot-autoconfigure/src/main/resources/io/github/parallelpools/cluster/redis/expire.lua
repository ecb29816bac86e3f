-- Removes tasks that ended long ago, but for dead letters.
-- ARGV: how long they are kept, how many to remove at most
-- Returns how many were removed.
local ids = redis.call('ZRANGEBYSCORE', P .. 'ended', '-inf', int(now() - ARGV[1]), 'LIMIT', 0, ARGV[2])
for _, id in ipairs(ids) do
	redis.call('ZREM', P .. 'ended', id)
	remove(id)
end
return { #ids }
