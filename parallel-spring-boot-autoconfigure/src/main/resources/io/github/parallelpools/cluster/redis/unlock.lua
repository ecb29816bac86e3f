-- Gives a lock back, if that grant has not ended.
-- ARGV: node, lock, token
-- Returns 1, or 0 if it has.
local node, lock = ARGV[1], ARGV[2]
local key = P .. 'lock:' .. lock
local held = redis.call('HMGET', key, 'node', 'token')
if held[1] ~= node or held[2] ~= ARGV[3] then
	return { 0 }
end
redis.call('DEL', key)
redis.call('SREM', P .. 'locks:' .. node, lock)
tell('u' .. lock)
return { 1 }
