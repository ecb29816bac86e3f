-- All entries of a map.
-- ARGV: map
-- Returns key, version and value as one, key, ...
return redis.call('HGETALL', P .. 'map:' .. ARGV[1])
