-- How tasks have ended.
-- ARGV: ids ...
-- Returns for each that has: id, code, value, 1 for a dead letter or 0, counted attempts, reason
local found = {}
for _, id in ipairs(ARGV) do
	local task = fields(id, 'state', 'code', 'value', 'counted', 'reason')
	if task.state == 'E' or task.state == 'D' then
		found[#found + 1] = { id, task.code, task.value, task.state == 'D' and 1 or 0, task.counted, task.reason }
	end
end
return found
