-- Takes a lock away from whoever has it.
-- ARGV: lock
-- Returns its node, owner and token; nothing if nobody has it.
local key = P .. 'lock:' .. ARGV[1]
local held = redis.call('HMGET', key, 'node', 'owner', 'token')
if not held[1] then
	return {}
end
redis.call('DEL', key)
redis.call('SREM', P .. 'locks:' .. held[1], ARGV[1])
tell('u' .. ARGV[1])
return held
