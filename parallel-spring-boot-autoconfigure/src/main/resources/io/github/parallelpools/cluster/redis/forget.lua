-- Removes tasks that have ended, but for dead letters.
-- ARGV: ids ...
for _, id in ipairs(ARGV) do
	if redis.call('ZREM', P .. 'ended', id) == 1 then
		redis.call('DEL', P .. 'task:' .. id)
	end
end
return {}
