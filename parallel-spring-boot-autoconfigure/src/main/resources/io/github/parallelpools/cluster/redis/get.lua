-- What a key of a map holds.
-- ARGV: map, key
-- Returns version and value, as one; false if there is none.
return { redis.call('HGET', P .. 'map:' .. ARGV[1], ARGV[2]) }
