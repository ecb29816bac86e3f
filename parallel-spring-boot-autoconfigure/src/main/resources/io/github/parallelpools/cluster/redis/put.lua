-- Puts or removes a value of a map, whatever the key holds or only if it has a certain version.
-- ARGV: map, key, the version that it must have or '', 1 to put or 0 to remove, value
-- Returns 1 or 0 if it had another version, the new version or 0, and what the key held before or false.
local map, key = ARGV[1], ARGV[2]
local entries = P .. 'map:' .. map
local held = redis.call('HGET', entries, key)
if ARGV[3] ~= '' and ARGV[3] ~= (held and string.match(held, '^%d+') or '0') then
	return { 0, 0, held }
end
if ARGV[4] == '1' then
	-- What this library keeps for itself, as the ends of standalone tasks
	if string.sub(map, 1, 9) == 'parallel:' then
		evenIfFull()
	end
	local version = int(count())
	redis.call('HSET', entries, key, version .. ' ' .. ARGV[5])
	redis.call('SADD', P .. 'maps', map)
	return { 1, version, held }
end
redis.call('HDEL', entries, key)
if redis.call('EXISTS', entries) == 0 then
	redis.call('SREM', P .. 'maps', map)
end
return { 1, 0, held }
