import { SHARED } from "./scripts-shared.ts";

/**
 * One step through a partition's keys. ARGV: where to go on, 1 to let go (0: count only), then the instants before which
 * sends and turns are kept no more. Gives where to go on, how many of both, and each customer seen whose talk is not
 * open, with their conversation and newest turn. A turn that is let go leaves its place empty: others are counted by it.
 */
export const CLEAR_OUT = `${SHARED}
local letGo, messagesBefore, turnsBefore = ARGV[2] == '1', tonumber(ARGV[3]), tonumber(ARGV[4])
local messages, turns, people = 0, 0, {}

local function clearSend(row)
  local found = call('HMGET', row, 'status', 'fixed')
  if found[1] ~= 'sent' and found[1] ~= 'cancelled' then return end
  if cjson.decode(found[2]).createdAt >= messagesBefore then return end
  messages = messages + 1
  if letGo then call('DEL', row) end
end

local function clearTurns(journal)
  for place = 0, call('LLEN', journal) - 1 do
    local entry = call('LINDEX', journal, place)
    if entry ~= '' then
      if cjson.decode(entry).at >= turnsBefore then return end
      turns = turns + 1
      if letGo then call('LSET', journal, place, '') end
    end
  end
end

local function consider(home, customer)
  if call('EXISTS', P .. 'in:' .. customer, P .. 'out:' .. customer) > 0 then return end
  if call('HEXISTS', P .. 'leases', customer) == 1 then return end
  local conversation = call('HGET', home, 'conversation')
  local last = call('LINDEX', P .. 'journal:' .. customer, -1)
  if conversation then people[#people + 1] = { customer, conversation, last or '' } end
end

local found = call('SCAN', ARGV[1], 'MATCH', P .. '*', 'COUNT', 500)
for _, key in ipairs(found[2]) do
  local name = string.sub(key, #P + 1)
  if string.sub(name, 1, 2) == 's:' then clearSend(key)
  elseif string.sub(name, 1, 8) == 'journal:' then clearTurns(key)
  elseif string.sub(name, 1, 2) == 'c:' then consider(key, string.sub(name, 3)) end
end
return { found[1], messages, turns, people }
`;
