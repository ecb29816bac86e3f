-- Removes tasks that have ended, but for dead letters.
-- ARGV: ids ...
for _, id in ipairs(ARGV) do
	if redis.call('ZREM', P .. 'ended', id) == 1 then
		remove(id)
	end
end
return {}
