-- The tasks that a node has.
-- ARGV: node
-- Returns for each: id, attempt, pool, why it is to be cancelled or false
local found = {}
if not lives(ARGV[1]) then
	return found
end
for _, id in ipairs(redis.call('SMEMBERS', P .. 'owned:' .. ARGV[1])) do
	local task = fields(id, 'attempt', 'pool', 'cancel')
	found[#found + 1] = { id, task.attempt, task.pool, task.cancel }
end
return found
