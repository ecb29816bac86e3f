-- How many keys a map has.
-- ARGV: map
return { redis.call('HLEN', P .. 'map:' .. ARGV[1]) }
