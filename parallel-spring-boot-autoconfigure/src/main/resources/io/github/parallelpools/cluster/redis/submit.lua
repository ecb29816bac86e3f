-- Puts a task into its queue, unless there is one with its id.
-- ARGV: id, pool, submitter, priority, needs, payload, most attempts, how long it may wait or '', '1' and a tag or '',
-- whom to tell of its end or ''
-- Returns 1, or 0 if there is such a task.
local id = ARGV[1]
if redis.call('EXISTS', P .. 'task:' .. id) == 1 then
	return { 0 }
end
local time = now()
write(id, ARGV[2], ARGV[4], ARGV[8] ~= '' and ARGV[8], ARGV[9] ~= '' and string.sub(ARGV[9], 2), time,
		'submitter', ARGV[3], 'needs', ARGV[5], 'payload', ARGV[6], 'most', ARGV[7])
if ARGV[10] ~= '' then
	redis.call('HSET', P .. 'task:' .. id, 'onend', ARGV[10])
end
enqueue(id, time)
return { 1 }
