-- The maps that hold something.
return redis.call('SMEMBERS', P .. 'maps')
