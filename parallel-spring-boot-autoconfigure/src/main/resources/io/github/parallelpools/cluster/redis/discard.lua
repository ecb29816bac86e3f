-- Removes a dead letter.
-- ARGV: the letter's id
-- Returns 1, or 0 if there is none.
local id = ARGV[1]
local task = fields(id, 'state', 'pool')
if task.state ~= 'D' then
	return { 0 }
end
redis.call('ZREM', P .. 'dead:' .. task.pool, id)
remove(id)
return { 1 }
