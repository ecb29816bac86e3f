-- Takes a node out in good order: its tasks are queued again without counting, its locks are free.
-- ARGV: node
local node = ARGV[1]
if not lives(node) then
	return {}
end
local time = now()
for _, id in ipairs(redis.call('SMEMBERS', P .. 'owned:' .. node)) do
	disown(id, node, fields(id, 'pool').pool)
	redis.call('HINCRBY', P .. 'task:' .. id, 'counted', -1)
	redis.call('HDEL', P .. 'task:' .. id, 'node')
	enqueue(id, time)
end
bury(node)
return {}
