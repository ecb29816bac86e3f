-- Has nobody be told any more of the ends of tasks.
-- ARGV: ids ...
evenIfFull()
for _, id in ipairs(ARGV) do
	local task = fields(id, 'submitter', 'state')
	if task.state == 'E' or task.state == 'D' then
		excuse(id, task.submitter)
		redis.call('HSET', P .. 'task:' .. id, 'submitter', '')
	end
end
return {}
