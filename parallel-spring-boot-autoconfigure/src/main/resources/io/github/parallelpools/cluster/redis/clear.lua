-- Removes all keys of a map.
-- ARGV: map
redis.call('DEL', P .. 'map:' .. ARGV[1])
redis.call('SREM', P .. 'maps', ARGV[1])
return {}
