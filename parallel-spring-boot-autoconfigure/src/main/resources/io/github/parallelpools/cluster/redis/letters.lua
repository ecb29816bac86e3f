-- The dead letters of a pool, the oldest first.
-- ARGV: pool, how many at most
-- Returns for each what common.lua describes.
local time = now()
local found = {}
for _, id in ipairs(redis.call('ZRANGE', P .. 'dead:' .. ARGV[1], 0, ARGV[2] - 1)) do
	found[#found + 1] = describe(id, time)
end
return found
