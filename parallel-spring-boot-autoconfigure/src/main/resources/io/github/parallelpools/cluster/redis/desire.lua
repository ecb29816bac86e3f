-- Sets the state that a pool is to have on all nodes, if nobody has set another meanwhile.
-- ARGV: pool, the version that is replaced, state
-- Returns the new version; nothing if another is set.
local pool, replaced = ARGV[1], ARGV[2]
local held = redis.call('HGET', P .. 'desired', pool)
if replaced ~= (held and string.match(held, '^%d+') or '0') then
	return {}
end
evenIfFull()
local version = int(replaced + 1)
redis.call('HSET', P .. 'desired', pool, version .. ' ' .. ARGV[3])
tell('c')
return { version }
